/** Door of the module: what went wrong. */
export { AlertsPage } from './AlertsPage';
export { AlertTable } from './AlertTable';
export { IncidentPage } from './IncidentPage';
export { LiveIncidents } from './LiveIncidents';
export { words as eventWords } from './words';
