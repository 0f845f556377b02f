/** Door of the audit trail. Loaded when opened. */
export { AuditPage } from './AuditPage';
