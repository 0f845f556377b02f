import type { Schemas } from '@/shared/api/client';

export type Person = Schemas['UserRowOut'];
export type PersonDetail = Schemas['UserDetailOut'];
export type Label = Schemas['UserOut'];
export type Group = Schemas['GroupOut'];
export type Post = Schemas['PostOut'];
export type Appointment = Schemas['AppointmentOut'];
export type Substitution = Schemas['SubstitutionOut'];
export type Import = Schemas['ImportOut'];
export type ImportRow = Schemas['ImportRowOut'];
export type ImportKind = Import['kind'];
