import { useCallback, useMemo } from 'react';

import { createPreference, usePreference } from '@/shared/preference/preference';

export type Locale = 'zh-CN' | 'en-US';

export const localeChoice = createPreference<Locale>(
  'locale',
  (stored) => (stored === 'en-US' ? 'en-US' : 'zh-CN'),
  (value) => value,
);

export function useLocale(): Locale {
  return usePreference(localeChoice)[0];
}

/** One phrase: Chinese, English. Both stand side by side, so neither can be forgotten. `{name}` is filled in; a number that
 * is counted gets its thousands set apart, so a year is given as text. */
export type Phrase = readonly [zh: string, en: string];
export type Words<K extends string> = Readonly<Record<K, Phrase>>;
export type Fill = Readonly<Record<string, string | number>>;
export type Say<K extends string> = (key: K, fill?: Fill) => string;

export function defineWords<K extends string>(words: Words<K>): Words<K> {
  return words;
}

export function sayIn<K extends string>(words: Words<K>, locale: Locale): Say<K> {
  return (key, fill) => {
    const phrase = words[key][locale === 'zh-CN' ? 0 : 1];
    if (fill === undefined) return phrase;
    return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = fill[name] ?? whole;
      return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
    });
  };
}

/** The phrases of a module in the language in force; the same function until the language changes. */
export function useWords<K extends string>(words: Words<K>): Say<K> {
  const locale = useLocale();
  return useMemo(() => sayIn(words, locale), [words, locale]);
}

/** What stands between names in a row. */
export function separatorIn(locale: Locale): string {
  return locale === 'zh-CN' ? '、' : ', ';
}

/** Several names in a row, set apart as the language does. */
export function useListed(): (names: readonly string[]) => string {
  const separator = separatorIn(useLocale());
  return (names) => names.join(separator);
}

/** Picks one of a title's two languages. */
export type Titled = (zh: string, en: string) => string;

/** A title that the server gives in both languages; the same function until the language changes. */
export function useTitled(): Titled {
  const locale = useLocale();
  return useCallback((zh, en) => (locale === 'zh-CN' || en === '' ? zh : en), [locale]);
}
