import { Drawer } from 'antd';

import { Code } from '@/shared/detail/Code';
import { Facts } from '@/shared/detail/Facts';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';
import { Time } from '@/shared/time/Time';

import { actionTitle, subjectTitle } from './actions';
import type { AuditRecord } from './api';
import styles from './audit.module.css';
import { streamTitle } from './streams';
import { words } from './words';

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every field that changed, before and after; secrets and personal data come masked from the server. */
function Changes({ changes }: { changes: AuditRecord['changes'] }) {
  const say = useWords(words);
  const fields = Object.entries(changes);
  if (fields.length === 0) return <Quiet as="p" small>{say('noChanges')}</Quiet>;
  return (
    <PlainTable inset>
      <thead>
        <tr>
          <th>{say('field')}</th>
          <th>{say('before')}</th>
          <th>{say('after')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, change]) => (
          <tr key={name}>
            <th>{name}</th>
            <td className={styles.old}>{text(change.old)}</td>
            <td>{text(change.new)}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

/** One record beside the list. */
export function RecordPanel({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const phone = usePhone();
  const facts = [
    { key: 'time', name: say('time'), value: <Time at={record.at} show="both" /> },
    { key: 'action', name: say('action'), value: <Code>{record.action}</Code> },
    { key: 'actor', name: say('actor'), value: record.actor_name },
    { key: 'ip', name: say('ip'), value: record.ip },
    { key: 'target', name: say('target'), value: `${subjectTitle(record.target_kind, titled)} ${record.target_label || record.target_id}` },
    { key: 'request', name: say('request'), value: <Code>{record.request_id}</Code> },
    { key: 'stream', name: say('stream'), value: `${streamTitle(record.stream, say)} ${record.seq}` },
    { key: 'digest', name: say('digest'), value: <Code>{record.digest}</Code> },
    { key: 'previous', name: say('previous'), value: <Code>{record.previous}</Code> },
  ];
  return (
    <Drawer open onClose={onClose} title={actionTitle(record.action, titled)} size={phone ? '100%' : 560} mask={false}>
      <Section title={say('changes')}>
        <Changes changes={record.changes} />
      </Section>
      <Facts facts={facts} />
    </Drawer>
  );
}
