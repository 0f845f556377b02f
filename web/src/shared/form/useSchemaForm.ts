import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { useLocale, useWords } from '@/shared/i18n/words';

import { clearDraft, readDraft, writeDraft } from './draft';
import { messageFor, words } from './messages';
import { errorsByField, getIn, setIn } from './paths';
import { planFields, prune, shapeFor, withDefaults, type PlannedGroup } from './plan';
import type { FormValue, JsonSchema } from './schema';
import { isMissing, validate, type Issue } from './validate';

interface Options {
  readonly schema: JsonSchema;
  readonly initial: FormValue;
  readonly draftKey: string | undefined;
  /** Where the value stands in what is sent, to find the server's `errors[].path` again. */
  readonly errorRoot: string;
  readonly onSubmit: (value: Record<string, unknown>) => Promise<unknown>;
}

export interface SchemaFormState {
  readonly value: FormValue;
  readonly groups: readonly PlannedGroup[];
  readonly errorsOf: (path: string) => readonly string[];
  readonly refusal: string | undefined;
  readonly marked: number;
  readonly busy: boolean;
  readonly restored: boolean;
  readonly change: (path: string, next: unknown) => void;
  readonly blur: (path: string) => void;
  readonly startOver: () => void;
  /** Says why the form is not sent now. */
  readonly refuse: (why: string) => void;
  /** Sends the form; resolves to the path of the first field to look at, or undefined if all went well. */
  readonly submit: () => Promise<string | undefined>;
}

function schemaAt(schema: JsonSchema, value: unknown, path: string): JsonSchema | undefined {
  const [head = '', ...rest] = path.split('.');
  const property = shapeFor(schema, value).properties[head];
  if (property === undefined || rest.length === 0) return property;
  return schemaAt(property, getIn(value, head), rest.join('.'));
}

/** Everything a form knows: the entries, what is wrong with them, and what became of sending them. */
export function useSchemaForm({ schema, initial, draftKey, errorRoot, onSubmit }: Options): SchemaFormState {
  const locale = useLocale();
  const say = useWords(words);
  const [draft] = useState(() => readDraft(draftKey));
  const [value, setValue] = useState<FormValue>(() => ({ ...withDefaults(schema, initial), ...draft }));
  const [restored, setRestored] = useState(draft !== undefined);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);

  // An untouched list field is absent, which is what JSON Schema calls missing.
  const present = Object.fromEntries(Object.entries(value).filter(([, own]) => !isMissing(own)));
  const issues = validate(schema, present);
  const issueAt = (path: string): Issue | undefined => issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`));

  const errorsOf = (path: string): readonly string[] => {
    const fromServer = refused.get(path);
    if (fromServer !== undefined) return fromServer;
    const issue = issueAt(path);
    if (issue === undefined || !(tried || touched.has(path))) return [];
    // An empty required field is a reproach only after somebody tried to send the form.
    if (issue.code === 'required' && !tried) return [];
    return [messageFor(issue, schemaAt(schema, value, path) ?? {}, say)];
  };

  const change = (path: string, next: unknown): void => {
    const changed = setIn(value, path, next);
    setValue(changed);
    writeDraft(draftKey, changed);
    if (refused.has(path)) setRefused(new Map([...refused].filter(([key]) => key !== path)));
  };

  const submit = async (): Promise<string | undefined> => {
    setTried(true);
    setRefusal(undefined);
    const first = issues[0];
    if (first !== undefined) return first.path;
    setBusy(true);
    try {
      await onSubmit(prune(schema, value));
      clearDraft(draftKey);
      setRestored(false);
      setTried(false);
      setTouched(new Set());
      return undefined;
    } catch (error) {
      const problem = asProblem(error);
      const sorted = errorsByField(problem.fields, errorRoot, (path) => schemaAt(schema, value, path) !== undefined);
      const general = sorted.get('') ?? [];
      setRefused(sorted);
      setRefusal([problem.told, ...general].join(' '));
      return [...sorted.keys()].find((path) => path !== '');
    } finally {
      setBusy(false);
    }
  };

  return {
    value,
    groups: planFields(schema, value, locale),
    errorsOf,
    refusal,
    marked: tried ? new Set(issues.map((issue) => issue.path)).size : 0,
    busy,
    restored,
    change,
    blur: (path) => setTouched(new Set([...touched, path])),
    refuse: setRefusal,
    startOver: () => {
      clearDraft(draftKey);
      setValue(withDefaults(schema, initial));
      setRestored(false);
      setTried(false);
      setTouched(new Set());
      setRefused(new Map());
      setRefusal(undefined);
    },
    submit,
  };
}
