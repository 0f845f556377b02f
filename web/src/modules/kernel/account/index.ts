/** Door of one's own account, loaded when it is opened. */
export { AccountPage } from './AccountPage';
