import { Link } from 'react-router';

import { Facts } from '@/shared/detail/Facts';
import { Section } from '@/shared/detail/Section';
import { FilePanel } from '@/shared/files/FilePanel';
import { SchemaFacts } from '@/shared/form/SchemaFacts';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { NamedItems } from '@/shared/items/items';
import { isMasked, useReveal } from '@/shared/personal/Reveal';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { ItemAddresses } from './addresses/ItemAddresses';
import { revealAttributes } from './api';
import { LifecycleBadge, useSourceTitle } from './health';
import styles from './inventory.module.css';
import { ItemFindings } from './quality/ItemFindings';
import { useRelations, useType } from './queries';
import { RelationList } from './RelationsTab';
import type { Item } from './types';
import { typeSchema } from './typeSchema';
import { words } from './words';

export function OverviewTab({ item }: { item: Item }) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const source = useSourceTitle();
  const type = useType(item.type);
  const relations = useRelations(item.id);
  const schema = typeSchema(type.data);
  const masked = Object.entries(schema.properties ?? {}).some(([key, own]) => own['x-personal'] !== undefined && typeof item.attributes[key] === 'string' && isMasked(item.attributes[key]));
  const { clear, button } = useReveal(`${item.id} ${item.version}`, (reason) => revealAttributes(item.id, reason), { something: masked });
  return (
    <div className={styles.overview}>
      <div>
        <Section title={say('attributes')} extra={button}>
          <Loaded query={type} compact>
            {() =>
              Object.keys(schema.properties ?? {}).length === 0 ? (
                <Notice compact title={say('noType')} />
              ) : (
                <NamedItems value={item.references}>
                  <SchemaFacts schema={schema} value={{ ...item.attributes, ...clear }} empty="fold" />
                </NamedItems>
              )
            }
          </Loaded>
        </Section>
      </div>
      <div>
        <ItemFindings id={item.id} version={item.version} />
        <Section title={say('record')}>
          <Facts
            narrow
            facts={[
              { key: 'type', name: say('type'), value: titled(item.type_title, item.type_title_en) },
              { key: 'lifecycle', name: say('lifecycle'), value: <LifecycleBadge lifecycle={item.lifecycle} /> },
              { key: 'organisation', name: say('organisation'), value: item.organisation?.name },
              { key: 'source', name: say('source'), value: source(item.source) },
              { key: 'seen', name: say('lastSeen'), value: <Time at={item.last_seen_at} show="both" empty={say('notSeen')} /> },
              { key: 'created', name: say('created'), value: <Time at={item.created_at} show="both" /> },
              { key: 'updated', name: say('updated'), value: <Time at={item.updated_at} show="both" /> },
            ]}
          />
        </Section>
        {(relations.data?.length ?? 0) > 0 && (
          <Section
            title={say('relations')}
            count={relations.data?.length}
            extra={<Link to="?tab=relations">{shared('viewAll')}</Link>}
            flush
          >
            <RelationList relations={relations.data ?? []} most={6} />
          </Section>
        )}
        <ItemAddresses id={item.id} />
        <FilePanel kind="item" record={item.id} />
      </div>
    </div>
  );
}
