/** Door of messages: what one was told, how one wants to be told, and the channels for it. Loaded when opened. */
export { ChannelsPage } from './ChannelsPage';
export { DeliveriesPage } from './DeliveriesPage';
export { DefaultsPage, PreferencePage } from './PreferencePage';
export { MessagesPage } from './MessagesPage';
