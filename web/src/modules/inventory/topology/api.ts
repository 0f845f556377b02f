import { useQuery } from '@tanstack/react-query';

import { api, unwrap, type Schemas } from '@/shared/api/client';

export type Topology = Schemas['TopologyOut'];
export type TopologyNode = Schemas['NodeOut'];
export type TopologyEdge = Schemas['EdgeOut'];
export type Verdict = TopologyNode['verdict'];
export type View = Topology['view'];

export interface Question {
  readonly view: View;
  readonly depth: number;
  readonly limit: number;
  readonly present: boolean;
}

const fetchTopology = (id: string, question: Question): Promise<Topology> =>
  unwrap(api.GET('/api/v1/items/{item_id}/topology', { params: { path: { item_id: id }, query: question } }));

/** What hangs on what around one item; asked again while it is looked at, because states change. */
export function useTopology(id: string, question: Question) {
  return useQuery({
    queryKey: ['items', id, 'topology', question],
    queryFn: () => fetchTopology(id, question),
    enabled: id !== '',
    refetchInterval: 15_000,
  });
}
