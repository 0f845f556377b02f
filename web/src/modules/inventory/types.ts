import type { Schemas } from '@/shared/api/client';

export type Item = Schemas['ItemOut'];
export type HealthState = Item['health'];
export type Lifecycle = Item['lifecycle'];
export type ItemType = Schemas['ItemTypeBriefOut'];
export type ItemTypeDetail = Schemas['ItemTypeDetailOut'];
export type TypeVersion = Schemas['TypeVersionOut'];
export type Relation = Schemas['RelationOut'];
export type ItemChange = Schemas['ChangeOut'];
export type Estate = Schemas['EstateOut'];
