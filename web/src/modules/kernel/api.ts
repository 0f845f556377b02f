import { http } from '@/shared/api/http';
import type { Page } from '@/shared/api/page';
import type { Locale } from '@/shared/i18n/words';

import type { FirstAdministrator, Health, Notification, SearchHit, Session } from './types';

export const fetchSession = (): Promise<Session> => http.get<Session>('session');
export const signIn = (username: string, password: string): Promise<Session> => http.post<Session>('session', { username, password });
export const signOut = (): Promise<void> => http.remove('session');
export const saveLocale = (locale: Locale): Promise<Session> => http.patch<Session>('session', { locale });

export const fetchSetup = (): Promise<{ required: boolean }> => http.get('setup');
export const setUp = (administrator: FirstAdministrator): Promise<Session> => http.post<Session>('setup', administrator);

export const fetchHealth = (): Promise<Health> => http.get<Health>('health');

export const fetchNotifications = (limit: number): Promise<Page<Notification>> =>
  http.get<Page<Notification>>('notifications', { limit });
export const countUnread = async (): Promise<number> => {
  const page = await http.get<Page<Notification>>('notifications', { unread: 'true', limit: 1 });
  return page.total ?? page.items.length;
};
export const markRead = (ids: string[] | null): Promise<unknown> => http.post('notifications/read', { ids });

export const search = (q: string, signal: AbortSignal): Promise<SearchHit[]> => http.get<SearchHit[]>('search', { q }, signal);
