import { CalendarX } from 'lucide-react';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Section } from '@/shared/detail/Section';
import { SchemaFacts } from '@/shared/form/SchemaFacts';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { Time } from '@/shared/time/Time';

import { LifecycleBadge } from '../health';
import inventory from '../inventory.module.css';
import { useItemType } from '../queries';
import { typeSchema } from '../typeSchema';
import { words } from '../words';
import { useDifference, usePast } from './api';
import styles from './past.module.css';
import { PastRelationList } from './PastRelations';
import { useWording } from './wording';
import { pastWords } from './words';

export function NotYet() {
  const say = useWords(pastWords);
  return <Notice icon={<CalendarX size={28} strokeWidth={1.4} />} title={say('notYet')} detail={say('notYetHint')} />;
}

/** Whether the item was not there at that moment, which is an answer and no failure. */
export function isNotYet(error: unknown): boolean {
  return error !== null && asProblem(error).code === 'not_yet';
}

/** An item as it was, beside what has changed since. */
export function PastOverview({ id, at }: { id: string; at: string }) {
  const say = useWords(pastWords);
  const own = useWords(words);
  const titled = useTitled();
  const past = usePast(id, at);
  const schema = typeSchema(useItemType(past.data?.type));
  if (isNotYet(past.error)) return <NotYet />;
  return (
    <Loaded query={past}>
      {(then) => (
        <div className={inventory.overview}>
          <div>
            <Section title={say('attributesThen')}>
              <SchemaFacts schema={schema} value={then.attributes} empty="fold" />
            </Section>
            <Since id={id} at={at} type={then.type} />
          </div>
          <div>
            <Section title={say('recordThen')}>
              <Facts
                narrow
                facts={[
                  { key: 'name', name: own('name'), value: then.name },
                  { key: 'type', name: own('type'), value: titled(then.type_title, then.type_title_en) },
                  { key: 'lifecycle', name: own('lifecycle'), value: <LifecycleBadge lifecycle={then.lifecycle} /> },
                  { key: 'organisation', name: own('organisation'), value: then.organisation?.name },
                  { key: 'version', name: say('version'), value: String(then.version) },
                  { key: 'changed', name: say('lastChange'), value: <><Time at={then.changed_at} show="both" /> {then.changed_by}</> },
                ]}
              />
            </Section>
            {then.relations.length > 0 && (
              <Section title={say('relationsThen')} count={then.relations.length} flush>
                <PastRelationList relations={then.relations} at={at} most={6} />
              </Section>
            )}
          </div>
        </div>
      )}
    </Loaded>
  );
}

/** What became different between then and now. */
function Since({ id, at, type }: { id: string; at: string; type: string }) {
  const say = useWords(pastWords);
  const titled = useTitled();
  const wording = useWording(type);
  const difference = useDifference(id, at);
  return (
    <Section title={say('sinceThen')}>
      <Loaded query={difference} rows={2}>
        {(found) => {
          const fields = Object.entries(found.delta);
          const ties = [
            ...found.drawn.map((each) => say('drawnSince', { name: titled(each.title, each.title_en), item: each.item.name })),
            ...found.removed.map((each) => say('removedSince', { name: titled(each.title, each.title_en), item: each.item.name })),
          ];
          if (fields.length === 0 && ties.length === 0) return <Notice compact title={say('sameNow')} />;
          return (
            <>
              {fields.length > 0 && (
                <PlainTable inset className={styles.delta}>
                  <thead>
                    <tr>
                      <th>{say('field')}</th>
                      <th>{say('was')}</th>
                      <th>{say('is')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {fields.map(([name, [before, after]]) => (
                      <tr key={name}>
                        <th scope="row">{wording.field(name)}</th>
                        <td>{wording.value(name, before)}</td>
                        <td>{wording.value(name, after)}</td>
                      </tr>
                    ))}
                  </tbody>
                </PlainTable>
              )}
              {ties.length > 0 && (
                <ul className={styles.ties}>
                  {ties.map((tie) => (
                    <li key={tie}>{tie}</li>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
