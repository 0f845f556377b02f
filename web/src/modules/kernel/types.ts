import type { Schemas } from '@/shared/api/client';

export type Organisation = Schemas['OrganisationOut'];
export type User = Schemas['UserOut'];
export type Session = Schemas['SessionOut'];
export type HealthPart = Schemas['HealthPartOut'];
export type Health = Schemas['HealthOut'];
export type Notification = Schemas['NotificationOut'];
export type SearchHit = Schemas['SearchHitOut'];
export type FirstAdministrator = Schemas['SetupIn'];
export type MenuEntry = Schemas['MenuOut'];
export type NewAdministrator = Schemas['SeatIn'];
export type NewInstallation = Schemas['SetupOut'];
export type Seat = Schemas['SeatOut']['seat'];
