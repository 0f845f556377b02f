import { useQuery } from '@tanstack/react-query';

import { api, unwrap } from '@/shared/api/client';

export interface Unit {
  readonly id: string;
  readonly name: string;
}

async function fetchUnits(): Promise<Unit[]> {
  return (await unwrap(api.GET('/api/v1/organisations', { params: { query: { limit: 500 } } }))).items;
}

/** The organisations one sees, to choose from; the server says for which of them one may act. */
export function useUnits({ enabled = true } = {}): readonly Unit[] {
  return useQuery({ queryKey: ['organisations', 'units'], queryFn: fetchUnits, enabled, staleTime: 60_000 }).data ?? [];
}
