import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { fileKeys } from '@/shared/files/api';
import { useLookAgain } from '@/shared/live/live';

import { fetchDiagram, fetchInbox, fetchKinds, fetchTicket } from './api';
import type { Ticket } from './types';

export const ticketKeys = {
  list: ['tickets', 'list'],
  one: (id: string) => ['tickets', id],
  diagram: (id: string, step: string) => ['tickets', id, 'diagram', step],
} as const;

export function useTicket(id: string) {
  const again = useLookAgain(4_000);
  return useQuery({
    queryKey: ticketKeys.one(id),
    queryFn: () => fetchTicket(id),
    refetchInterval: (query) => (query.state.data?.state === 'closed' ? 60_000 : again),
  });
}

/** The picture changes with the steps that are open, so they are part of its key. */
export function useDiagram(id: string, step: string) {
  return useQuery({ queryKey: ticketKeys.diagram(id, step), queryFn: () => fetchDiagram(id), staleTime: Infinity });
}

export function useKinds() {
  return useQuery({ queryKey: ['ticket-kinds'], queryFn: fetchKinds, staleTime: 10 * 60_000 });
}

export function useInbox() {
  const refetchInterval = useLookAgain(5_000);
  return useQuery({ queryKey: ['inbox'], queryFn: () => fetchInbox(50), refetchInterval });
}

/** A verb on a ticket: its answer is the ticket as it is now; everything computed from it is asked again. */
export function useTicketVerb<I>(id: string, run: (input: I) => Promise<Ticket>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (ticket) => {
      client.setQueryData(ticketKeys.one(id), ticket);
      void client.invalidateQueries({ queryKey: ['inbox'] });
      void client.invalidateQueries({ queryKey: ['assessments'] });
      void client.invalidateQueries({ queryKey: ticketKeys.list });
      // The answers of a step may have brought files.
      void client.invalidateQueries({ queryKey: fileKeys.of({ kind: 'ticket', record: id }) });
    },
  });
}
