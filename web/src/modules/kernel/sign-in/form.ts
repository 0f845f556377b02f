import { textOf } from '@/shared/form/entered';
import { asSchema, isRecord, type FormValue, type JsonSchema } from '@/shared/form/schema';
import type { Say } from '@/shared/i18n/words';

import { wholeValue } from '../policies/value';

import type { ProviderChange, ProviderDetail, ProviderKind } from './api';
import type { words } from './words';

type Words = Say<keyof typeof words>;

/** The settings of a kind; a secret that is stored says so, and is not asked for again. */
function settingsForm(kind: ProviderKind, kept: readonly string[], say: Words): JsonSchema {
  const schema = asSchema(kind.form);
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, own]) => [key, kept.includes(key) ? { ...own, examples: [say('secretKept')] } : own]),
  );
  return { ...schema, properties };
}

/** The form of a provider: what all have in common around the settings of its kind. */
export function providerForm(kind: ProviderKind, provider: ProviderDetail | undefined, say: Words): JsonSchema {
  const key: Record<string, JsonSchema> =
    provider === undefined
      ? { key: { type: 'string', title: say('key'), description: say('keyHint'), pattern: '^[a-z][a-z0-9\\-]{0,38}[a-z0-9]$', maxLength: 40, examples: ['city-sso'] } }
      : {};
  return {
    type: 'object',
    required: provider === undefined ? ['title', 'key', 'settings'] : ['title', 'settings'],
    properties: {
      title: { type: 'string', title: say('title'), minLength: 1, maxLength: 60 },
      title_en: { type: 'string', title: say('titleEn'), maxLength: 60 },
      ...key,
      enabled: { type: 'boolean', title: say('enabled') },
      provisions: { type: 'boolean', title: say('provisions') },
      position: { type: 'integer', title: say('position'), minimum: 0, maximum: 1000 },
      settings: { ...settingsForm(kind, provider?.secrets ?? [], say), title: kind.title },
    },
  };
}

/** What the form starts with. */
export function formOf(kind: ProviderKind, provider: ProviderDetail | undefined): FormValue {
  if (provider !== undefined) {
    const { title, title_en, enabled, provisions, position, settings } = provider;
    return { title, title_en, enabled, provisions, position, settings };
  }
  const properties = Object.entries(asSchema(kind.form).properties ?? {});
  const settings = Object.fromEntries(properties.flatMap(([key, own]) => (own.default === undefined ? [] : [[key, own.default]])));
  return { enabled: false, provisions: kind.kind === 'scim', position: 0, settings };
}

export interface Entered extends Omit<ProviderChange, 'version'> {
  readonly key: string;
}

/** What is sent. */
export function enteredIn(kind: ProviderKind, value: Readonly<Record<string, unknown>>): Entered {
  return {
    key: textOf(value.key),
    title: textOf(value.title),
    title_en: textOf(value.title_en),
    enabled: value.enabled === true,
    provisions: value.provisions === true,
    position: typeof value.position === 'number' ? value.position : 0,
    settings: wholeValue(asSchema(kind.form), isRecord(value.settings) ? value.settings : {}),
  };
}
