import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Popconfirm, Progress } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { fileKeys } from '@/shared/files/api';
import { FilePanel } from '@/shared/files/FilePanel';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { RichText } from '@/shared/richtext/RichText';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute } from '@/shared/time/format';
import { Time } from '@/shared/time/Time';

import { useMay } from '../session';
import styles from './announcements.module.css';
import {
  approveAnnouncement,
  fetchDesk,
  listReaders,
  pinAnnouncement,
  readersPath,
  recallAnnouncement,
  rejectAnnouncement,
  remindReaders,
  removeAnnouncement,
  submitAnnouncement,
  withdrawAnnouncement,
  type Desk,
} from './api';
import { AnnouncementState } from './state';
import { words } from './words';

/** Does it, tells what was refused, and says whether it went well. */
type Act = (run: () => Promise<unknown>) => Promise<boolean>;

/** Asks why; the answer goes to the author. */
function ReasonDialog({ title, onDone, onClose }: { title: string; onDone: (reason: string) => void; onClose: () => void }) {
  const say = useWords(words);
  const [reason, setReason] = useState('');
  return (
    <Modal open title={title} okButtonProps={{ disabled: reason.trim() === '' }} onOk={() => onDone(reason)} onCancel={onClose}>
      <Input.TextArea autoFocus aria-label={say('reason')} placeholder={say('reasonAsk')} maxLength={500} autoSize={{ minRows: 3 }} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Modal>
  );
}

/** What can be done with it in its state, by whom looks at it. */
function Actions({ desk, act }: { desk: Desk; act: Act }) {
  const say = useWords(words);
  const navigate = useNavigate();
  const writes = useMay('announcement:write');
  const reviews = desk.may_review;
  const takesDown = useMay('announcement:review') || writes;
  const [asking, setAsking] = useState<'reject' | 'withdraw'>();
  const { id, state } = desk;
  const open = state === 'draft' || state === 'withdrawn' || state === 'expired';
  return (
    <>
      {state === 'published' && (
        <Link to={`/announcements/${id}`}>
          <Button>{say('preview')}</Button>
        </Link>
      )}
      {writes && state === 'draft' && desk.published_at === null && (
        <Popconfirm title={say('removeAsk')} onConfirm={() => void act(() => removeAnnouncement(id)).then((done) => done && navigate('/admin/announcements'))}>
          <Button>{say('remove')}</Button>
        </Popconfirm>
      )}
      {writes && open && (
        <Link to={`/admin/announcements/${id}/edit`}>
          <Button>{say('edit')}</Button>
        </Link>
      )}
      {writes && (state === 'in_review' || state === 'scheduled') && <Button onClick={() => void act(() => recallAnnouncement(id))}>{say('recall')}</Button>}
      {takesDown && state === 'published' && (
        <>
          <Button onClick={() => void act(() => pinAnnouncement(id, !desk.pinned))}>{say(desk.pinned ? 'unpin' : 'pin')}</Button>
          <Button danger onClick={() => setAsking('withdraw')}>
            {say('withdraw')}
          </Button>
        </>
      )}
      {reviews && state === 'in_review' && (
        <>
          <Button onClick={() => setAsking('reject')}>{say('reject')}</Button>
          <Button type="primary" onClick={() => void act(() => approveAnnouncement(id))}>
            {say('approve')}
          </Button>
        </>
      )}
      {writes && state === 'draft' && (
        <Button type="primary" onClick={() => void act(() => submitAnnouncement(id))}>
          {say(desk.needs_review ? 'submit' : 'submitNow')}
        </Button>
      )}
      {asking !== undefined && (
        <ReasonDialog
          title={say(asking)}
          onClose={() => setAsking(undefined)}
          onDone={(reason) => {
            setAsking(undefined);
            void act(() => (asking === 'reject' ? rejectAnnouncement(id, reason) : withdrawAnnouncement(id, reason)));
          }}
        />
      )}
    </>
  );
}

