/** Door of the module: what it does. */
export { PanelGrid } from './PanelGrid';
export { words as telemetryWords } from './words';
