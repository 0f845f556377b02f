import { http } from '@/shared/api/http';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Run, RunDetail } from './types';

export const listRuns = (query: ListQuery, signal?: AbortSignal): Promise<Page<Run>> => http.get<Page<Run>>('runs', query, signal);
export const fetchRun = (id: string): Promise<RunDetail> => http.get<RunDetail>(`runs/${id}`);
export const cancelRun = (id: string): Promise<unknown> => http.post(`runs/${id}/cancel`);
export const retryRun = (id: string): Promise<unknown> => http.post(`runs/${id}/retry`);
