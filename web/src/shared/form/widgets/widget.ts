import type { JsonSchema } from '../schema';

/** What every input of a form gets. A widget shows `value` as it is and never drops what was typed. */
export interface WidgetProps {
  readonly id: string;
  readonly schema: JsonSchema;
  readonly title: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly onBlur: () => void;
  readonly disabled: boolean;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
}

export function statusOf(invalid: boolean): 'error' | '' {
  return invalid ? 'error' : '';
}
