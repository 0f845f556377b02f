/** Second door of the module: the pages before sign-in, loaded only there. */
export { LoginPage } from './LoginPage';
export { SetupPage } from './SetupPage';
