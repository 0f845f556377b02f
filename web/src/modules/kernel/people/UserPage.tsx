import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { textOf } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';
import { isMasked, Reach, useReveal } from '@/shared/personal/Reveal';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute, today } from '@/shared/time/format';

import { useTree } from '../organisations/queries';
import { AccountSecurity, OneTimeLink } from '../security';
import { useMay } from '../session';
import { activateUser, deactivateUser, endAppointment, fetchUser, fetchUserHistory, inviteUser, revealContact } from './api';
import { Appoint } from './Appoint';
import styles from './people.module.css';
import type { PersonDetail } from './types';
import { EditUser } from './UserForms';
import { PersonState } from './UsersPage';
import { words } from './words';

const keyOf = (id: string) => ['users', id] as const;
const CHANGES = { created: 'createdChange', edited: 'edited', moved: 'moved', activated: 'activated', deactivated: 'deactivated', imported: 'imported' } as const;

function Appointments({ person, may, onChanged }: { person: PersonDetail; may: boolean; onChanged: () => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const end = async (id: string): Promise<void> => {
    try {
      await endAppointment(id);
      onChanged();
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return (
    <Section title={say('appointments')} count={person.appointments.length} extra={may && person.active && <Button size="small" onClick={() => setOpen(true)}>{say('appoint')}</Button>}>
      {person.appointments.length === 0 && <Quiet>{say('noAppointments')}</Quiet>}
      <ul className={styles.rows}>
        {person.appointments.map((held) => (
          <li key={held.id}>
            <span>
              <b>{held.post.name}</b> · <Link to={`/admin/organisations?id=${held.organisation.id}`}>{held.organisation.name}</Link>
            </span>
            <Quiet>
              {held.since} – {held.until ?? say('present')}{' '}
              {may && (held.until === null || held.until > today()) && (
                <Button type="link" size="small" onClick={() => void end(held.id)}>
                  {say('endAppointment')}
                </Button>
              )}
            </Quiet>
          </li>
        ))}
      </ul>
      {open && <Appoint person={person} onDone={onChanged} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function History({ id }: { id: string }) {
  const say = useWords(words);
  const history = useQuery({ queryKey: [...keyOf(id), 'history'], queryFn: () => fetchUserHistory(id) });
  return (
    <Section title={say('history')} count={history.data?.total}>
      <Loaded query={history} rows={3} compact>
        {({ items }) => (
          <Timeline
            events={items.map((version) => ({
              key: version.id,
              at: version.since,
              title: version.change in CHANGES ? say(CHANGES[version.change as keyof typeof CHANGES]) : version.change,
              text: version.reason,
              by: version.actor_name,
            }))}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** How to reach a person: masked until somebody says why they look. */
function Contact({ person }: { person: PersonDetail }) {
  const say = useWords(words);
  const masked = [person.phone, person.landline, person.mail].some(isMasked);
  const { clear, button } = useReveal(`${person.id} ${person.version}`, (reason) => revealContact(person.id, reason), { something: masked });
  const { phone, landline, mail } = clear ?? person;
  return (
    <Section title={say('contact')} extra={button}>
      <Facts
        facts={[
          { key: 'phone', name: say('phone'), value: phone !== '' && <Reach kind="tel" text={phone} /> },
          { key: 'landline', name: say('landline'), value: landline !== '' && <Reach kind="tel" text={landline} /> },
          { key: 'mail', name: say('mail'), value: mail !== '' && <Reach kind="mailto" text={mail} /> },
          { key: 'no', name: say('employeeNo'), value: person.employee_no },
          { key: 'valid', name: say('validTo'), value: person.valid_to },
          { key: 'ready', name: say('state'), value: !person.opened && person.active ? <StateBadge tone="warning" label={say('notYet')} /> : undefined },
        ].filter((fact) => fact.key !== 'ready' || fact.value !== undefined)}
      />
    </Section>
  );
}

function Deactivate({ person, onDone, onClose }: { person: PersonDetail; onDone: (after: PersonDetail) => void; onClose: () => void }) {
  const say = useWords(words);
  return (
    <Drawer open title={`${say('deactivate')} · ${person.name}`} size={480} onClose={onClose}>
      <Quiet as="p">{say('deactivateNote')}</Quiet>
      <SchemaForm
        schema={{ type: 'object', required: ['reason'], properties: { reason: { type: 'string', title: say('reason'), maxLength: 300, 'x-widget': 'textarea' } } }}
        submitLabel={say('deactivate')}
        onSubmit={async ({ reason }) => {
          onDone(await deactivateUser(person.id, textOf(reason)));
          onClose();
        }}
      />
    </Drawer>
  );
}

/** One person: where they belong, what they are, how to reach them, who stands in. */
export function UserPage() {
  const say = useWords(words);
  const id = useParams().id ?? '';
  const manage = useMay('user:manage');
  const groups = useMay('group:manage');
  const secures = useMay('account:secure');
  const client = useQueryClient();
  const { message } = App.useApp();
  const units = useTree().data ?? [];
  const query = useQuery({ queryKey: keyOf(id), queryFn: () => fetchUser(id) });
  const [open, setOpen] = useState<'edit' | 'deactivate'>();
  const [invitation, setInvitation] = useState<{ path: string; expires_at: string }>();
  const show = (after: PersonDetail): void => {
    client.setQueryData(keyOf(id), after);
    void client.invalidateQueries({ queryKey: ['users'] });
  };
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return (
    <Loaded query={query} rows={10}>
      {(person) => (
        <>
          <PageHeader
            title={person.name}
            kicker={
              <span>
                <Link to="/admin/users">{say('users')}</Link> / {person.username}
              </span>
            }
            state={<PersonState person={person} soft />}
            note={person.organisation_path.join(' / ')}
            actions={
              manage && (
                <>
                  <Button type="primary" onClick={() => setOpen('edit')}>
                    {say('edit')}
                  </Button>
                  {person.active && !person.opened && <Button onClick={() => void attempt(async () => setInvitation(await inviteUser(id)))}>{say('invite')}</Button>}
                  {person.active ? (
                    <Button danger onClick={() => setOpen('deactivate')}>
                      {say('deactivate')}
                    </Button>
                  ) : (
                    <Button onClick={() => void attempt(async () => show(await activateUser(id)))}>{say('activate')}</Button>
                  )}
                </>
              )
            }
          />
          <div className={styles.grid}>
            <div className={styles.stack}>
              <Contact person={person} />
              {secures && <AccountSecurity id={id} name={person.name} />}
              <Appointments person={person} may={groups} onChanged={() => void client.invalidateQueries({ queryKey: ['users'] })} />
              {manage && <History id={id} />}
            </div>
            <div className={styles.stack}>
              {person.substitutes.length > 0 && (
                <Section title={say('substitutesNow')}>
                  <ul className={styles.rows}>
                    {person.substitutes.map((each) => (
                      <li key={each.id}>
                        <Link to={`/admin/users/${each.id}`}>{each.name}</Link>
                        {person.away_until !== null && <Quiet>{say('awayUntil', { at: absolute(Date.parse(person.away_until)) })}</Quiet>}
                      </li>
                    ))}
                  </ul>
                </Section>
              )}
              <Section title={say('groups')} count={person.groups.length}>
                {person.groups.length === 0 ? (
                  <Quiet>{say('noGroups')}</Quiet>
                ) : (
                  <ul className={styles.rows}>
                    {person.groups.map((group) => (
                      <li key={group.id}>
                        <Link to={`/admin/groups?open=${group.id}`}>{group.name}</Link>
                      </li>
                    ))}
                  </ul>
                )}
              </Section>
            </div>
          </div>
          {open === 'edit' && <EditUser person={person} units={units} onDone={show} onClose={() => setOpen(undefined)} />}
          {open === 'deactivate' && <Deactivate person={person} onDone={show} onClose={() => setOpen(undefined)} />}
          {invitation !== undefined && <OneTimeLink path={invitation.path} expires={invitation.expires_at} onClose={() => setInvitation(undefined)} />}
        </>
      )}
    </Loaded>
  );
}
