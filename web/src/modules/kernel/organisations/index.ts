/** Door of the organisation tree, loaded when it is opened. */
export { OrganisationsPage } from './OrganisationsPage';
