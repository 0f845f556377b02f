import { api, unwrap } from '@/shared/api/client';
import type { Page } from '@/shared/api/page';
import type { Locale } from '@/shared/i18n/words';

import type { FirstAdministrator, Health, MenuEntry, NewAdministrator, NewInstallation, Notification, SearchHit, Session, User } from './types';

export const fetchSession = (): Promise<Session> => unwrap(api.GET('/api/v1/session'));
export const signIn = (username: string, password: string): Promise<Session> => unwrap(api.POST('/api/v1/session', { body: { username, password } }));
export const signOut = (): Promise<unknown> => unwrap(api.DELETE('/api/v1/session'));
export const saveLocale = (locale: Locale): Promise<Session> => unwrap(api.PATCH('/api/v1/session', { body: { locale } }));

export const fetchSetup = (): Promise<{ required: boolean }> => unwrap(api.GET('/api/v1/setup'));
export const setUp = (body: FirstAdministrator): Promise<NewInstallation> => unwrap(api.POST('/api/v1/setup', { body }));
export const takeSeat = (body: NewAdministrator): Promise<unknown> => unwrap(api.POST('/api/v1/setup/seat', { body }));

export const fetchHealth = (): Promise<Health> => unwrap(api.GET('/api/v1/health'));
export const fetchMenu = (): Promise<MenuEntry[]> => unwrap(api.GET('/api/v1/menu'));

export const fetchDuty = (): Promise<User[]> => unwrap(api.GET('/api/v1/duty'));

export const fetchNotifications = (limit: number): Promise<Page<Notification>> => unwrap(api.GET('/api/v1/notifications', { params: { query: { limit } } }));
export const countUnread = async (): Promise<number> =>
  (await unwrap(api.GET('/api/v1/notifications', { params: { query: { unread: 'true', limit: 1 } } }))).total;
export const markRead = (ids: string[] | null): Promise<unknown> => unwrap(api.POST('/api/v1/notifications/read', { body: { ids } }));

export const search = (q: string, signal: AbortSignal): Promise<SearchHit[]> => unwrap(api.GET('/api/v1/search', { params: { query: { q } }, signal }));
