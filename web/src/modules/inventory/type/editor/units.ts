/** The units that attributes may have (`tongyun/inventory/content/vocabulary.py`). */
export const UNITS = [
  'count', '%', 'byte', 'bit', 'bit/s', 'core', 'port', 'person', 'U', 'mm', 'm', 'm2', 'm3/h', 'kg', 'kg/m2', 'MPa', 'W', 'kW', 'kVA', 'V', 'A', 'Ah', 'mOhm',
  'Cel', 'deg', 'ms', 's', 'min', 'h', 'day', 'month', 'year', 'CNY',
] as const;
