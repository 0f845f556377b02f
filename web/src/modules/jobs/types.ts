import type { Schemas } from '@/shared/api/client';

export type Run = Schemas['RunOut'];
export type RunDetail = Schemas['RunDetailOut'];
export type RunTarget = Schemas['TargetOut'];
export type RunState = Run['state'];
