import { api, asQuery, unwrap } from '@/shared/api/client';
import type { ListQuery, Page, RowResult } from '@/shared/api/page';

import type { Alert, Incident, IncidentDetail } from './types';

export const listAlerts = (query: ListQuery, signal?: AbortSignal): Promise<Page<Alert>> =>
  unwrap(api.GET('/api/v1/alerts', { params: { query: asQuery('/api/v1/alerts', query) }, ...(signal && { signal }) }));
export const fetchAlert = (id: string): Promise<Alert> => unwrap(api.GET('/api/v1/alerts/{alert_id}', { params: { path: { alert_id: id } } }));
export const listIncidents = (query: ListQuery, signal?: AbortSignal): Promise<Page<Incident>> =>
  unwrap(api.GET('/api/v1/incidents', { params: { query: asQuery('/api/v1/incidents', query) }, ...(signal && { signal }) }));
export const fetchIncident = (id: string): Promise<IncidentDetail> =>
  unwrap(api.GET('/api/v1/incidents/{incident_id}', { params: { path: { incident_id: id } } }));
export const acknowledgeAlerts = async (ids: string[], note = ''): Promise<readonly RowResult[]> =>
  (await unwrap(api.POST('/api/v1/alerts/acknowledge', { body: { ids, note } }))).results;
