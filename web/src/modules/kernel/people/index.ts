/** Door of people, groups, substitutes and imports, loaded when they are opened. */
export { GroupsPage } from './GroupsPage';
export { ImportPage } from './ImportPage';
export { SubstitutionsPage } from './SubstitutionsPage';
export { UserPage } from './UserPage';
export { UsersPage } from './UsersPage';
