import { lazy, Suspense, useState, type ReactNode } from 'react';

import { Code } from '@/shared/detail/Code';
import { Facts } from '@/shared/detail/Facts';
import { DictionaryText } from '@/shared/dictionary/DictionaryText';
import { quantityText } from '@/shared/format/quantity';
import { common } from '@/shared/i18n/common';
import { sayIn, separatorIn, useLocale, useWords, type Locale } from '@/shared/i18n/words';
import { ItemName } from '@/shared/items/ItemName';
import { absolute } from '@/shared/time/format';

import styles from './form.module.css';
import { words } from './messages';
import { planFields } from './plan';
import { asSchema, choicesOf, dictionaryOf, filesIn, isRecord, itemTypesOf, titleOf, typeOf, type FormValue, type JsonSchema } from './schema';
import { isMissing } from './validate';

/** Loaded where an answer holds files. */
const FilesById = lazy(async () => ({ default: (await import('@/shared/files/FileById')).FilesById }));

const LETTERS = new Set(['ipv4', 'ipv6', 'mac', 'uuid', 'hostname', 'uri', 'code']);

/** A whole number without a unit is a name (a port, a process id) and is not grouped; anything else is an amount. */
function numberText(schema: JsonSchema, value: number, locale: Locale): string {
  if (schema['x-widget'] === 'rate') return sayIn(words, locale)('stars', { n: value });
  if (schema['x-unit'] === undefined && Number.isInteger(value)) return String(value);
  return quantityText(value, schema['x-unit'], locale);
}

/** A value as a person reads it, by its schema; undefined if there is none. */
export function valueText(schema: JsonSchema, value: unknown, locale: Locale): string | undefined {
  if (isMissing(value)) return undefined;
  const choice = choicesOf(schema, locale)?.find((each) => each.value === value);
  if (choice !== undefined) return choice.label;
  if (typeof value === 'boolean') return sayIn(common, locale)(value ? 'yes' : 'no');
  if (typeof value === 'number') return numberText(schema, value, locale);
  if (Array.isArray(value)) {
    const inner = asSchema(schema.items);
    const each = value.map((one: unknown) => valueText(inner, one, locale) ?? '');
    return each.join(separatorIn(locale));
  }
  if (isRecord(value)) {
    const parts = Object.entries(value).map(([key, own]) => {
      const property = schema.properties?.[key] ?? {};
      return `${titleOf(property, key, locale)} ${valueText(property, own, locale) ?? ''}`.trim();
    });
    return parts.join(locale === 'zh-CN' ? '，' : ', ');
  }
  if (typeof value !== 'string') return undefined;
  if (schema.format === 'date-time') {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? value : absolute(ms);
  }
  return schema['x-unit'] === undefined ? value : `${value} ${schema['x-unit']}`;
}

function codesNode(dictionary: string, value: unknown, locale: Locale): ReactNode {
  const codes = (Array.isArray(value) ? value : [value]).map(String);
  return codes.map((code, at) => (
    <span key={code}>
      {at > 0 && separatorIn(locale)}
      <DictionaryText dictionary={dictionary} code={code} />
    </span>
  ));
}

/** Records of a list as a table. */
function rowsNode(schema: JsonSchema, rows: readonly unknown[], locale: Locale): ReactNode {
  const columns = Object.entries(schema.properties ?? {});
  return (
    <div className={styles.table}>
      <table>
        <thead>
          <tr>
            {columns.map(([key, own]) => (
              <th key={key}>{titleOf(own, key, locale)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.filter(isRecord).map((row, at) => (
            <tr key={at}>
              {columns.map(([key, own]) => (
                <td key={key}>{valueText(own, row[key], locale)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function itemsNode(value: unknown, locale: Locale): ReactNode {
  return (Array.isArray(value) ? value : [value]).map((id, at) => (
    <span key={String(id)}>
      {at > 0 && separatorIn(locale)}
      <ItemName id={String(id)} />
    </span>
  ));
}

/** The same for the eye: what must be read letter by letter is set in mono. */
export function valueNode(schema: JsonSchema, value: unknown, locale: Locale): ReactNode {
  const text = valueText(schema, value, locale);
  if (text === undefined) return undefined;
  if (schema['x-file'] !== undefined) {
    return (
      <Suspense fallback={null}>
        <FilesById ids={filesIn(value)} />
      </Suspense>
    );
  }
  if (itemTypesOf(schema).length > 0) return itemsNode(value, locale);
  const dictionary = dictionaryOf(schema);
  if (dictionary !== undefined) return codesNode(dictionary, value, locale);
  const inner = typeOf(schema) === 'array' ? asSchema(schema.items) : schema;
  if (Array.isArray(value) && inner.properties !== undefined) return rowsNode(inner, value, locale);
  return LETTERS.has(inner.format ?? '') || schema['x-widget'] === 'code' ? <Code>{text}</Code> : text;
}

interface SchemaFactsProps {
  schema: JsonSchema;
  value: FormValue;
  narrow?: boolean;
  /** What becomes of fields without a value: shown as such, folded away behind their number, or left out. */
  empty?: 'show' | 'fold' | 'hide';
}

/** Values shown by their schema, in its groups and order; the reading side of SchemaForm. */
export function SchemaFacts({ schema, value, narrow = false, empty = 'show' }: SchemaFactsProps) {
  const locale = useLocale();
  const say = useWords(words);
  const [all, setAll] = useState(false);
  const groups = planFields(schema, value, locale);
  const blanks = groups.flatMap((group) => group.fields).filter((field) => isMissing(value[field.key])).length;
  const folds = empty === 'fold' && blanks > 0;
  const showsBlanks = empty === 'show' || (folds && all);
  const shown = groups
    .map((group) => ({ ...group, fields: group.fields.filter((field) => showsBlanks || !isMissing(value[field.key])) }))
    .filter((group) => group.fields.length > 0);
  return (
    <div className={styles.reading}>
      {shown.map((group) => (
        <div key={group.key}>
          {group.title !== '' && groups.length > 1 && <div className={styles.groupTitle}>{group.title}</div>}
          <Facts
            narrow={narrow}
            facts={group.fields.map((field) => ({
              key: field.key,
              name: titleOf(field.schema, field.key, locale),
              value: valueNode(field.schema, value[field.key], locale),
            }))}
          />
        </div>
      ))}
      {folds && (
        <button type="button" className={styles.fold} onClick={() => setAll(!all)}>
          {all ? say('hideEmpty') : say('showEmpty', { n: blanks })}
        </button>
      )}
    </div>
  );
}
