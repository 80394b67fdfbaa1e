import { currentLocale } from './texts.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string, options: Intl.DateTimeFormatOptions, at: number): Intl.DateTimeFormat {
  const locale = currentLocale();
  // Until the page notices a new time zone, its formats must not be taken for those of the old one.
  const key = `${name} ${locale} ${new Date(at).getTimezoneOffset()}`;
  let made = formats.get(key);
  if (!made) {
    if (formats.size > 64) formats.clear();
    made = new Intl.DateTimeFormat(locale, options);
    formats.set(key, made);
  }
  return made;
}

/** The time zone is another one: an open tab follows a traveller. */
export const forgetTimeZone = (): void => formats.clear();

const format = (name: string, options: Intl.DateTimeFormatOptions, at: number): string =>
  formatOf(name, options, at).format(at);

const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

/** `14:05`, in the reader's own zone and habit. `at` in milliseconds since 1970, as everywhere here. */
export const timeOfDay = (at: number): string => format('time', clock, at);

/** The same without am or pm, for where there is no room and the day goes from top to bottom. */
export function shortTime(at: number): string {
  const parts = formatOf('time', clock, at).formatToParts(at);
  return parts
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim();
}

/** `Monday, 23 November 2026` */
export const dayName = (at: number): string =>
  format('day', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, at);

/** `23 Nov 2026, 14:05` */
export const dayAndTime = (at: number): string =>
  format('both', { dateStyle: 'medium', timeStyle: 'short' }, at);

/** `23 Nov 2026, 14:05:10` */
export const dayAndSecond = (at: number): string =>
  format('second', { dateStyle: 'medium', timeStyle: 'medium' }, at);

/** `2026-11-23`, the local day of a moment as a date field has it. */
export function dateOf(at: number): string {
  const date = new Date(at);
  const part = (n: number, digits: number): string => String(n).padStart(digits, '0');
  return `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1, 2)}-${part(date.getDate(), 2)}`;
}

/** When such a day begins here; undefined for what is no date. */
export function dayBegins(date: string): number | undefined {
  const at = new Date(`${date}T00:00`).getTime();
  return Number.isNaN(at) ? undefined : at;
}
