import { History } from 'lucide-react';

import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { asSchema, isRecord, titleOf } from '@/shared/form/schema';
import { valueText } from '@/shared/form/SchemaFacts';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { LIFECYCLES } from './health';
import { useHistory, useItemType, useRelations } from './queries';
import type { Item, ItemChange } from './types';
import { words } from './words';

/** Who changed what, when: old value and new value of each attribute. */
export function HistoryTab({ item }: { item: Item }) {
  const say = useWords(words);
  const locale = useLocale();
  const history = useHistory(item.id);
  const titled = useTitled();
  const relations = useRelations(item.id).data ?? [];
  const properties = asSchema(useItemType(item.type)?.schema).properties ?? {};

  const title = (change: ItemChange): string => {
    if (change.kind === 'created') return say('createdEvent');
    if (change.kind === 'lifecycle') return say('lifecycleEvent');
    if (change.kind === 'relation') return say('relationEvent');
    return say('updatedEvent', { n: Object.keys(change.delta).length });
  };
  /** A relation as it is called from this end; one that is gone by now has no name to look up. */
  const relationName = (field: string, direction: 'in' | 'out'): string => {
    const relation = relations.find((each) => `@${each.type}` === field && each.direction === direction);
    return relation === undefined ? say('relations') : titled(relation.title, relation.title_en);
  };
  /** Names with an @ are the platform's own fields and relations, the rest are attributes of the type. */
  const fieldName = (field: string): string => {
    if (field === '@name') return say('nameField');
    if (field === '@type') return say('typeField');
    if (field === '@lifecycle') return say('lifecycleField');
    if (field === '@organisation') return say('organisationField');
    return field.startsWith('@') ? relationName(field, 'out') : titleOf(properties[field] ?? {}, field, locale);
  };
  const word = (field: string, value: unknown): string => {
    // The far end of a relation, or the organisation: a record with a name.
    if (field.startsWith('@') && isRecord(value) && typeof value.name === 'string') return value.name;
    const lifecycle = field === '@lifecycle' ? LIFECYCLES.find((each) => each === value) : undefined;
    return lifecycle === undefined ? (valueText(properties[field] ?? {}, value, locale) ?? say('blank')) : say(lifecycle);
  };
  const line = (change: ItemChange, field: string, before: unknown, after: unknown): string => {
    // Another item was tied to this one, or untied from it: told from this end.
    if (change.item !== item.id) return say(after === null ? 'untied' : 'tied', { name: relationName(field, 'in'), item: change.item_name });
    return say('changed', { name: fieldName(field), before: word(field, before), after: word(field, after) });
  };
  const lines = (change: ItemChange): string =>
    Object.entries(change.delta)
      .map(([field, [before, after]]) => line(change, field, before, after))
      .join('\n');

  return (
    <Loaded query={history}>
      {(page) =>
        page.items.length === 0 ? (
          <Notice icon={<History size={28} strokeWidth={1.4} />} title={say('noHistory')} />
        ) : (
          <Section title={say('history')} count={page.total}>
            <Timeline
              events={page.items.map((change) => ({
                key: change.id,
                at: change.at,
                title: title(change),
                by: change.actor_name,
                text: change.kind === 'created' ? undefined : lines(change),
              }))}
            />
          </Section>
        )
      }
    </Loaded>
  );
}
