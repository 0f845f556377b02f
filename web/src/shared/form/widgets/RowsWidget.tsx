import { Button } from 'antd';
import { Plus, Trash2 } from 'lucide-react';
import { createElement, Suspense } from 'react';

import { useLocale, useWords } from '@/shared/i18n/words';

import styles from '../form.module.css';
import { words } from '../messages';
import { asSchema, isRecord, titleOf } from '../schema';
import { widgetFor } from './pick';
import type { WidgetProps } from './widget';

/** Records in a list, such as what was repaired when: a line of inputs for each. */
export default function RowsWidget({ id, schema, title, value, onChange, onBlur, disabled, describedBy }: WidgetProps) {
  const say = useWords(words);
  const locale = useLocale();
  const columns = Object.entries(asSchema(schema.items).properties ?? {});
  const rows = Array.isArray(value) ? value.filter(isRecord) : [];
  const put = (at: number, key: string, next: unknown): void => onChange(rows.map((row, index) => (index === at ? { ...row, [key]: next } : row)));
  return (
    <div id={id} role="group" aria-label={title} aria-describedby={describedBy} className={styles.rows}>
      {rows.map((row, at) => (
        <div key={at} className={styles.row}>
          {columns.map(([key, own]) => (
            <label key={key}>
              <span>{titleOf(own, key, locale)}</span>
              <Suspense fallback={<span className={styles.loadingInput} />}>
                {createElement(widgetFor(own), {
                  id: `${id}-${at}-${key}`,
                  schema: own,
                  title: `${title} ${at + 1} ${titleOf(own, key, locale)}`,
                  value: row[key],
                  onChange: (next) => put(at, key, next),
                  onBlur,
                  disabled,
                  invalid: false,
                  describedBy: undefined,
                })}
              </Suspense>
            </label>
          ))}
          <Button
            type="text"
            disabled={disabled}
            icon={<Trash2 size={14} />}
            aria-label={say('removeRow', { n: at + 1 })}
            onClick={() => onChange(rows.length === 1 ? undefined : rows.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button size="small" disabled={disabled} icon={<Plus size={13} />} onClick={() => onChange([...rows, {}])}>
        {say('addRow')}
      </Button>
    </div>
  );
}
