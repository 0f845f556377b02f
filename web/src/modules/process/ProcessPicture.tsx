import { lazy, Suspense } from 'react';

import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import styles from './process.module.css';
import { useDiagram } from './queries';
import { words } from './words';

/** bpmn-js is big and only this picture needs it. */
const BpmnCanvas = lazy(() => import('./BpmnCanvas'));

/** The process of the ticket, with what was passed and where it stands. */
export function ProcessPicture({ ticketId, step }: { ticketId: string; step: string }) {
  const say = useWords(words);
  const diagram = useDiagram(ticketId, step);
  return (
    <Section
      title={say('process')}
      flush
      extra={
        <span className={styles.legend}>
          <i data-kind="done" /> {say('legendDone')}
          <i data-kind="current" /> {say('legendCurrent')}
        </span>
      }
    >
      <Loaded query={diagram} rows={4} compact>
        {(shown) => (
          <Suspense fallback={<div className={styles.canvas} />}>
            <BpmnCanvas diagram={shown} />
          </Suspense>
        )}
      </Loaded>
    </Section>
  );
}
