/** Door of the settings, loaded when they are opened. */
export { PoliciesPage } from './PoliciesPage';
