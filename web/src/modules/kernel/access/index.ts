/** Door of access: roles, grants, the three administrators, and why somebody can or can't. Loaded when opened. */
export { AccessPage } from './AccessPage';
export { RolesPage } from './RolesPage';
