import type { Schemas } from '@/shared/api/client';

export type ItemImport = Schemas['ItemImportOut'];
export type ItemImportRow = Schemas['ItemImportRowOut'];
export type ImportTarget = Schemas['ImportTargetOut'];
