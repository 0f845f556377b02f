import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { PlainTable } from '@/shared/detail/PlainTable';
import { planFields } from '@/shared/form/plan';
import { titleOf, type JsonSchema } from '@/shared/form/schema';
import { valueNode } from '@/shared/form/SchemaFacts';
import { useLocale, useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';
import { Time } from '@/shared/time/Time';

import { useItemType } from '../queries';
import { typeSchema } from '../typeSchema';
import type { Candidate, CaseDetail } from './api';
import styles from './review.module.css';
import { reviewWords } from './words';

/** The width of the names, and the least of each column of values. */
const NAMES_PX = 160;
const VALUES_PX = 180;

/** Attributes that the type knows first, in its order; then what it does not know. */
function namesOf(schema: JsonSchema, seen: Readonly<Record<string, unknown>>, locale: 'zh-CN' | 'en-US'): string[] {
  const known = planFields(schema, seen, locale).flatMap((group) => group.fields.map((field) => field.key));
  return [...known.filter((key) => key in seen), ...Object.keys(seen).filter((key) => !known.includes(key))];
}

/** The observation beside each candidate, attribute by attribute; what differs is marked, and what becomes of it is told. */
export function Beside({ shown }: { shown: CaseDetail }) {
  const say = useWords(reviewWords);
  const titled = useTitled();
  const locale = useLocale();
  const phone = usePhone();
  const schema = typeSchema(useItemType(shown.type));
  const seen = shown.observation.attributes;
  const own = (name: string): JsonSchema => schema.properties?.[name] ?? {};
  return (
    <div className={styles.scroll}>
      <PlainTable className={styles.beside} style={phone ? undefined : { minWidth: NAMES_PX + VALUES_PX * (shown.compared.length + 1) }}>
        <thead>
          <tr>
            <th>{say('attribute')}</th>
            <th>{say('observed')}</th>
            {shown.compared.map((each) => (
              <th key={each.item.id}>{each.item.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{say('itemName')}</th>
            <td data-label={say('observed')}>{shown.name}</td>
            {shown.compared.map((each) => (
              <Cell key={each.item.id} candidate={each} name="@name">
                {each.item.name}
              </Cell>
            ))}
          </tr>
          {namesOf(schema, seen, locale).map((name) => (
            <tr key={name}>
              <th scope="row">{titleOf(own(name), name, locale)}</th>
              <td data-label={say('observed')}>
                {valueNode(own(name), seen[name], locale) ?? <i>{say('blank')}</i>}
                {shown.compared.some((each) => each.withheld[name] === 'broken') && <small>{say('broken')}</small>}
              </td>
              {shown.compared.map((each) => (
                <Cell key={each.item.id} candidate={each} name={name}>
                  {valueNode(own(name), each.item.attributes[name], locale) ?? <i>{say('blank')}</i>}
                </Cell>
              ))}
            </tr>
          ))}
          {shown.relations.map((relation) => (
            <tr key={`${relation.type} ${relation.item}`}>
              <th scope="row">{titled(relation.title, relation.title_en)}</th>
              <td data-label={say('observed')}>
                <Link to={`/items/${relation.item}`}>{relation.item_name}</Link>
              </td>
              {shown.compared.map((each) => (
                <td key={each.item.id} data-absent="true" />
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{say('lastSeen')}</th>
            <td data-label={say('observed')}>
              <Time at={shown.seen_at} />
            </td>
            {shown.compared.map((each) => (
              <td key={each.item.id} data-label={each.item.name}>
                <Time at={each.item.last_seen_at} empty={say('neverSeen')} />
              </td>
            ))}
          </tr>
        </tbody>
      </PlainTable>
    </div>
  );
}

/** What the item has. Masked values may look alike and differ, so the server says what does. */
function Cell({ candidate: { item, changes, withheld }, name, children }: { candidate: Candidate; name: string; children: ReactNode }) {
  const say = useWords(reviewWords);
  const kept = withheld[name];
  const differs = name in changes || kept !== undefined;
  return (
    <td data-label={item.name} data-differs={differs}>
      {differs && <b aria-hidden="true">≠ </b>}
      {children}
      {name in changes && <small>{say('becomes')}</small>}
      {kept !== undefined && kept !== 'broken' && <small>{say(kept)}</small>}
    </td>
  );
}
