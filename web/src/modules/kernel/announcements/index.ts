/** Door of announcements: what is published for one, and the desk of those who write and review. Loaded when opened. */
export { AnnouncementPage } from './AnnouncementPage';
export { AnnouncementsPage } from './AnnouncementsPage';
export { DeskPage } from './DeskPage';
export { DeskEntryPage } from './DeskEntryPage';
export { WritePage } from './WritePage';
