import { Input, Select, Space } from 'antd';
import { useState } from 'react';

import { scaleOf } from '@/shared/format/quantity';
import { useWords } from '@/shared/i18n/words';

import { words } from '../messages';
import { typeOf } from '../schema';
import { statusOf, type WidgetProps } from './widget';

/** Bytes and bits a second, entered in the unit a person thinks in: 64 GiB, 10 Gbit/s. What is kept is the raw figure. */
export function ScaledWidget({ id, schema, title, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const say = useWords(words);
  const scale = scaleOf(schema['x-unit']);
  const factor = (at: number): number => (scale?.base ?? 1) ** at;
  const fitting = (raw: number): number => {
    let at = 0;
    while (at < (scale?.units.length ?? 1) - 1 && raw !== 0 && Math.abs(raw) >= factor(at + 1)) at += 1;
    return at;
  };
  const [step, setStep] = useState(() => (typeof value === 'number' ? fitting(value) : Math.min(3, (scale?.units.length ?? 1) - 1)));
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (typeof value === 'number' ? String(value / factor(step)) : typeof value === 'string' ? value : '');
  const give = (text: string, at: number): void => {
    const plain = text.trim();
    const raw = Number(plain) * factor(at);
    if (plain === '') onChange(undefined);
    else onChange(/^\d+(\.\d+)?$/.test(plain) ? (typeOf(schema) === 'integer' ? Math.round(raw) : raw) : text);
  };
  return (
    <Space.Compact block>
      <Input
        id={id}
        value={shown}
        disabled={disabled}
        status={statusOf(invalid)}
        inputMode="decimal"
        aria-describedby={describedBy}
        aria-invalid={invalid}
        onChange={(event) => {
          setTyped(event.target.value);
          give(event.target.value, step);
        }}
        onBlur={() => {
          setTyped(undefined);
          onBlur();
        }}
      />
      <Select
        style={{ width: 104 }}
        value={step}
        disabled={disabled}
        aria-label={`${title}: ${say('unit')}`}
        options={(scale?.units ?? []).map((unit, at) => ({ value: at, label: unit }))}
        onChange={(at) => {
          setStep(at);
          give(shown, at);
        }}
      />
    </Space.Compact>
  );
}
