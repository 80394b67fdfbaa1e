import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Field names that never reach a log line, wherever they stand. */
const secret = ['password', 'newPassword', 'token', 'cookie', 'authorization', 'body', 'secret'];

/** A logger that writes JSON lines to standard error. `level` is pino's: silent, error, warn, info, debug. */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, redact: { paths: secret.flatMap((name) => [name, `*.${name}`]), remove: true } },
    pino.destination({ dest: 2, sync: true }),
  );
}
