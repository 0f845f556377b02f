import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { ErrorPage, MissingPage } from './ErrorPage';
import { Guard } from './Guard';

export type AppRouter = ReturnType<typeof createBrowserRouter>;

/** Each page is loaded when it is first opened. */
const inside: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('./workbench/Workbench')).Workbench }) },
  { path: 'workbench', element: <Navigate to="/" replace /> },
  { path: 'items', lazy: async () => ({ Component: (await import('@/modules/inventory')).ItemsPage }) },
  { path: 'change-batches', lazy: async () => ({ Component: (await import('@/modules/inventory')).BatchesPage }) },
  { path: 'change-batches/:id', lazy: async () => ({ Component: (await import('@/modules/inventory')).BatchPage }) },
  { path: 'review-cases', lazy: async () => ({ Component: (await import('@/modules/inventory')).ReviewPage }) },
  { path: 'review-cases/:id', lazy: async () => ({ Component: (await import('@/modules/inventory')).CasePage }) },
  { path: 'items/import', lazy: async () => ({ Component: (await import('@/modules/inventory')).ItemImportPage }) },
  { path: 'items/labels', lazy: async () => ({ Component: (await import('@/modules/inventory')).LabelsPage }) },
  { path: 'items/statistics', lazy: async () => ({ Component: (await import('@/modules/inventory')).StatisticsPage }) },
  { path: 'items/quality', lazy: async () => ({ Component: (await import('@/modules/inventory')).QualityPage }) },
  { path: 'items/:id', lazy: async () => ({ Component: (await import('./pages')).ItemRoute }) },
  { path: 'item-types', lazy: async () => ({ Component: (await import('@/modules/inventory')).TypesPage }) },
  { path: 'item-types/:key', lazy: async () => ({ Component: (await import('@/modules/inventory')).TypePage }) },
  { path: 'addresses', lazy: async () => ({ Component: (await import('@/modules/inventory')).PlanPage }) },
  { path: 'addresses/:id', lazy: async () => ({ Component: (await import('@/modules/inventory')).PrefixPage }) },
  { path: 'rooms', lazy: async () => ({ Component: (await import('@/modules/inventory')).RoomsPage }) },
  { path: 'rooms/:id', lazy: async () => ({ Component: (await import('@/modules/inventory')).RoomPage }) },
  { path: 'rooms/racks/:id', lazy: async () => ({ Component: (await import('@/modules/inventory')).RackPage }) },
  { path: 'topology', lazy: async () => ({ Component: (await import('@/modules/inventory')).TopologyPage }) },
  { path: 'alerts', lazy: async () => ({ Component: (await import('@/modules/events')).AlertsPage }) },
  { path: 'incidents', element: <Navigate to="/alerts" replace /> },
  { path: 'incidents/:id', lazy: async () => ({ Component: (await import('@/modules/events')).IncidentPage }) },
  { path: 'tickets', lazy: async () => ({ Component: (await import('@/modules/process')).TicketsPage }) },
  { path: 'tickets/:id', lazy: async () => ({ Component: (await import('./pages')).TicketRoute }) },
  { path: 'runs', lazy: async () => ({ Component: (await import('@/modules/jobs')).RunsPage }) },
  { path: 'runs/:id', lazy: async () => ({ Component: (await import('@/modules/jobs')).RunPage }) },
  { path: 'account', lazy: async () => ({ Component: (await import('@/modules/kernel/account')).AccountPage }) },
  { path: 'admin', lazy: async () => ({ Component: (await import('./GroupPage')).AdminPage }) },
  { path: 'admin/mlps', lazy: async () => ({ Component: (await import('@/modules/kernel/mlps')).MlpsPage }) },
  { path: 'admin/access', lazy: async () => ({ Component: (await import('@/modules/kernel/access')).AccessPage }) },
  { path: 'admin/roles', lazy: async () => ({ Component: (await import('@/modules/kernel/access')).RolesPage }) },
  { path: 'admin/packs', lazy: async () => ({ Component: (await import('@/modules/packs')).PacksPage }) },
  { path: 'admin/packs/:id', lazy: async () => ({ Component: (await import('@/modules/packs')).PackPage }) },
  { path: 'admin/settings', lazy: async () => ({ Component: (await import('@/modules/kernel/policies')).PoliciesPage }) },
  { path: 'admin/organisations', lazy: async () => ({ Component: (await import('@/modules/kernel/organisations')).OrganisationsPage }) },
  { path: 'admin/users', lazy: async () => ({ Component: (await import('@/modules/kernel/people')).UsersPage }) },
  { path: 'admin/users/:id', lazy: async () => ({ Component: (await import('@/modules/kernel/people')).UserPage }) },
  { path: 'admin/groups', lazy: async () => ({ Component: (await import('@/modules/kernel/people')).GroupsPage }) },
  { path: 'admin/substitutions', lazy: async () => ({ Component: (await import('@/modules/kernel/people')).SubstitutionsPage }) },
  { path: 'admin/people-import', lazy: async () => ({ Component: (await import('@/modules/kernel/people')).ImportPage }) },
  { path: 'admin/sign-in', lazy: async () => ({ Component: (await import('@/modules/kernel/sign-in')).ProvidersPage }) },
  { path: 'admin/channels', lazy: async () => ({ Component: (await import('@/modules/kernel/notify')).ChannelsPage }) },
  { path: 'admin/channels/defaults', lazy: async () => ({ Component: (await import('@/modules/kernel/notify')).DefaultsPage }) },
  { path: 'admin/files', lazy: async () => ({ Component: (await import('@/modules/kernel/files')).FilesPage }) },
  { path: 'admin/deliveries', lazy: async () => ({ Component: (await import('@/modules/kernel/notify')).DeliveriesPage }) },
  { path: 'admin/sessions', lazy: async () => ({ Component: (await import('@/modules/kernel/security')).SessionsPage }) },
  { path: 'admin/tokens', lazy: async () => ({ Component: (await import('@/modules/kernel/callers')).TokensPage }) },
  { path: 'admin/api-calls', lazy: async () => ({ Component: (await import('@/modules/kernel/callers')).CallsPage }) },
  { path: 'admin/audit', lazy: async () => ({ Component: (await import('@/modules/kernel/audit')).AuditPage }) },
  { path: 'admin/schedules', lazy: async () => ({ Component: (await import('@/modules/kernel/time')).SchedulesPage }) },
  { path: 'admin/calendars', lazy: async () => ({ Component: (await import('@/modules/kernel/time')).CalendarsPage }) },
  { path: 'admin/dictionaries', lazy: async () => ({ Component: (await import('@/modules/kernel/dictionaries')).DictionariesPage }) },
  { path: 'admin/dictionaries/:key', lazy: async () => ({ Component: (await import('@/modules/kernel/dictionaries')).DictionaryPage }) },
  { path: 'announcements', lazy: async () => ({ Component: (await import('@/modules/kernel/announcements')).AnnouncementsPage }) },
  { path: 'announcements/:id', lazy: async () => ({ Component: (await import('@/modules/kernel/announcements')).AnnouncementPage }) },
  { path: 'admin/announcements', lazy: async () => ({ Component: (await import('@/modules/kernel/announcements')).DeskPage }) },
  { path: 'admin/announcements/new', lazy: async () => ({ Component: (await import('@/modules/kernel/announcements')).WritePage }) },
  { path: 'admin/announcements/:id', lazy: async () => ({ Component: (await import('@/modules/kernel/announcements')).DeskEntryPage }) },
  { path: 'admin/announcements/:id/edit', lazy: async () => ({ Component: (await import('@/modules/kernel/announcements')).WritePage }) },
  { path: 'messages', lazy: async () => ({ Component: (await import('@/modules/kernel/notify')).MessagesPage }) },
  { path: 'messages/settings', lazy: async () => ({ Component: (await import('@/modules/kernel/notify')).PreferencePage }) },
  { path: '*', element: <MissingPage /> },
];

const outside: RouteObject[] = [
  { path: '/login', lazy: async () => ({ Component: (await import('@/modules/kernel/gate')).LoginPage }) },
  { path: '/invitation', lazy: async () => ({ Component: (await import('@/modules/kernel/gate')).InvitationPage }) },
  { path: '/setup', lazy: async () => ({ Component: (await import('@/modules/kernel/gate')).SetupPage }) },
];

/** Only while developing: the shared components in all their states. The build drops this branch and all behind it. */
const development: RouteObject[] = import.meta.env.DEV
  ? [{ path: '/styleguide', lazy: async () => ({ Component: (await import('./styleguide/Styleguide')).Styleguide }) }]
  : [];

/** While the first page's code is on its way the page is left blank; a flash of bones would only unsettle. */
function Nothing() {
  return null;
}

export function makeRouter(): AppRouter {
  return createBrowserRouter([
    { errorElement: <ErrorPage />, HydrateFallback: Nothing, children: [...outside, ...development, { path: '/', element: <Guard />, errorElement: <ErrorPage />, children: inside }] },
  ]);
}
