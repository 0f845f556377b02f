import { useQuery } from '@tanstack/react-query';

import { http } from '@/shared/api/http';

import type { Assessment, Threats } from './types';

export function useAssessment(ticketId: string) {
  return useQuery({
    queryKey: ['assessments', ticketId],
    queryFn: () => http.get<Assessment>(`assessments/tickets/${ticketId}`),
    refetchInterval: (query) => (typeof query.state.data?.sealed_version === 'number' ? false : 10_000),
  });
}

export function useThreats() {
  return useQuery({
    queryKey: ['assessments', 'at-risk'],
    queryFn: () => http.get<Threats>('assessments/at-risk', { limit: 20 }),
    refetchInterval: 10_000,
  });
}
