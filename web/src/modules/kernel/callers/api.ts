import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type Token = Schemas['TokenRowOut'];
export type NewToken = Schemas['TokenIn'];
export type Call = Schemas['CallOut'];
export type RouteStatistics = Schemas['RouteStatisticsOut'];

export const callerKeys = { tokens: ['tokens'], calls: ['api-calls'], statistics: (hours: number) => ['api-calls', 'statistics', hours] } as const;

export const listTokens = (query: ListQuery, signal: AbortSignal): Promise<Page<Token>> =>
  unwrap(api.GET('/api/v1/tokens', { params: { query: asQuery('/api/v1/tokens', query) }, signal }));
export const makeToken = (body: NewToken): Promise<Schemas['TokenOut']> => unwrap(api.POST('/api/v1/tokens', { body }));
export const revokeToken = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id: id } } }));
export const listCalls = (query: ListQuery, signal: AbortSignal): Promise<Page<Call>> =>
  unwrap(api.GET('/api/v1/api-calls', { params: { query: asQuery('/api/v1/api-calls', query) }, signal }));
export const fetchStatistics = (hours: number): Promise<RouteStatistics[]> => unwrap(api.GET('/api/v1/api-calls/statistics', { params: { query: { hours } } }));
