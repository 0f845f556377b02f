/** Door of calendars and schedules. Loaded when opened. */
export { CalendarsPage } from './CalendarsPage';
export { SchedulesPage } from './SchedulesPage';
