export type LineKind = 'occurrence' | 'response' | 'solve';
export type LineState = 'safe' | 'at_risk' | 'deducted';

export interface EvidenceRecord {
  kind: string;
  id: string;
  label: string;
  href: string;
}

/** Points are exact decimal text. */
export interface AssessmentLine {
  kind: LineKind;
  points: string;
  state: LineState;
  at: string | null;
  reason: string;
  records: EvidenceRecord[];
  next_at: string | null;
  next_points: string;
}

export interface Clause {
  id: string;
  title: string;
  text: string;
  source: string;
  uncovered: string[];
  lines: AssessmentLine[];
  points: string;
}

export interface Contract {
  id: string;
  key: string;
  title: string;
  version: number;
  digest: string;
}

export interface Assessment {
  contract: Contract;
  clauses: Clause[];
  points_deducted: string;
  points_at_risk: string;
  sealed_version: number | null;
  money: {
    cycle: number;
    score: string;
    f: string;
    annual_fee: string;
    instalments: { id: string; percent: string; cycle: number | null; amount: string | null }[];
  } | null;
}

export interface Threat {
  ticket: { id: string; number: string; title: string; level: number; level_title: string; href: string };
  contract: Contract;
  clause: { id: string; title: string };
  kind: LineKind;
  points: string;
  lost: string;
  at: string | null;
  reason: string;
}

export interface Threats {
  items: Threat[];
  total: number;
  points: string;
}
