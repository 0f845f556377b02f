import { createElement, Suspense } from 'react';

import { useLocale, useWords } from '@/shared/i18n/words';

import styles from './form.module.css';
import { words } from './messages';
import { descriptionOf, titleOf, type JsonSchema } from './schema';
import { isWide, widgetFor } from './widgets/pick';

interface FieldProps {
  formId: string;
  path: string;
  fieldKey: string;
  schema: JsonSchema;
  required: boolean;
  value: unknown;
  errors: readonly string[];
  disabled: boolean;
  onChange: (path: string, value: unknown) => void;
  onBlur: (path: string) => void;
}

/** One field: what it is called, the input, what it means, what is wrong with it. */
export function Field({ formId, path, fieldKey, schema, required, value, errors, disabled, onChange, onBlur }: FieldProps) {
  const locale = useLocale();
  const say = useWords(words);
  const title = titleOf(schema, fieldKey, locale);
  const help = descriptionOf(schema, locale);
  const id = `${formId}-${path.replaceAll('.', '-')}`;
  const noteId = `${id}-note`;
  const invalid = errors.length > 0;
  return (
    <div className={styles.field} data-wide={isWide(schema)} data-path={path} data-invalid={invalid}>
      <label htmlFor={id} className={styles.label}>
        {title}
        {required ? (
          <span className={styles.star} aria-hidden="true">
            *
          </span>
        ) : (
          // What has a value of its own need not be called optional.
          schema.default === undefined && <span className={styles.optional}>{say('optional')}</span>
        )}
      </label>
      <Suspense fallback={<div className={styles.loadingInput} />}>
        {createElement(widgetFor(schema), {
          id,
          schema,
          title,
          value,
          onChange: (next) => onChange(path, next),
          onBlur: () => onBlur(path),
          disabled: disabled || schema.readOnly === true,
          invalid,
          describedBy: invalid || help !== '' ? noteId : undefined,
        })}
      </Suspense>
      {(invalid || help !== '') && (
        <div id={noteId} className={styles.note} role={invalid ? 'alert' : undefined}>
          {invalid ? errors.join(' ') : help}
        </div>
      )}
    </div>
  );
}
