import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Failure, StaleLine } from './Failure';
import { Skeleton } from './Skeleton';

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  rows?: number;
  compact?: boolean;
}

/** Shows a query in whichever state it is: loading, failed, shown although stale, or there. */
export function Loaded<T>({ query, children, rows = 5, compact = false }: LoadedProps<T>) {
  const retry = (): void => void query.refetch();
  if (query.data !== undefined) {
    return (
      <>
        {query.isRefetchError && <StaleLine onRetry={retry} />}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <Failure error={query.error} onRetry={retry} compact={compact} />;
  return <Skeleton rows={rows} />;
}
