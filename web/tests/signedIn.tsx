import type { ReactNode } from 'react';
import { vi } from 'vitest';

import { useSessionQuery } from '@/modules/kernel/session';

/** What the server says to `GET /api/v1/items`, without the prefix of the API: `GET /items`. */
export type Answers = Readonly<Record<string, (request: Request) => unknown>>;

/** Answers in the server's place, to somebody with these permissions; gives the requests that were sent. */
export function serveTo(permissions: readonly string[], answers: Answers): Request[] {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    const address = `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`;
    if (address === 'GET /session') return Response.json({ stage: 'ready', permissions, user: { id: 'me', name: '张伟' } });
    const answer = await answers[address]?.(request);
    if (answer instanceof Response) return answer;
    return answer === undefined ? Response.json({ items: [], next: null, total: 0 }) : Response.json(answer);
  });
  return sent;
}

/** A page that is only drawn inside a session. */
export function SignedIn({ children }: { children: ReactNode }) {
  return useSessionQuery().data ? children : null;
}
