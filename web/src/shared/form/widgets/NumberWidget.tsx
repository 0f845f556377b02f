import { Input } from 'antd';

import { unitText } from '@/shared/format/quantity';
import { useLocale } from '@/shared/i18n/words';

import { typeOf } from '../schema';
import { statusOf, type WidgetProps } from './widget';

/** A number typed as text: `1.` and `-` on the way to a number stay as typed, and a wrong entry is kept and told about. */
export function NumberWidget({ id, schema, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const locale = useLocale();
  const shown = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const read = (text: string): void => {
    const trimmed = text.trim();
    const isNumber = /^-?\d+(\.\d+)?$/.test(trimmed) && String(Number(trimmed)) === trimmed;
    onChange(trimmed === '' ? undefined : isNumber ? Number(trimmed) : text);
  };
  return (
    <Input
      id={id}
      value={shown}
      disabled={disabled}
      status={statusOf(invalid)}
      inputMode={typeOf(schema) === 'integer' ? 'numeric' : 'decimal'}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      {...(schema['x-unit'] !== undefined && { suffix: unitText(schema['x-unit'], locale) })}
      onChange={(event) => read(event.target.value)}
      onBlur={() => {
        if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) onChange(Number(value));
        onBlur();
      }}
    />
  );
}
