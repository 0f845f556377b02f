import { api, unwrap, type Schemas } from '@/shared/api/client';

import type { Session } from '../types';

export type Account = Schemas['AccountOut'];
export type Passkey = Schemas['PasskeyOut'];
export type OwnSession = Schemas['OwnSessionOut'];
export type NewAuthenticator = Schemas['AuthenticatorOut'];
export type Method = Account['methods'][number];
export type Proof = Partial<Schemas['ProofIn']>;

export const accountKeys = { account: ['account'], sessions: ['account', 'sessions'] } as const;

export const fetchAccount = (): Promise<Account> => unwrap(api.GET('/api/v1/account'));
export const fetchOwnSessions = (): Promise<OwnSession[]> => unwrap(api.GET('/api/v1/account/sessions'));
export const endSession = (id: string): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/account/sessions/{session_id}', { params: { path: { session_id: id } } }));
export const endOtherSessions = (): Promise<{ ended: number }> => unwrap(api.DELETE('/api/v1/account/sessions'));
export const changePassword = (old: string, fresh: string): Promise<Session> =>
  unwrap(api.PUT('/api/v1/account/password', { body: { old, new: fresh } }));

export const beginAuthenticator = (): Promise<NewAuthenticator> => unwrap(api.POST('/api/v1/account/authenticator'));
export const confirmAuthenticator = (code: string): Promise<{ codes: string[] }> => unwrap(api.PUT('/api/v1/account/authenticator', { body: { code } }));
export const removeAuthenticator = (): Promise<unknown> => unwrap(api.DELETE('/api/v1/account/authenticator'));
export const passkeyCreationOptions = (): Promise<Record<string, unknown>> => unwrap(api.POST('/api/v1/account/passkeys/options'));
export const addPasskey = (name: string, credential: Record<string, unknown>): Promise<{ codes: string[] }> =>
  unwrap(api.POST('/api/v1/account/passkeys', { body: { name, credential } }));
export const removePasskey = (id: string): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/account/passkeys/{passkey_id}', { params: { path: { passkey_id: id } } }));
export const renewRecoveryCodes = (): Promise<{ codes: string[] }> => unwrap(api.POST('/api/v1/account/recovery-codes'));

export const passkeyRequestOptions = (): Promise<Record<string, unknown>> => unwrap(api.POST('/api/v1/session/passkey-options'));
export const giveSecondFactor = (method: Method, code: string, credential: Record<string, unknown> | null = null): Promise<Session> =>
  unwrap(api.POST('/api/v1/session/second-factor', { body: { method, code, credential } }));
export const prove = (proof: Proof): Promise<unknown> =>
  unwrap(api.POST('/api/v1/session/proof', { body: { password: '', code: '', method: null, credential: null, ...proof } }));
