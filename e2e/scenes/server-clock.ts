/**
 * Loaded into the server of the pictures before its own code: there it is as late as the file of PICTURES_CLOCK says by the
 * time of its last change, and goes on from then. So a conversation over three days is written in a second, and shows
 * the same times in every picture of it.
 */
import { statSync } from 'node:fs';

const file = process.env.PICTURES_CLOCK;
if (file !== undefined) {
  let set = 0;
  let since = 0;
  const now = (): number => {
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== set) since = performance.now();
    set = mtimeMs;
    return Math.floor(set + performance.now() - since);
  };
  globalThis.Date = new Proxy(Date, {
    get: (date, key): unknown => (key === 'now' ? now : Reflect.get(date, key)),
    construct: (date, args: unknown[], made): Date =>
      Reflect.construct(date, args.length === 0 ? [now()] : args, made) as Date,
  });
}
