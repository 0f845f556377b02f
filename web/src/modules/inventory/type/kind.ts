import { choicesOf, dictionaryOf, itemTypesOf, typeOf, type JsonSchema } from '@/shared/form/schema';
import { unitText } from '@/shared/format/quantity';
import { useListed, useLocale, useWords } from '@/shared/i18n/words';

import { useTypeName } from '../queries';
import { typeWords } from '../typeWords';

const FORMATS = { date: 'date', 'date-time': 'moment', ipv4: 'address', uri: 'url' } as const;
const PLAIN = { integer: 'whole', number: 'number', boolean: 'truth' } as const;

const has = <T extends object>(table: T, key: string): key is Extract<keyof T, string> => key in table;

/** What an attribute takes, in a few words. */
export function useKindOf(): (schema: JsonSchema) => string {
  const say = useWords(typeWords);
  const locale = useLocale();
  const listed = useListed();
  const name = useTypeName();
  const plain = (schema: JsonSchema): string => {
    const referred = itemTypesOf(schema);
    if (referred.length > 0) return say('item', { types: listed(referred.map(name)) });
    const dictionary = dictionaryOf(schema);
    if (dictionary !== undefined) return say('dictionary', { key: dictionary });
    if (schema['x-file'] !== undefined) return say('file');
    const choices = choicesOf(schema, locale);
    if (choices !== undefined) return choices.length > 4 ? say('oneOf', { n: choices.length }) : choices.map((choice) => choice.label).join(' / ');
    const type = typeOf(schema);
    if (type === 'array') return say(schema.items?.properties === undefined ? 'list' : 'records');
    if (has(PLAIN, type)) return say(PLAIN[type]);
    const format = schema.format ?? '';
    return has(FORMATS, format) ? say(FORMATS[format]) : say('text');
  };
  return (schema) => {
    const unit = schema['x-unit'] === undefined ? '' : unitText(schema['x-unit'], locale);
    return unit === '' ? plain(schema) : say('inUnit', { kind: plain(schema), unit });
  };
}
