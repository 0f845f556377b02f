export interface PanelQuery {
  expr: string;
  legend: string;
}

export interface Panel {
  key: string;
  title: string;
  title_en: string;
  unit: string;
  kind: 'line' | 'area' | 'stat';
  queries: PanelQuery[];
  thresholds: { value: number; severity: 'critical' | 'major' | 'minor' | 'info' }[];
}
