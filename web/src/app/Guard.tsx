import { Navigate, useLocation } from 'react-router';

import { useSessionQuery } from '@/modules/kernel';
import { MayContext } from '@/shared/session/may';
import { Failure } from '@/shared/state/Failure';
import { Skeleton } from '@/shared/state/Skeleton';

import { Shell } from './Shell';

/** Pages for somebody signed in; anybody else is led to the sign-in page and back again. */
export function Guard() {
  const session = useSessionQuery();
  const { pathname, search } = useLocation();
  if (session.data === undefined) {
    return session.isError ? <Failure error={session.error} onRetry={() => void session.refetch()} /> : <Skeleton rows={8} />;
  }
  if (session.data?.stage !== 'ready') {
    const here = pathname + search;
    return <Navigate to={here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`} replace />;
  }
  const { permissions } = session.data;
  return (
    <MayContext value={(permission) => permissions.includes(permission)}>
      <Shell />
    </MayContext>
  );
}
