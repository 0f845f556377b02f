/** Door of the module: identity, session, notifications, search. */
export { ToRead } from './announcements/ToRead';
export { ProofDialog } from './account/ProofDialog';
export { fetchHealth, fetchMenu, saveLocale, search } from './api';
export { Notifications } from './Notifications';
export { OnDuty } from './OnDuty';
export { dropSession, useMay, useSession, useSessionQuery, useSignOut } from './session';
export type { Health, HealthPart, MenuEntry, SearchHit, Session, User } from './types';
