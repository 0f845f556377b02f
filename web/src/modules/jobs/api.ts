import { api, asQuery, unwrap } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Run, RunDetail } from './types';

const at = (id: string) => ({ params: { path: { run_id: id } } });

export const listRuns = (query: ListQuery, signal?: AbortSignal): Promise<Page<Run>> =>
  unwrap(api.GET('/api/v1/runs', { params: { query: asQuery('/api/v1/runs', query) }, ...(signal && { signal }) }));
export const fetchRun = (id: string): Promise<RunDetail> => unwrap(api.GET('/api/v1/runs/{run_id}', at(id)));
export const cancelRun = (id: string): Promise<RunDetail> => unwrap(api.POST('/api/v1/runs/{run_id}/cancel', at(id)));
export const retryRun = (id: string): Promise<RunDetail> => unwrap(api.POST('/api/v1/runs/{run_id}/retry', at(id)));
