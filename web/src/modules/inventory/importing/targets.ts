import { useQuery } from '@tanstack/react-query';

import { useTitled } from '@/shared/i18n/words';

import { fetchTargets } from './api';

/** What the columns of a table of a type may fill. */
export function useTargets(type: string) {
  return useQuery({ queryKey: ['item-imports', 'targets', type], queryFn: () => fetchTargets(type), staleTime: 60_000 }).data ?? [];
}

/** How a field of an item is called: an attribute by its name, columns and relations with an @. */
export function useTargetTitle(type: string): (field: string) => string {
  const targets = useTargets(type);
  const titled = useTitled();
  return (field) => {
    const keys = field.startsWith('@') ? [field, `relation.${field.slice(1)}`] : [`attributes.${field}`];
    const found = targets.find((each) => keys.includes(each.key));
    return found === undefined ? field : titled(found.title, found.title_en);
  };
}