/** Who has read it, and who has not. */
function Readers({ desk, act }: { desk: Desk; act: Act }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const writes = useMay('announcement:write');
  const remind = async (): Promise<void> => {
    const { people } = await remindReaders(desk.id);
    void message.success(people === 0 ? say('remindedAlready') : say('reminded', { n: people }));
  };
  return (
    <Section title={say('readers')}>
      <div className={styles.progress}>
        <Progress percent={desk.readers === 0 ? 0 : Math.floor((desk.read / desk.readers) * 100)} />
        <span>{say('readOf', { read: desk.read, n: desk.readers })}</span>
      </div>
      <ResourceTable
        id="announcement-readers"
        source={{ key: ['announcements', 'readers', desk.id], path: readersPath(desk.id), fetch: (query, signal) => listReaders(desk.id, query, signal) }}
        columns={[
          { key: 'name', title: say('person'), sort: 'name', phone: 'title', fixed: true, render: (row) => row.name },
          { key: 'organisation', title: say('organisation'), sort: 'organisation', phone: 'meta', render: (row) => row.organisation?.name },
          {
            key: 'state',
            title: say('state'),
            width: 100,
            phone: 'state',
            render: (row) => <StateBadge tone={row.read_at === null ? (desk.must_read ? 'warning' : 'idle') : 'ok'} label={say(row.read_at === null ? 'unread' : 'read')} />,
          },
          { key: 'read_at', title: say('readAt'), sort: 'read_at', width: 150, phone: 'meta', render: (row) => <Time at={row.read_at} /> },
        ]}
        rowKey={(row) => row.id}
        filters={[
          {
            key: 'unread',
            title: say('state'),
            single: true,
            options: [
              { value: 'true', label: say('unread'), tone: 'warning' },
              { value: 'false', label: say('read'), tone: 'ok' },
            ],
          },
        ]}
        defaultSort="name"
        toolbar={writes && <Button onClick={() => void act(remind)}>{say('remind')}</Button>}
      />
    </Section>
  );
}

/** One announcement on its way: what it says, what is to be done, and who has read it. */
export function DeskEntryPage() {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const { id = '' } = useParams();
  const client = useQueryClient();
  const { message } = App.useApp();
  const query = useQuery({ queryKey: ['announcements', 'desk', id], queryFn: () => fetchDesk(id) });
  const act: Act = async (run) => {
    try {
      await run();
      return true;
    } catch (error) {
      void message.error(asProblem(error).told);
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: ['announcements'] });
      // Whether files may be added or removed hangs on its state.
      await client.invalidateQueries({ queryKey: fileKeys.of({ kind: 'announcement', record: id }) });
    }
  };
  const moment = (at: string | null): string | undefined => (at === null ? undefined : absolute(Date.parse(at)));
  return (
    <Loaded query={query}>
      {(desk) => (
        <>
          <PageHeader
            kicker={
              <>
                <Link to="/admin/announcements">{say('desk')}</Link> · {titled(desk.board.title, desk.board.title_en)}
              </>
            }
            title={desk.title}
            state={<AnnouncementState kind="soft" state={desk.state} />}
            note={desk.remark !== '' ? say('sentBack', { reason: desk.remark }) : undefined}
            actions={<Actions desk={desk} act={act} />}
          />
          <div className={styles.columns}>
            <div className={styles.sheet}>
              <RichText html={desk.body} />
            </div>
            <div>
              <Section title={say('schedule')}>
                <Facts
                  narrow
                  facts={[
                    { key: 'author', name: say('author'), value: desk.author_name },
                    { key: 'from', name: say('from'), value: desk.organisation?.name },
                    { key: 'reviewer', name: say('reviewer'), value: desk.reviewer_name },
                    { key: 'publish', name: say('publishAt'), value: moment(desk.publish_at) ?? say(desk.needs_review ? 'onceApproved' : 'onceSubmitted') },
                    { key: 'published', name: say('published'), value: moment(desk.published_at) },
                    { key: 'expires', name: say('expiresAt'), value: moment(desk.expires_at) ?? say('forever') },
                    { key: 'must', name: say('mustRead'), value: shared(desk.must_read ? 'yes' : 'no') },
                    { key: 'pinned', name: say('pinned'), value: shared(desk.pinned ? 'yes' : 'no') },
                  ]}
                />
              </Section>
              <FilePanel kind="announcement" record={id} />
            </div>
          </div>
          {(desk.state === 'published' || desk.read > 0) && <Readers desk={desk} act={act} />}
        </>
      )}
    </Loaded>
  );
}
