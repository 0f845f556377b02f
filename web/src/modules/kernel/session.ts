import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { App } from 'antd';

import { asProblem } from '@/shared/api/problem';

import { useWords } from '@/shared/i18n/words';

import { fetchSession, signOut } from './api';
import type { Session } from './types';
import { words } from './words';

const SESSION = ['session'] as const;

/** Who is signed in; null for nobody. */
async function currentSession(): Promise<Session | null> {
  try {
    return await fetchSession();
  } catch (error) {
    if (asProblem(error).kind === 'unauthenticated') return null;
    throw error;
  }
}

export function useSessionQuery() {
  return useQuery({ queryKey: SESSION, queryFn: currentSession, staleTime: 5 * 60_000, retry: 1 });
}

/** The session of a page that is only shown to somebody signed in. */
export function useSession(): Session {
  const session = useSessionQuery().data;
  if (session === undefined || session === null) throw new Error('This page is only drawn inside a session.');
  return session;
}

/** Whether the signed-in person may do something; the server asks again. */
export function useMay(permission: string): boolean {
  return useSession().permissions.includes(permission);
}

/**
 * Another session, or none, and nothing left of what the one before it saw. The session's own entry stays: of a new one
 * in a cleared cache, the page that looks at it would hear nothing.
 */
function changeSession(client: QueryClient, session: Session | null): void {
  client.setQueryData(SESSION, session);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
}

/** Takes over a session that has just been made. */
export function startSession(client: QueryClient, session: Session): void {
  changeSession(client, session);
}

/** The server does not know us any more: every page falls back to the sign-in page. */
export function dropSession(client: QueryClient): void {
  client.setQueryData(SESSION, null);
}

/** Signs out; while the server does not answer the session goes on, and the person is told so. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const say = useWords(words);
  const { message } = App.useApp();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      if (asProblem(error).kind !== 'unauthenticated') {
        void message.error(say('signOutFailed'));
        return;
      }
    }
    changeSession(client, null);
  };
}
