import { useSyncExternalStore } from 'react';
import { ApiError } from '../../../contracts/errors.ts';
import { en, type Texts } from './en.ts';

/** Languages that the app speaks. */
export const languages = ['en', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];
/** What the user chose: a language, or the browser's. */
export type LanguageChoice = Language | 'auto';

const names: Record<Language, string> = { en: 'English', de: 'Deutsch', ar: 'العربية' };
const storageKey = 'rookery.language';

/** A language's name in itself, for the list to choose from. */
export const languageName = (language: Language): string => names[language];

/** The texts of the languages that do not come with the page. */
const others: Record<Exclude<Language, 'en'>, () => Promise<Texts>> = {
  de: async () => (await import('./de.ts')).de,
  ar: async () => (await import('./ar.ts')).ar,
};
const rightToLeft: ReadonlySet<Language> = new Set(['ar']);

let current: { language: Language; texts: Texts } = { language: 'en', texts: en };
const listeners = new Set<() => void>();

/** The language chosen in this browser, `auto` until somebody chooses. */
export function chosenLanguage(): LanguageChoice {
  try {
    return languages.find((language) => language === localStorage.getItem(storageKey)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** The first language of the browser's list that the app speaks, else English. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
}

/** Loads and shows a language. English is always there; the others arrive when asked for, and if not, English stays. */
export async function showLanguage(choice: LanguageChoice): Promise<void> {
  const language = choice === 'auto' ? pickLanguage(navigator.languages) : choice;
  try {
    current = { language, texts: language === 'en' ? en : await others[language]() };
  } catch {
    current = { language: 'en', texts: en };
  }
  document.documentElement.lang = current.language;
  document.documentElement.dir = rightToLeft.has(current.language) ? 'rtl' : 'ltr';
  for (const listener of [...listeners]) listener();
}

/** Shows a language and remembers it, where storage allows. */
export async function chooseLanguage(choice: LanguageChoice): Promise<void> {
  try {
    if (choice === 'auto') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
  await showLanguage(choice);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The texts in the current language; the component is drawn anew when the language changes. */
export function useTexts(): Texts {
  return useSyncExternalStore(
    subscribe,
    () => current.texts,
    () => current.texts,
  );
}

/** The texts in the current language, for what is said outside of the page. */
export const currentTexts = (): Texts => current.texts;

/** The language shown. */
export const currentLanguage = (): Language => current.language;

/** The tag for Intl: the browser's own region if it is of the language shown. */
export function currentLocale(): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === current.language);
  return own ?? current.language;
}

/** What happened and what to do, in a sentence; of an error that is not ours, the general one. */
export function errorText(texts: Texts, error: unknown): string {
  if (!(error instanceof ApiError)) return texts.errors.codes.internal;
  const sentence = texts.errors.codes[error.code];
  if (error.retryAfterMs === undefined || error.retryAfterMs < 1000) return sentence;
  return `${sentence} ${texts.errors.later(Math.ceil(error.retryAfterMs / 1000))}`;
}

/** What is wrong with one field of a refused form; undefined when it is not this field's fault. */
export function fieldErrorText(texts: Texts, error: unknown, field: string): string | undefined {
  const reason = error instanceof ApiError ? error.fields?.[field] : undefined;
  if (reason === undefined) return undefined;
  return texts.errors.fields[field === 'newPassword' ? 'password' : field]?.[reason] ?? texts.errors.field;
}
