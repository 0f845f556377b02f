/** Door of the accounts of others: where they are signed in, locked or not. Loaded when opened. */
export { AccountSecurity } from './AccountSecurity';
export { OneTimeLink } from './OneTimeLink';
export { SessionsPage } from './SessionsPage';
