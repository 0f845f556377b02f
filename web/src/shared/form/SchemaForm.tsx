import { Button } from 'antd';
import { useCallback, useId, useRef, type ReactNode } from 'react';

import { useLocale, useWords } from '@/shared/i18n/words';

import { Field } from './Field';
import styles from './form.module.css';
import { HoldContext } from './holding';
import { words } from './messages';
import { getIn } from './paths';
import { planFields, type PlannedField } from './plan';
import { titleOf, typeOf, type FormValue, type JsonSchema } from './schema';
import { useSchemaForm } from './useSchemaForm';

interface SchemaFormProps {
  schema: JsonSchema;
  initial?: FormValue;
  /** Resolves when the server has accepted; an ApiProblem it throws is shown at the fields it names. */
  onSubmit: (value: Record<string, unknown>) => Promise<unknown>;
  submitLabel?: string;
  /** Keeps what was typed in this browser until it is sent. */
  draftKey?: string;
  errorRoot?: string;
  disabled?: boolean;
  /** Beside the submit button. */
  actions?: ReactNode;
}

const EMPTY: FormValue = {};

/** A form from a JSON Schema. Keeps what was typed on error, shows the server's word at the field it belongs to. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, initial = EMPTY, disabled = false, errorRoot = '' } = props;
  const say = useWords(words);
  const locale = useLocale();
  const formId = useId();
  const box = useRef<HTMLFormElement>(null);
  const form = useSchemaForm({ schema, initial, draftKey: props.draftKey, errorRoot, onSubmit: props.onSubmit });

  const held = useRef(0);
  const hold = useCallback(() => {
    held.current += 1;
    return () => {
      held.current -= 1;
    };
  }, []);

  const send = async (): Promise<void> => {
    if (held.current > 0) {
      form.refuse(say('stillUploading'));
      return;
    }
    const lookAt = await form.submit();
    if (lookAt === undefined) return;
    const fields = [...(box.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])];
    const field = fields.find((each) => each.dataset.path === lookAt);
    field?.scrollIntoView({ block: 'center' });
    field?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
  };

  const draw = (field: PlannedField, under: string): ReactNode => {
    const path = under === '' ? field.key : `${under}.${field.key}`;
    if (typeOf(field.schema) === 'object') {
      return (
        <fieldset key={path} className={styles.nested}>
          <legend>{titleOf(field.schema, field.key, locale)}</legend>
          <div className={styles.fields}>
            {planFields(field.schema, getIn(form.value, path), locale).flatMap((group) => group.fields.map((inner) => draw(inner, path)))}
          </div>
        </fieldset>
      );
    }
    return (
      <Field
        key={path}
        formId={formId}
        path={path}
        fieldKey={field.key}
        schema={field.schema}
        required={field.required}
        value={getIn(form.value, path)}
        errors={form.errorsOf(path)}
        disabled={disabled || form.busy}
        onChange={form.change}
        onBlur={form.blur}
      />
    );
  };

  return (
    <form
      ref={box}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {form.restored && (
        <div className={styles.draft}>
          {say('draft')}
          <Button type="link" size="small" onClick={form.startOver}>
            {say('dropDraft')}
          </Button>
        </div>
      )}
      {form.groups.map((group) => (
        <div key={group.key} className={styles.group}>
          {group.title !== '' && form.groups.length > 1 && <div className={styles.groupTitle}>{group.title}</div>}
          <div className={styles.fields}>
            <HoldContext value={hold}>{group.fields.map((field) => draw(field, ''))}</HoldContext>
          </div>
        </div>
      ))}
      {form.refusal !== undefined && (
        <div className={styles.refusal} role="alert">
          <b>{say('refused')}</b>
          <div>{form.refusal}</div>
        </div>
      )}
      <div className={styles.foot}>
        <Button type="primary" htmlType="submit" loading={form.busy} disabled={disabled}>
          {props.submitLabel ?? say('submit')}
        </Button>
        {props.actions}
        {form.marked > 0 && <span className={styles.marked}>{say('check', { n: form.marked })}</span>}
      </div>
    </form>
  );
}
