import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';

import { fetchOrganisation, fetchTree } from './api';
import type { Organisation } from './types';

export const organisationKeys = {
  all: ['organisations'] as const,
  tree: (asOf?: string) => ['organisations', 'tree', asOf ?? 'now'] as const,
  one: (id: string) => ['organisations', id] as const,
  history: (id: string) => ['organisations', id, 'history'] as const,
};

export function useTree(asOf?: string) {
  return useQuery({ queryKey: organisationKeys.tree(asOf), queryFn: () => fetchTree(asOf), staleTime: 60_000, placeholderData: keepPreviousData });
}

export function useOrganisation(id: string) {
  return useQuery({ queryKey: organisationKeys.one(id), queryFn: () => fetchOrganisation(id) });
}

/** After a change everything about the tree is looked up again; what the server answered is shown at once. */
export function useChanged(): (after: Organisation) => Promise<void> {
  const client = useQueryClient();
  return async (after) => {
    await client.invalidateQueries({ queryKey: organisationKeys.all });
    client.setQueryData(organisationKeys.one(after.id), after);
  };
}
