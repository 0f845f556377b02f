import type { Schemas } from '@/shared/api/client';

export type AssessmentLine = Schemas['LineOut'];
export type LineState = AssessmentLine['state'];
export type Clause = Schemas['ClauseOut'];
export type Assessment = Schemas['AssessmentOut'];
export type Threats = Schemas['ThreatsOut'];
