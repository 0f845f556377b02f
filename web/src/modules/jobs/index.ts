/** Door of the module: work done on machines. */
export { RunPage } from './RunPage';
export { RunsPage, RunTable } from './RunsPage';
export { RunStateBadge } from './state';
export type { RunState } from './types';
export { words as jobWords } from './words';
