import { asSchema, titleOf, typeOf } from '@/shared/form/schema';
import { valueNode } from '@/shared/form/SchemaFacts';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { NamedItems } from '@/shared/items/items';
import type { Column } from '@/shared/list/types';
import { Time } from '@/shared/time/Time';

import { HealthBadge, LifecycleBadge, useSourceTitle } from './health';
import type { Item, ItemTypeDetail } from './types';
import { words } from './words';

/** Columns of a list of items: what every item has, and what this type's pack wants to see. */
export function useItemColumns(type: ItemTypeDetail | undefined): readonly Column<Item>[] {
  const say = useWords(words);
  const locale = useLocale();
  const titled = useTitled();
  const source = useSourceTitle();
  const properties = asSchema(type?.schema).properties ?? {};
  const own = (type?.list_columns ?? [])
    .filter((key) => key !== 'name' && properties[key] !== undefined)
    .map((key, at): Column<Item> => {
      const schema = properties[key] ?? {};
      const numeric = typeOf(schema) === 'number' || typeOf(schema) === 'integer';
      return {
        key: `attributes.${key}`,
        title: titleOf(schema, key, locale),
        align: numeric ? 'right' : 'left',
        phone: at < 2 ? 'meta' : 'hidden',
        render: (item) => <NamedItems value={item.references}>{valueNode(schema, item.attributes[key], locale)}</NamedItems>,
      };
    });
  return [
    { key: 'name', title: say('name'), sort: 'name', phone: 'title', fixed: true, render: (item) => item.name },
    { key: 'health', title: say('health'), width: 110, phone: 'state', render: (item) => <HealthBadge health={item.health} reason={item.health_reason} /> },
    { key: 'type', title: say('type'), width: 130, phone: 'meta', optional: type !== undefined, sort: 'type', render: (item) => titled(item.type_title, item.type_title_en) },
    ...own,
    { key: 'lifecycle', title: say('lifecycle'), width: 110, phone: 'hidden', optional: type !== undefined && !type.list_columns.includes('@lifecycle'), render: (item) => <LifecycleBadge lifecycle={item.lifecycle} /> },
    { key: 'organisation', title: say('organisation'), phone: 'hidden', optional: true, render: (item) => item.organisation?.name },
    { key: 'source', title: say('source'), width: 100, phone: 'hidden', optional: true, render: (item) => source(item.source) },
    { key: 'last_seen_at', title: say('lastSeen'), width: 130, phone: 'meta', render: (item) => <Time at={item.last_seen_at} empty={say('notSeen')} /> },
    { key: 'updated_at', title: say('updated'), sort: 'updated_at', width: 130, phone: 'hidden', optional: true, render: (item) => <Time at={item.updated_at} /> },
  ];
}
