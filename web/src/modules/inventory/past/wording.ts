import { asSchema, isRecord, titleOf } from '@/shared/form/schema';
import { valueText } from '@/shared/form/SchemaFacts';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';

import { LIFECYCLES } from '../health';
import { useItemType, useTypeName } from '../queries';
import { words } from '../words';

/** An item's word on how many supports of a kind, and of a group of it, must stand. */
const SUPPORTS = /^@needs\/([^/]+)(?:\/(.*))?$/;
const NEEDS: Partial<Record<string, 'needsAll' | 'needsAny' | 'needsMajority'>> = { all: 'needsAll', any: 'needsAny', majority: 'needsMajority' };

export interface Wording {
  /** What a field of a change is called: names with an @ are the platform's own, the rest attributes of the type. */
  readonly field: (name: string) => string;
  /** Its value as a person reads it. */
  readonly value: (name: string, value: unknown) => string;
}

/** Changes of items of a type, in words. */
export function useWording(type: string): Wording {
  const say = useWords(words);
  const locale = useLocale();
  const titled = useTitled();
  const typeName = useTypeName();
  const known = useItemType(type === '' ? undefined : type);
  const properties = asSchema(known?.schema).properties ?? {};
  /** A kind of relation as it is called from the end that suffers. */
  const relationTitle = (key: string): string => {
    const found = known?.relations.find((each) => each.key === key && each.direction === (each.impact === 'to_target' ? 'in' : 'out'));
    return found === undefined ? key : titled(found.title, found.title_en);
  };
  return {
    field: (name) => {
      if (name === '@name') return say('nameField');
      if (name === '@type') return say('typeField');
      if (name === '@lifecycle') return say('lifecycleField');
      if (name === '@organisation') return say('organisationField');
      const [, kind, group] = SUPPORTS.exec(name) ?? [];
      if (kind !== undefined) return say('needsField', { of: [relationTitle(kind), group].filter(Boolean).join(' · ') });
      return name.startsWith('@') ? say('relations') : titleOf(properties[name] ?? {}, name, locale);
    },
    value: (name, value) => {
      // The far end of a relation, or the organisation: a record with a name.
      if (name.startsWith('@') && isRecord(value) && typeof value.name === 'string') return value.name;
      const lifecycle = name === '@lifecycle' ? LIFECYCLES.find((each) => each === value) : undefined;
      if (lifecycle !== undefined) return say(lifecycle);
      const needs = SUPPORTS.test(name) && typeof value === 'string' ? NEEDS[value] : undefined;
      if (needs !== undefined) return say(needs);
      if (name === '@type' && typeof value === 'string') return typeName(value);
      return valueText(properties[name] ?? {}, value, locale) ?? say('blank');
    },
  };
}
