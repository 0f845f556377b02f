import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

import type { Session } from '../types';

export type SignInOption = Schemas['SignInOptionOut'];
export type ProviderKind = Schemas['ProviderKindOut'];
export type Provider = Schemas['ProviderOut'];
export type ProviderDetail = Schemas['ProviderDetailOut'];
export type ProviderChange = Schemas['ProviderChangeIn'];
export type Step = Schemas['StepOut'];

const PROVIDERS = '/api/v1/identity-providers';
const PROVIDER = '/api/v1/identity-providers/{provider_id}';

export const fetchOptions = (): Promise<SignInOption[]> => unwrap(api.GET('/api/v1/sign-in'));

export const signInWith = (key: string, username: string, password: string): Promise<Session> =>
  unwrap(api.POST('/api/v1/sign-in/{key}/password', { params: { path: { key } }, body: { username, password } }));

export const fetchKinds = (): Promise<ProviderKind[]> => unwrap(api.GET('/api/v1/identity-provider-kinds'));

export const listProviders = (query: ListQuery, signal: AbortSignal): Promise<Page<Provider>> =>
  unwrap(api.GET(PROVIDERS, { params: { query: asQuery(PROVIDERS, query) }, signal }));

export const fetchProvider = (id: string): Promise<ProviderDetail> =>
  unwrap(api.GET(PROVIDER, { params: { path: { provider_id: id } } }));

export const createProvider = (body: Schemas['ProviderIn']): Promise<ProviderDetail> => unwrap(api.POST(PROVIDERS, { body }));

export const saveProvider = (id: string, body: Schemas['ProviderChangeIn']): Promise<ProviderDetail> =>
  unwrap(api.PUT(PROVIDER, { params: { path: { provider_id: id } }, body }));

export const removeProvider = (id: string): Promise<unknown> => unwrap(api.DELETE(PROVIDER, { params: { path: { provider_id: id } } }));

export const testProvider = (id: string): Promise<Step[]> =>
  unwrap(api.POST('/api/v1/identity-providers/{provider_id}/test', { params: { path: { provider_id: id } } }));
