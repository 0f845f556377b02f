import { Star } from 'lucide-react';

import { useWords } from '@/shared/i18n/words';

import styles from '../form.module.css';
import { words } from '../messages';
import type { WidgetProps } from './widget';

/** A score in stars, large enough for a thumb, with its number beside it; the range comes from the schema (1 to 5). */
export function RateWidget({ id, schema, title, value, onChange, onBlur, disabled }: WidgetProps) {
  const say = useWords(words);
  const from = schema.minimum ?? 1;
  const to = schema.maximum ?? 5;
  const score = typeof value === 'number' ? value : undefined;
  const steps = Array.from({ length: to - from + 1 }, (_, step) => from + step);
  return (
    <div className={styles.rate} role="radiogroup" aria-label={title} id={id}>
      {steps.map((step) => (
        <button
          key={step}
          type="button"
          role="radio"
          aria-checked={score === step}
          aria-label={say('stars', { n: step })}
          disabled={disabled}
          data-on={score !== undefined && step <= score}
          onClick={() => {
            onChange(step);
            onBlur();
          }}
        >
          <Star size={22} strokeWidth={1.5} />
        </button>
      ))}
      {score !== undefined && <span className={styles.rateText}>{say('stars', { n: score })}</span>}
    </div>
  );
}
