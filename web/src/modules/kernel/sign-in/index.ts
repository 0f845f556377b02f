/** Door of the ways to sign in, loaded when an administrator opens them. */
export { ProvidersPage } from './ProvidersPage';
