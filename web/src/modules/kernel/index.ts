/** Door of the module: identity, session, notifications, search. */
export { fetchHealth, saveLocale, search } from './api';
export { Notifications } from './Notifications';
export { dropSession, useMay, useSession, useSessionQuery, useSignOut } from './session';
export type { Health, HealthPart, Organisation, SearchHit, Session, User } from './types';
