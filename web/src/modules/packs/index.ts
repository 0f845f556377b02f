/** Door of the content packs, loaded when they are opened. */
export { PackPage } from './PackPage';
export { PacksPage } from './PacksPage';
