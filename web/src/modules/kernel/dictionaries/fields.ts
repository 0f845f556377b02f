import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import type { FieldWording } from '@/shared/importing/types';

import { words } from './words';

const TITLES: Readonly<Record<string, keyof typeof words>> = {
  title: 'title',
  title_en: 'titleEn',
  parent: 'parent',
  position: 'position',
  valid_from: 'validFrom',
  valid_to: 'validTo',
  enabled: 'enabled',
  note: 'note',
};

/** Fields of an entry, and what stands in them, as people read them. */
export function useFieldWording(): FieldWording {
  const say = useWords(words);
  const shared = useWords(common);
  return {
    field: (name) => {
      const word = TITLES[name];
      return word === undefined ? name : say(word);
    },
    value: (_, value) => {
      if (typeof value === 'boolean') return shared(value ? 'yes' : 'no');
      if (typeof value === 'number') return String(value);
      return typeof value === 'string' && value !== '' ? value : shared('unset');
    },
  };
}
