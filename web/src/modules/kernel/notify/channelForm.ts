import { textOf, textsOf } from '@/shared/form/entered';
import { asSchema, isRecord, type FormValue, type JsonSchema } from '@/shared/form/schema';
import type { Say, Titled } from '@/shared/i18n/words';

import type { Category, Channel, ChannelChange, ChannelKind } from './api';
import { LEVELS } from './state';
import type { words } from './words';

type Words = Say<keyof typeof words>;

/** What the server shows in the place of a secret it keeps; sent back it means “as it is”. */
const KEPT = '••••••';

/** The settings of a kind; a secret that is kept does not look like what may be typed. */
function settingsForm(kind: ChannelKind, channel: Channel | undefined): JsonSchema {
  const form = asSchema(kind.form);
  const properties = Object.entries(form.properties ?? {}).map(([key, property]) => {
    if (channel?.settings[key] !== KEPT || property.pattern === undefined) return [key, property] as const;
    return [key, { ...property, pattern: `^${KEPT}$|${property.pattern}` }] as const;
  });
  return { ...form, properties: Object.fromEntries(properties) };
}

/** The form of a channel: what all have in common around the settings of its kind. */
export function channelForm(
  kind: ChannelKind,
  categories: readonly Category[],
  say: Words,
  titled: Titled,
  channel: Channel | undefined,
): JsonSchema {
  const group: Record<string, JsonSchema> =
    kind.audience === 'person'
      ? {}
      : {
          level: {
            type: 'string',
            title: say('groupLevel'),
            oneOf: [...LEVELS].reverse().map((level) => ({ const: level, title: say(`from_${level}`) })),
          },
          categories: {
            type: 'array',
            title: say('groupHears'),
            description: say('groupHearsHint'),
            items: { type: 'string', oneOf: categories.map((each) => ({ const: each.key, title: titled(each.title, each.title_en) })) },
          },
        };
  return {
    type: 'object',
    required: ['name', 'settings'],
    properties: {
      name: { type: 'string', title: say('name'), maxLength: 100 },
      enabled: { type: 'boolean', title: say('enabled') },
      settings: { ...settingsForm(kind, channel), title: say('access') },
      ...group,
      per_minute: { type: 'integer', title: say('perMinute'), description: say('perMinuteHint'), minimum: 0, maximum: 100_000 },
    },
  };
}

/** What the form starts with. */
export function formOf(channel: Channel | undefined, kind: ChannelKind): FormValue {
  if (channel !== undefined) {
    const { name, enabled, settings, level, categories, per_minute } = channel;
    return kind.audience === 'person' ? { name, enabled, settings, per_minute } : { name, enabled, settings, level, categories, per_minute };
  }
  const settings: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(asSchema(kind.form).properties ?? {})) {
    if (property.default !== undefined) settings[key] = property.default;
  }
  const shared = { enabled: true, settings, per_minute: kind.per_minute };
  return kind.audience === 'person' ? shared : { ...shared, level: 'warning' };
}

/** What is sent. */
export function channelBody(entered: Readonly<Record<string, unknown>>): ChannelChange {
  const level = LEVELS.find((each) => each === entered.level);
  return {
    name: textOf(entered.name),
    enabled: entered.enabled !== false,
    settings: isRecord(entered.settings) ? entered.settings : {},
    categories: textsOf(entered.categories),
    level: level ?? 'warning',
    per_minute: typeof entered.per_minute === 'number' ? entered.per_minute : null,
  };
}
