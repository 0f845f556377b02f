import { App, Button, Input } from 'antd';
import { useState } from 'react';

import { useMay } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';
import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { useWords } from '@/shared/i18n/words';
import type { Tone } from '@/shared/theme/tokens';

import { commentOn } from './api';
import styles from './process.module.css';
import { useTicketVerb } from './queries';
import type { Ticket } from './types';
import { words } from './words';

const TONES: Readonly<Record<string, Tone>> = {
  opened: 'critical',
  reopened: 'critical',
  'incident.recurred': 'critical',
  'incident.recovered': 'ok',
  'remedy.started': 'running',
  'remedy.refused': 'warning',
  'sla.warning': 'warning',
  'sla.breached': 'critical',
  returned: 'warning',
  resolved: 'ok',
};

/** How a line reads at a glance; a remedy's end is as good as its result. */
function toneOf(line: Ticket['timeline'][number]): Tone | undefined {
  if (line.kind === 'remedy.finished') return line.data.state === 'succeeded' ? 'ok' : 'warning';
  return TONES[line.kind];
}

/** What was done, by whom, newest first, and a place to add a word. */
export function TicketTimeline({ ticket }: { ticket: Ticket }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const mayHandle = useMay('ticket:handle');
  const [text, setText] = useState('');
  const comment = useTicketVerb(ticket.id, (words: string) => commentOn(ticket.id, words));
  const send = (): void =>
    comment.mutate(text.trim(), {
      onSuccess: () => setText(''),
      onError: (error) => {
        const problem = asProblem(error);
        void message.error(problem.detail === '' ? say('refused') : problem.detail);
      },
    });
  return (
    <Section title={say('timeline')} count={ticket.timeline.length}>
      {mayHandle && (
        <div className={styles.comment}>
          <Input.TextArea
            aria-label={say('comment')}
            placeholder={say('commentHint')}
            autoSize={{ minRows: 1, maxRows: 6 }}
            maxLength={5000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {text.trim() !== '' && (
            <Button type="primary" size="small" loading={comment.isPending} onClick={send}>
              {say('send')}
            </Button>
          )}
        </div>
      )}
      <Timeline
        events={ticket.timeline
          .map((line, at) => ({ key: `${line.at}-${at}`, at: line.at, title: line.text, by: line.actor, tone: toneOf(line) }))
          .reverse()}
      />
    </Section>
  );
}
