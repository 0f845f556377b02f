/** Door of the self-assessment, loaded when it is opened. */
export { MlpsPage } from './MlpsPage';
