import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Pencil, Plus, Scissors, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import styles from './addresses.module.css';
import { NO_ZONE, planKeys, releaseAddresses, useInside, usePrefix, type Address, type PrefixDetail } from './api';
import { AllotForm, ChangeForm, DivideForm } from './forms';
import { AddressMap } from './AddressMap';
import { AddressState, Fill, Holders } from './Marks';
import { amount } from './plan';
import { Tree } from './Tree';
import { planWords } from './words';

/** One range: how full, what is inside, what is free, who has which address. */
export function PrefixPage() {
  const { id = '' } = useParams();
  const prefix = usePrefix(id);
  return (
    <Loaded query={prefix} rows={8}>
      {(shown) => <Range key={shown.id} prefix={shown} />}
    </Loaded>
  );
}

function Range({ prefix }: { prefix: PrefixDetail }) {
  const say = useWords(planWords);
  const titled = useTitled();
  const inside = useInside(prefix.id);
  const [allotting, setAllotting] = useState<string>();
  const [dividing, setDividing] = useState(false);
  const [changing, setChanging] = useState<Address>();
  const uses = inside.data?.items ?? [];
  return (
    <>
      <PageHeader
        title={prefix.range}
        kicker={
          <>
            <Link to={`/addresses?zone=${encodeURIComponent(prefix.zone || NO_ZONE)}`}>{say('title')}</Link>
            {prefix.line.map((each) => (
              <span key={each.id}>
                {' / '}
                <Link to={`/addresses/${each.id}`}>{each.range}</Link>
              </span>
            ))}
          </>
        }
        note={[titled(prefix.zone_title, prefix.zone_title_en), prefix.name === prefix.range ? '' : prefix.name, prefix.purpose].filter((each) => each !== '').join(' · ')}
        actions={
          prefix.open && (
            <>
              <Button icon={<Scissors size={14} />} onClick={() => setDividing(true)}>
                {say('divide')}
              </Button>
              <Button type="primary" icon={<Plus size={14} />} onClick={() => setAllotting('')}>
                {say('allot')}
              </Button>
            </>
          )
        }
      />
      <About prefix={prefix} />
      {prefix.mapped && inside.data !== undefined && (
        <Section title={say('map')}>
          <AddressMap prefix={prefix} uses={uses} onAllot={prefix.open ? setAllotting : undefined} />
        </Section>
      )}
      {(prefix.inside.length > 0 || prefix.hidden_inside > 0) && (
        <Section title={say('inside')} count={prefix.inside.length} flush>
          <Tree branches={prefix.inside.map((each) => ({ prefix: each, inside: [] }))} />
          {prefix.hidden_inside > 0 && <Notice compact title={say('hiddenInside', { n: prefix.hidden_inside })} />}
        </Section>
      )}
      <FreeSpans prefix={prefix} onAllot={prefix.open ? setAllotting : undefined} />
      <Section title={say('inUse')} count={uses.length} flush>
        <Loaded query={inside} compact>
          {({ items, next }) =>
            items.length === 0 ? (
              <Notice compact title={say('noAddresses')} />
            ) : (
              <>
                <Uses uses={items} open={prefix.open} onChange={setChanging} />
                {next !== null && <Notice compact title={say('firstOnly', { n: items.length })} />}
              </>
            )
          }
        </Loaded>
      </Section>
      {allotting !== undefined && <AllotForm prefix={prefix} address={allotting} onClose={() => setAllotting(undefined)} />}
      {dividing && <DivideForm prefix={prefix} onClose={() => setDividing(false)} />}
      {changing !== undefined && <ChangeForm address={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
}

function About({ prefix }: { prefix: PrefixDetail }) {
  const say = useWords(planWords);
  const { figures } = prefix;
  return (
    <Section title={say(prefix.kind)} extra={<Link to={`/items/${prefix.id}`}>{say('asItem')}</Link>}>
      <Facts
        facts={[
          { key: 'usage', name: say('usage'), value: <Fill figures={figures} /> },
          { key: 'size', name: say('size'), value: amount(figures.size) },
          { key: 'used', name: say('used'), value: amount(figures.used) },
          { key: 'divided', name: say('divided'), value: figures.children > 0 ? amount(figures.divided) : undefined },
          { key: 'free', name: say('free'), value: amount(figures.free) },
          { key: 'gateway', name: say('gateway'), value: prefix.gateway === null ? undefined : <Code>{prefix.gateway}</Code> },
          { key: 'vlan', name: say('vlan'), value: prefix.vlan === null ? undefined : <Link to={`/items/${prefix.vlan.id}`}>{prefix.vlan.name}</Link> },
          { key: 'organisation', name: say('organisation'), value: prefix.organisation?.name },
        ].filter((fact) => fact.key !== 'divided' || fact.value !== undefined)}
      />
    </Section>
  );
}

function FreeSpans({ prefix, onAllot }: { prefix: PrefixDetail; onAllot: ((address: string) => void) | undefined }) {
  const say = useWords(planWords);
  return (
    <Section title={say('freeSpans')}>
      {prefix.free_spans.length === 0 ? (
        <Quiet>{say('noFree')}</Quiet>
      ) : (
        <div className={styles.spans}>
          {prefix.free_spans.map((span) => (
            <span key={span.first} className={styles.span}>
              {onAllot === undefined ? (
                <Code>{span.first}</Code>
              ) : (
                <Button type="link" size="small" style={{ padding: 0 }} title={say('allotOne', { address: span.first })} onClick={() => onAllot(span.first)}>
                  <Code>{span.first}</Code>
                </Button>
              )}
              {span.first !== span.last && <Code>{` – ${span.last}`}</Code>}
              <Quiet>
                {' '}
                · {amount(span.size)}
                {span.size !== '1' && <> · {say('largest', { n: String(span.largest) })}</>}
              </Quiet>
            </span>
          ))}
        </div>
      )}
    </Section>
  );
}

function Uses({ uses, open, onChange }: { uses: readonly Address[]; open: boolean; onChange: (address: Address) => void }) {
  const say = useWords(planWords);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const release = (address: Address): void => {
    void modal.confirm({
      title: `${say('release')} ${address.address}`,
      content: address.purpose,
      okText: say('release'),
      onOk: async () => {
        try {
          const [result] = await releaseAddresses([address.id ?? '']);
          if (result !== undefined && !result.ok) void message.error(result.message ?? '');
        } catch (error) {
          void message.error(asProblem(error).told);
        }
        await client.invalidateQueries({ queryKey: planKeys.all });
      },
    });
  };
  return (
    <PlainTable className={styles.uses}>
      <thead>
        <tr>
          <th>{say('address')}</th>
          <th>{say('state')}</th>
          <th>{say('item')}</th>
          <th>{say('purpose')}</th>
          <th>{say('owner')}</th>
          <th>{say('until')}</th>
          {open && <th aria-label={say('what')} />}
        </tr>
      </thead>
      <tbody>
        {uses.map((each) => (
          <tr key={each.address}>
            <td>
              <Code>{each.address}</Code>
            </td>
            <td>
              <AddressState address={each} />
            </td>
            <td>
              <Holders address={each} />
            </td>
            <td>{[each.purpose, each.reference].filter((text) => text !== '').join(' · ')}</td>
            <td>{each.owner}</td>
            <td>{each.until ?? (each.id === null ? '' : <Quiet>{say('untilLong')}</Quiet>)}</td>
            {open && (
              <td className={styles.acts}>
                {each.id !== null && (
                  <>
                    <Button type="text" size="small" icon={<Pencil size={13} />} aria-label={say('editTitle', { address: each.address })} title={say('edit')} onClick={() => onChange(each)} />
                    <Button type="text" size="small" icon={<Undo2 size={13} />} aria-label={`${say('release')} ${each.address}`} title={say('release')} onClick={() => release(each)} />
                  </>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
