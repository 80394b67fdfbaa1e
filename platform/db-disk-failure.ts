/** SQLite's primary codes of a disk that is read-only, failing or full: SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL. */
const diskCodes = [8, 10, 13];

/** Whether the store could not write or read because of the disk: nothing was changed, and trying again may help. */
export function isDiskFailure(error: unknown): boolean {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  // The primary code is in the lowest byte of SQLite's extended ones.
  return typeof errcode === 'number' && diskCodes.includes(errcode & 0xff);
}
