import { Radio, Select } from 'antd';

import { common } from '@/shared/i18n/common';
import { useLocale, useWords } from '@/shared/i18n/words';

import styles from '../form.module.css';
import { words } from '../messages';
import { asSchema, choicesOf, typeOf, type Choice } from '../schema';
import { statusOf, type WidgetProps } from './widget';

/** So few choices are better seen than opened. */
const MAX_RADIOS = 4;
const MAX_RADIO_LETTERS = 28;

function fitsAsRadios(choices: readonly Choice[], widget: string | undefined): boolean {
  if (widget === 'radio') return true;
  if (widget === 'select') return false;
  return choices.length <= MAX_RADIOS && choices.map((choice) => choice.label).join('').length <= MAX_RADIO_LETTERS;
}

/** One of several values, or yes and no. */
export function ChoiceWidget(props: WidgetProps) {
  const { id, schema, title, value, onChange, onBlur, disabled, invalid, describedBy } = props;
  const say = useWords(common);
  const hint = useWords(words);
  const yesNo: Choice[] = [
    { value: true, label: say('yes') },
    { value: false, label: say('no') },
  ];
  const choices = choicesOf(schema, useLocale()) ?? (typeOf(schema) === 'boolean' ? yesNo : []);
  if (fitsAsRadios(choices, schema['x-widget'])) {
    return (
      <Radio.Group
        id={id}
        className={styles.radios ?? ''}
        data-long={choices.some((choice) => choice.label.length > 12)}
        aria-label={title}
        aria-describedby={describedBy}
        value={value}
        disabled={disabled}
        options={choices}
        onChange={(event) => {
          onChange(event.target.value as unknown);
          onBlur();
        }}
      />
    );
  }
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      style={{ width: '100%' }}
      value={choices.some((choice) => choice.value === value) ? (value as string | number) : undefined}
      disabled={disabled}
      status={statusOf(invalid)}
      allowClear
      showSearch={choices.length > 8 ? { optionFilterProp: 'label' } : false}
      placeholder={hint('choose')}
      options={choices.map((choice) => ({ value: choice.value as string | number, label: choice.label }))}
      onChange={(next) => onChange(next)}
      onBlur={onBlur}
    />
  );
}

/** Several values: chosen from a list, or typed one by one. */
export function ListWidget({ id, schema, value, onChange, onBlur, disabled, invalid, describedBy }: WidgetProps) {
  const hint = useWords(words);
  const choices = choicesOf(asSchema(schema.items), useLocale());
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      mode={choices === undefined ? 'tags' : 'multiple'}
      style={{ width: '100%' }}
      value={Array.isArray(value) ? (value as string[]) : []}
      disabled={disabled}
      status={statusOf(invalid)}
      placeholder={choices === undefined ? hint('addMore') : hint('choose')}
      {...(choices === undefined
        ? { open: false, suffix: null, tokenSeparators: [',', '，', '、', ' ', '\n'] }
        : { options: choices.map((choice) => ({ value: String(choice.value), label: choice.label })), showSearch: { optionFilterProp: 'label' } })}
      onChange={(next: string[]) => onChange(next.length === 0 ? undefined : next)}
      onBlur={onBlur}
    />
  );
}
