import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { dropSession } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';

/** A refusal that another try will not change. */
const FINAL = new Set(['unauthenticated', 'forbidden', 'missing', 'invalid', 'conflict']);

const PROOFS = new Set(['reauthenticate', 'wrong_proof', 'sign_in_incomplete']);

export function makeClient(): QueryClient {
  const onError = (error: unknown): void => {
    const problem = asProblem(error);
    // A proof that was not given, or was wrong, is refused with 401 too; the session is as good as before.
    if (problem.kind === 'unauthenticated' && !PROOFS.has(problem.code)) dropSession(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      // A wrong password is refused with 401 too; that must not look like a lost session, and there is none to lose.
      onError,
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => count < 2 && !FINAL.has(asProblem(error).kind),
        refetchOnWindowFocus: true,
      },
    },
  });
  return client;
}
