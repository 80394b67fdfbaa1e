import type { Texts } from '../text/en.ts';

/** A session's device in the reader's language; the server says it in English, such as "Chrome on Android". */
export function deviceText(t: Texts, device: string): string {
  const [, program, system] = /^(.+) on (\S+)$/.exec(device) ?? [];
  if (program === undefined || system === undefined)
    return device === '' || device === 'An unknown device' ? t.settings.unknownDevice : device;
  return t.settings.deviceOn(program === 'A program' ? t.settings.someProgram : program, system);
}
