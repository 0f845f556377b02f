/** Door of the module: who does what by when. */
export { DueText } from './DueText';
export { Inbox } from './Inbox';
export { LevelBadge } from './state';
export { TicketPage } from './TicketPage';
export { TicketsPage } from './TicketsPage';
export { TicketTable } from './TicketTable';
export { words as processWords } from './words';
