import type { Schemas } from '@/shared/api/client';

export type Pack = Schemas['PackOut'];
export type PackDetail = Schemas['PackDetailOut'];
export type PackFile = Schemas['PackFileOut'];
export type FileDetail = Schemas['PackFileDetailOut'];
export type FileField = Schemas['FieldOut'];
export type SiteEdit = Schemas['SiteEditOut'];
export type Slot = Schemas['SlotOut'];
export type EditIn = Schemas['EditIn'];
export type Report = Schemas['ReportOut'];
