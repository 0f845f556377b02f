import { useQueries } from '@tanstack/react-query';

import { choicesQuery } from '@/shared/dictionary/dictionary';
import { common } from '@/shared/i18n/common';
import { asSchema, choicesOf, dictionaryOf, itemTypesOf, titleOf, typeOf } from '@/shared/form/schema';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import type { FilterField } from '@/shared/list/types';

import type { ItemTypeDetail } from './types';

/** Filters by the indexed attributes of the one type that the list shows, those of its own columns first. */
export function useAttributeFilters(type: ItemTypeDetail | undefined): FilterField[] {
  const locale = useLocale();
  const titled = useTitled();
  const say = useWords(common);
  const indexed = Object.entries(asSchema(type?.schema).properties ?? {}).filter(([, own]) => own['x-index'] === true && itemTypesOf(own).length === 0);
  const dictionaries = [...new Set(indexed.flatMap(([, own]) => dictionaryOf(own) ?? []))];
  const choices = useQueries({ queries: dictionaries.map((key) => choicesQuery(key, '')) });
  const rank = (key: string): number => {
    const at = type?.list_columns.indexOf(key) ?? -1;
    return at === -1 ? 1000 : at;
  };
  return indexed
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .flatMap(([key, own]): FilterField[] => {
      const field = { key: `attributes.${key}`, title: titleOf(own, key, locale) };
      const dictionary = dictionaryOf(own);
      if (dictionary !== undefined) {
        const items = choices[dictionaries.indexOf(dictionary)]?.data?.items ?? [];
        return [{ ...field, options: items.map((each) => ({ value: each.code, label: titled(each.title, each.title_en) })) }];
      }
      const offered = choicesOf(own, locale);
      if (offered !== undefined) return [{ ...field, options: offered.map((each) => ({ value: String(each.value), label: each.label })) }];
      if (typeOf(own) === 'boolean') {
        return [{ ...field, single: true, options: [{ value: 'true', label: say('yes') }, { value: 'false', label: say('no') }] }];
      }
      if (own.format === 'date' || own.format === 'date-time') return [{ ...field, kind: 'range', options: [] }];
      return typeOf(own) === 'string' || typeOf(own) === 'array' ? [{ ...field, kind: 'text', options: [] }] : [];
    });
}
