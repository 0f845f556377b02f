import { Button, Dropdown } from 'antd';
import { MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { common } from '@/shared/i18n/common';
import { useListed, useWords } from '@/shared/i18n/words';
import { isMasked, Reach, useReveal } from '@/shared/personal/Reveal';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';

import { useMay } from '../session';
import { revealContacts } from './api';
import { HistorySection } from './HistorySection';
import { CreateOrganisation, EditOrganisation } from './OrganisationForms';
import { VerbDialog, type Verb } from './VerbDialog';
import { pathTo } from './forest';
import styles from './organisations.module.css';
import { useOrganisation } from './queries';
import type { Organisation, TreeNode } from './types';
import { UnitCards } from './UnitCards';
import { words } from './words';

interface DetailProps {
  id: string;
  units: readonly TreeNode[];
  hrefOf: (id: string) => string;
  asOf: string | undefined;
}

type Open = Verb | 'edit' | 'create' | undefined;

function Crumbs({ path, hrefOf }: { path: readonly { id: string; name: string }[]; hrefOf: (id: string) => string }) {
  const say = useWords(words);
  const [params] = useSearchParams();
  const top = new URLSearchParams(params);
  top.delete('id');
  return (
    <span className={styles.crumbs}>
      <Link to={`?${top.toString()}`}>{say('organisations')}</Link>
      {path.slice(0, -1).map((unit) => (
        <span key={unit.id}>
          / <Link to={hrefOf(unit.id)}>{unit.name}</Link>
        </span>
      ))}
    </span>
  );
}

function Actions({ unit, onOpen }: { unit: Organisation; onOpen: (what: Open) => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  if (unit.merged_into !== null) return null;
  if (!unit.active && unit.valid_to !== null) return <Button onClick={() => onOpen('reinstate')}>{say('reinstate')}</Button>;
  return (
    <>
      <Button type="primary" onClick={() => onOpen('edit')}>
        {say('edit')}
      </Button>
      <Button onClick={() => onOpen('create')}>{say('createBelow')}</Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: (['move', 'merge', 'retire'] as const).map((key) => ({ key, label: say(key), danger: key === 'retire' })),
          onClick: ({ key }) => onOpen(key as Verb),
        }}
      >
        <Button icon={<MoreHorizontal size={16} />} aria-label={shared('more')} />
      </Dropdown>
    </>
  );
}

function Overview({ unit }: { unit: Organisation }) {
  const say = useWords(words);
  const listed = useListed();
  const facts = [
    { key: 'kind', name: say('kind'), value: say(unit.kind) },
    { key: 'division', name: say('division'), value: unit.division_level === '' ? '' : say(unit.division_level) },
    { key: 'code', name: say('code'), value: unit.code },
    { key: 'shortName', name: say('shortName'), value: unit.short_name },
    { key: 'divisionCode', name: say('divisionCode'), value: unit.division_code },
    { key: 'uscc', name: say('uscc'), value: unit.uscc },
    { key: 'validFrom', name: say('validFrom'), value: unit.valid_from },
    {
      key: 'people',
      name: say('people'),
      value: <Link to={`/admin/users?below=${unit.id}`}>{say('peopleCount', { own: unit.people, all: unit.people_below })}</Link>,
    },
  ];
  if (unit.valid_to !== null) facts.push({ key: 'validTo', name: say('validTo'), value: unit.valid_to });
  if (unit.merged.length > 0) facts.push({ key: 'merged', name: say('merged'), value: listed(unit.merged.map((each) => each.name)) });
  return (
    <>
      <Section title={say('overview')}>
        <Facts facts={facts} />
      </Section>
      <Section title={say('duties')}>
        {unit.duties === '' ? <Quiet as="p">{say('noDuties')}</Quiet> : <p className={styles.text}>{unit.duties}</p>}
      </Section>
      {unit.contacts.length > 0 && <Contacts unit={unit} />}
    </>
  );
}

/** The people to call, masked until somebody says why they look. */
function Contacts({ unit }: { unit: Organisation }) {
  const say = useWords(words);
  const masked = unit.contacts.some((contact) => isMasked(contact.phone) || isMasked(contact.mail));
  const { clear, button } = useReveal(`${unit.id} ${unit.version}`, (reason) => revealContacts(unit.id, reason), { something: masked });
  return (
    <Section title={say('contacts')} extra={button}>
      <ul className={styles.contacts}>
        {(clear ?? unit.contacts).map((contact, at) => (
          <li key={at} className={styles.contact}>
            <b>{contact.name}</b>
            {contact.role !== '' && <span>{contact.role}</span>}
            <Reach kind="tel" text={contact.phone} />
            <Reach kind="mailto" text={contact.mail} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Everything of one unit. As of a past moment only the tree of then is known, and its history. */
export function OrganisationDetail({ id, units, hrefOf, asOf }: DetailProps) {
  const say = useWords(words);
  const may = useMay('organisation:manage');
  const query = useOrganisation(id);
  const [open, setOpen] = useState<Open>();
  const below = units.filter((unit) => unit.parent_id === id);
  const then = units.find((unit) => unit.id === id);
  return (
    <div className={styles.sections}>
      <Loaded query={query} rows={8}>
        {(unit) => (
          <>
            <PageHeader
              title={asOf === undefined ? unit.name : (then?.name ?? unit.name)}
              kicker={<Crumbs path={asOf === undefined ? unit.path : pathTo(units, id)} hrefOf={hrefOf} />}
              state={unit.active ? undefined : <StateBadge tone="idle" kind="soft" label={say('ended')} />}
              note={unit.merged_into === null ? undefined : <Link to={hrefOf(unit.merged_into.id)}>{`${say('mergedInto')} ${unit.merged_into.name}`}</Link>}
              actions={may && asOf === undefined && <Actions unit={unit} onOpen={setOpen} />}
            />
            {asOf === undefined && <Overview unit={unit} />}
            {below.length > 0 && (
              <Section title={say('children')} count={below.length}>
                <UnitCards units={below} hrefOf={hrefOf} />
              </Section>
            )}
            <HistorySection id={id} units={units} />
            {open === 'edit' && <EditOrganisation unit={unit} onClose={() => setOpen(undefined)} />}
            {open === 'create' && <CreateOrganisation parent={unit.id} units={units} onClose={() => setOpen(undefined)} />}
            {open !== undefined && open !== 'edit' && open !== 'create' && (
              <VerbDialog verb={open} unit={unit} units={units} onClose={() => setOpen(undefined)} />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}
