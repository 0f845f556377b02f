/** Second door of the module: the pages before sign-in, loaded only there. */
export { InvitationPage } from './InvitationPage';
export { LoginPage } from './LoginPage';
export { SetupPage } from './SetupPage';
