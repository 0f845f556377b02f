import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { live, type LiveKind } from '@/shared/live/live';

/** What is asked again when the server says that something of a kind changed. */
const ASKED_AGAIN: Readonly<Record<LiveKind, readonly (readonly string[])[]>> = {
  notification: [['notifications'], ['inbox']],
  ticket: [['inbox'], ['tickets']],
  incident: [['incidents']],
  alert: [['alerts'], ['estate']],
  run: [['runs']],
};

/** Listens while the application is open. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      live.start((kind) => {
        for (const queryKey of ASKED_AGAIN[kind]) void client.invalidateQueries({ queryKey: [...queryKey] });
      }),
    [client],
  );
}
