import type { JsonSchema } from '@/shared/form/schema';
import { useWords } from '@/shared/i18n/words';

import styles from '../types.module.css';
import { typeWords } from '../typeWords';

/** What is special about an attribute. */
export function Marks({ schema, required }: { schema: JsonSchema; required: boolean }) {
  const say = useWords(typeWords);
  const marks = [
    required && say('required'),
    schema['x-computed'] !== undefined && say('computed', { expression: schema['x-computed'] }),
    schema['x-index'] === true && say('indexed'),
    schema['x-volatile'] === true && say('volatile'),
    schema['x-personal'] !== undefined && say('personal'),
  ].filter((mark) => mark !== false);
  return (
    <>
      {marks.map((mark) => (
        <span key={mark} className={styles.mark}>
          {mark}
        </span>
      ))}
    </>
  );
}
