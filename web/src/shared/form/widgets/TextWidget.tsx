import { Input } from 'antd';

import { statusOf, type WidgetProps } from './widget';

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function TextWidget({ id, schema, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const example = schema.examples?.[0];
  const shared = {
    id,
    value: asText(value),
    disabled,
    status: statusOf(invalid),
    placeholder: typeof example === 'string' ? example : '',
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    onBlur,
  };
  const unit = schema['x-unit'];
  if (schema['x-widget'] === 'textarea') {
    return (
      <Input.TextArea
        {...shared}
        autoSize={{ minRows: 3, maxRows: 12 }}
        {...(schema.maxLength !== undefined && { count: { max: schema.maxLength, show: ({ count, maxLength = 0 }) => count > maxLength * 0.8 && `${count} / ${maxLength}` } })}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  if (schema['x-widget'] === 'password' || schema.format === 'password') {
    return <Input.Password {...shared} autoComplete="new-password" onChange={(event) => onChange(event.target.value)} />;
  }
  return <Input {...shared} {...(unit !== undefined && { suffix: unit })} onChange={(event) => onChange(event.target.value)} />;
}
