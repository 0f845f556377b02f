import { useQuery } from '@tanstack/react-query';

import { api, unwrap } from '@/shared/api/client';

export function useAssessment(ticketId: string) {
  return useQuery({
    queryKey: ['assessments', ticketId],
    queryFn: () => unwrap(api.GET('/api/v1/assessments/tickets/{ticket_id}', { params: { path: { ticket_id: ticketId } } })),
    refetchInterval: (query) => (typeof query.state.data?.sealed_version === 'number' ? false : 10_000),
  });
}

export function useThreats() {
  return useQuery({
    queryKey: ['assessments', 'at-risk'],
    queryFn: () => unwrap(api.GET('/api/v1/assessments/at-risk', { params: { query: { limit: 20 } } })),
    refetchInterval: 10_000,
  });
}
