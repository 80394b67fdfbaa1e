/** The data folder: made if missing, for the owner's eyes only, and tried out before anything relies on it. */
import { closeSync, fsyncSync, mkdirSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../platform/config.ts';

/** What the start needs to have free: three databases with their logs. */
const neededBytes = 4 * 1024 * 1024;

/** The line for the operator about an error of the file system, or null if it is another kind of error. */
export function folderProblem(dataFolder: string, error: unknown): string | null {
  const { code, message } = error as { code?: string; message?: string };
  const text = `${code} ${message}`;
  if (/ENOSPC|EDQUOT|SQLITE_FULL|disk is full/i.test(text)) {
    return `The disk of the data folder ${dataFolder} is full. Make room there, or set ROOKERY_DATA to another folder.`;
  }
  if (
    /EROFS|EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN|readonly database|unable to open database/i.test(text)
  ) {
    return `The data folder ${dataFolder} cannot be written. Mend its rights, or set ROOKERY_DATA to another folder.`;
  }
  if (/ENOTDIR|EEXIST/.test(text)) {
    return `The data folder ${dataFolder} is not a folder. Set ROOKERY_DATA to another path.`;
  }
  return null;
}

/** Makes the folder if it is missing and proves that it can be written. Throws `StartError`. */
export function prepareFolder(dataFolder: string): void {
  const trial = join(dataFolder, `.trial-${process.pid}`);
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const file = openSync(trial, 'w', 0o600);
    try {
      // Not writeSync: on a disk that fills up it writes a part and says nothing.
      writeFileSync(file, new Uint8Array(neededBytes));
      fsyncSync(file);
    } finally {
      closeSync(file);
      unlinkSync(trial);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    // Such as ENOENT below /proc: whatever the system says here is about this folder.
    const other =
      code && `The data folder ${dataFolder} cannot be made (${code}). Set ROOKERY_DATA to another path.`;
    const problem = folderProblem(dataFolder, error) ?? other;
    if (!problem) throw error;
    throw new StartError(problem);
  }
}
