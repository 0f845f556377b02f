/** Door of stored files: what is kept, what the scanner found. Loaded when opened. */
export { FilesPage } from './FilesPage';
