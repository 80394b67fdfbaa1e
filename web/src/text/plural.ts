/** Picks the form of a word that goes with a number in a language: `plural('en')(3, { one: 'day', other: 'days' })`. */
export function plural(language: string): (n: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => forms[rules.select(n)] ?? forms.other;
}

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
