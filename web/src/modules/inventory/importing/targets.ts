import { useQuery } from '@tanstack/react-query';

import { useTitled, useWords } from '@/shared/i18n/words';
import type { FieldWording } from '@/shared/importing/types';

import { useWording } from '../past/wording';
import { fetchTargets } from './api';
import type { ImportTarget } from './types';
import { words } from './words';

const RELATION = 'relation.';

/** What the columns of a table of a type may fill. */
export function useTargets(type: string): readonly ImportTarget[] {
  return useQuery({ queryKey: ['item-imports', 'targets', type], queryFn: () => fetchTargets(type), staleTime: 60_000 }).data ?? [];
}

/** Whether a column fills the far end of a relation. */
export function isRelation(target: ImportTarget): boolean {
  return target.key.startsWith(RELATION);
}

/** Changes of a row in words, as everywhere; relations, which it calls by an @ as it does columns, by their own names. */
export function useImportWording(type: string): FieldWording {
  const targets = useTargets(type);
  const titled = useTitled();
  const say = useWords(words);
  const foreign = type.startsWith('@');
  const wording = useWording(foreign ? '' : type);
  return {
    ...wording,
    field: (name) => {
      if (name === '@foreign') return say('called');
      const tie = targets.find((each) => each.key === `${RELATION}${name.slice(1)}`);
      const own = foreign ? targets.find((each) => each.key === `attributes.${name}`) : undefined;
      if (own !== undefined) return titled(own.title, own.title_en);
      return name.startsWith('@') && tie !== undefined ? titled(tie.title, tie.title_en) : wording.field(name);
    },
  };
}
