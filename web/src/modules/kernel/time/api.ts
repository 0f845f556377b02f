import { api, unwrap, type Schemas } from '@/shared/api/client';

export type Schedule = Schemas['ScheduleOut'];
export type Calendar = Schemas['CalendarOut'];
export type Year = Schemas['YearOut'];
export type Day = Schemas['DayOut'];

/** What of a calendar's rules this page edits; the rest is sent back as it came. */
export interface Rules {
  exceptions?: Record<string, { name?: string; shifts?: string[] }>;
  years?: Record<string, { holidays: Record<string, string>; workdays: Record<string, string> }>;
}

export const listSchedules = (): Promise<Schedule[]> => unwrap(api.GET('/api/v1/schedules'));
export const runSchedule = (key: string): Promise<unknown> => unwrap(api.POST('/api/v1/schedules/{key}/run', { params: { path: { key } } }));
export const pauseSchedule = (key: string): Promise<unknown> => unwrap(api.POST('/api/v1/schedules/{key}/pause', { params: { path: { key } } }));
export const resumeSchedule = (key: string): Promise<unknown> => unwrap(api.POST('/api/v1/schedules/{key}/resume', { params: { path: { key } } }));

export const listCalendars = (): Promise<Calendar[]> => unwrap(api.GET('/api/v1/calendars'));
export const fetchYear = (key: string, year: number): Promise<Year> => unwrap(api.GET('/api/v1/calendars/{key}/years/{year}', { params: { path: { key, year } } }));
export const saveRules = (calendar: Calendar, rules: Rules): Promise<Calendar> =>
  unwrap(
    api.PUT('/api/v1/calendars/{key}', {
      params: { path: { key: calendar.key } },
      headers: { 'If-Match': String(calendar.version) },
      body: { title: calendar.title, title_en: calendar.title_en, rules: { ...calendar.rules, ...rules } },
    }),
  );
