import { http } from '@/shared/api/http';
import type { ListQuery, Page, RowResult } from '@/shared/api/page';

import type { Alert, Incident, IncidentDetail } from './types';

export const listAlerts = (query: ListQuery, signal?: AbortSignal): Promise<Page<Alert>> => http.get<Page<Alert>>('alerts', query, signal);
export const listIncidents = (query: ListQuery, signal?: AbortSignal): Promise<Page<Incident>> =>
  http.get<Page<Incident>>('incidents', query, signal);
export const fetchIncident = (id: string): Promise<IncidentDetail> => http.get<IncidentDetail>(`incidents/${id}`);
export const acknowledgeAlerts = async (ids: string[], note = ''): Promise<readonly RowResult[]> =>
  (await http.post<{ results: RowResult[] }>('alerts/acknowledge', { ids, note })).results;
