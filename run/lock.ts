/**
 * One Rookery per data folder. The lock is an exclusive SQLite transaction: the operating system drops it
 * with the process, however that ends, so there is never a stale file to remove.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../platform/config.ts';

/** A lock that is held: `release` gives it up, and may be called twice. */
export interface Lock {
  release(): void;
}

/** Keeps the databases of held locks referenced: the garbage collector would close them, and free the lock. */
const held = new Set<DatabaseSync>();

/**
 * Takes the lock of a data folder, which must exist. Waits up to `waitMs` for a process that is just
 * ending. Throws `StartError` if another one keeps it.
 */
export function lockFolder(dataFolder: string, waitMs = 5_000): Lock {
  const database = new DatabaseSync(join(dataFolder, 'lock.sqlite'));
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE`);
  } catch (error) {
    database.close();
    if (!/locked|busy/i.test(String(error))) throw error;
    throw new StartError(
      `Another Rookery is using the data folder ${dataFolder}. Stop that one, or set ROOKERY_DATA to another folder.`,
    );
  }
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}
