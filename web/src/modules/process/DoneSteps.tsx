import { Section } from '@/shared/detail/Section';
import { asSchema } from '@/shared/form/schema';
import { SchemaFacts } from '@/shared/form/SchemaFacts';
import { useWords } from '@/shared/i18n/words';
import { Time } from '@/shared/time/Time';

import styles from './process.module.css';
import type { Ticket } from './types';
import { words } from './words';

/** What was filled in at the steps that are done, the latest first. */
export function DoneSteps({ ticket }: { ticket: Ticket }) {
  const say = useWords(words);
  const steps = ticket.done.filter((step) => Object.keys(step.data).length > 0).reverse();
  if (steps.length === 0) return null;
  return (
    <Section title={say('doneSteps')} flush>
      {steps.map((step) => (
        <div key={step.id} className={styles.done}>
          <div className={styles.doneHead}>
            <b>{step.title}</b>
            <span>{step.done_by?.name}</span>
            <Time at={step.done_at} show="both" />
          </div>
          <SchemaFacts schema={asSchema(step.form)} value={step.data} narrow empty="hide" />
        </div>
      ))}
    </Section>
  );
}
