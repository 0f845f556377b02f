import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { useTitled, useWords } from '@/shared/i18n/words';
import { readField } from '@/shared/list/fieldAddress';
import type { FilterField } from '@/shared/list/types';

import { useAttributeFilters } from './attributeFilters';
import { HEALTH_STATES, HEALTH_TONES, LIFECYCLES } from './health';
import { useItemType, useItemTypes } from './queries';
import type { ItemTypeDetail } from './types';
import { words } from './words';

/** So many filters by attributes are offered at once; the rest is taken from a menu. */
const SHOWN_FILTERS = 3;

export interface ItemFilters {
  readonly fields: readonly FilterField[];
  /** Those that one may take beside them. */
  readonly rest: readonly FilterField[];
  readonly take: (key: string) => void;
  /** The one type that the address narrows to. */
  readonly type: ItemTypeDetail | undefined;
}

/** What items are filtered by, wherever that is: with one type chosen, by its attributes, too. */
export function useItemFilters(): ItemFilters {
  const say = useWords(words);
  const titled = useTitled();
  const [params] = useSearchParams();
  const [taken, setTaken] = useState<readonly string[]>([]);
  const chosen = readField(params, 'type', undefined);
  const type = useItemType(chosen.length === 1 ? chosen[0] : undefined);
  const types = useItemTypes().data ?? [];
  const byAttribute = useAttributeFilters(type);
  const shown = byAttribute.filter((field, at) => at < SHOWN_FILTERS || taken.includes(field.key) || readField(params, field.key, field.kind).length > 0);
  const fields: FilterField[] = [
    { key: 'type', title: say('type'), options: types.filter((each) => !each.abstract).map((each) => ({ value: each.key, label: titled(each.title, each.title_en) })) },
    { key: 'health', title: say('health'), options: HEALTH_STATES.map((state) => ({ value: state, label: say(state), tone: HEALTH_TONES[state] })) },
    { key: 'lifecycle', title: say('lifecycle'), options: LIFECYCLES.map((each) => ({ value: each, label: say(each) })) },
    ...shown,
  ];
  return { fields, rest: byAttribute.filter((field) => !shown.includes(field)), take: (key) => setTaken([...taken, key]), type };
}
