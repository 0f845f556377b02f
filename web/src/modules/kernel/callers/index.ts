/** Door of what other systems do here: their tokens and their calls. Loaded when opened. */
export { CallsPage } from './CallsPage';
export { TokensPage } from './TokensPage';
