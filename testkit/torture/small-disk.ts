import { mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemp, tempFolder } from '../temp.ts';
import { MissingRight } from './missing-right.ts';

/** A file system of its own, whose size can be changed while it is in use. */
export interface SmallDisk {
  /** A folder on it for the server's data. */
  readonly dataFolder: string;
  /** Leaves only so many bytes free. */
  fill(freeBytes: number): void;
  /** Makes it read-only. */
  protect(): void;
  /** Gives all the space, and the right to write, back. */
  free(): void;
  remove(): void;
}

/** While the server writes on, what it holds may be more by the time the disk is shrunk. */
const shrinkTries = 50;

/** What a command said when it failed; null when it did not. */
function failureOf(...command: string[]): string | null {
  const { exitCode, stderr } = Bun.spawnSync(command, { stderr: 'pipe' });
  return exitCode === 0 ? null : `${command.join(' ')}: ${stderr.toString().split('\n')[0]}`;
}

/**
 * Mounts a file system in memory, of so many bytes. Shrunk to what it holds, it answers ENOSPC to every write that
 * needs a new page, as a full disk does. Throws where mounting is not allowed.
 */
export function mountSmallDisk(bytes: number): SmallDisk {
  const folder = tempFolder();
  const refused = failureOf('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'rookery-torture', folder);
  if (refused !== null)
    throw new MissingRight(
      `The fault "disk" needs the right to mount (CAP_SYS_ADMIN: root, and no container that forbids it): ${refused}`,
    );
  let isMounted = true;
  const remove = () => {
    if (!isMounted) return;
    isMounted = false;
    process.off('exit', remove);
    // Lazily: the server that still holds it is just dying.
    failureOf('umount', '-l', folder);
    removeTemp(folder);
  };
  // Before the folder is emptied at the end of the process: handlers run in the order they were added.
  process.prependOnceListener('exit', remove);
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder, { mode: 0o700 });
  const resize = (to: number) => failureOf('mount', '-o', `remount,size=${to}`, folder);
  return {
    dataFolder,
    fill(freeBytes) {
      let refused: string | null = null;
      for (let i = 0; i < shrinkTries; i++) {
        const { bsize, blocks, bfree } = statfsSync(folder);
        refused = resize((blocks - bfree) * bsize + freeBytes);
        if (refused === null) return;
      }
      throw new Error(`the disk could not be filled: ${refused}`);
    },
    protect() {
      const refused = failureOf('mount', '-o', 'remount,ro', folder);
      if (refused !== null) throw new Error(`the disk could not be made read-only: ${refused}`);
    },
    free() {
      const refused = failureOf('mount', '-o', `remount,rw,size=${bytes}`, folder);
      if (refused !== null) throw new Error(`the disk could not be emptied: ${refused}`);
    },
    remove,
  };
}
