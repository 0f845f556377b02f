import type { Schemas } from '@/shared/api/client';

export type Panel = Schemas['PanelOut'];
