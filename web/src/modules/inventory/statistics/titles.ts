import { useLocale } from '@/shared/i18n/words';

import type { Group } from './api';

/** What the values of a group are called in the reader's language. */
export function useGroupTitles(): (group: Group | undefined) => readonly string[] {
  const locale = useLocale();
  return (group) => (group === undefined ? [] : locale === 'zh-CN' ? group.titles : group.titles_en);
}
