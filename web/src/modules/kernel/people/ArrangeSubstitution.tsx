import { Drawer } from 'antd';
import { useId, useState } from 'react';

import { ApiProblem } from '@/shared/api/problem';
import { textOf } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { arrange } from './api';
import { PersonSelect } from './PersonSelect';
import styles from './people.module.css';
import type { Substitution } from './types';
import { words } from './words';

const REASONS: readonly Substitution['reason'][] = ['leave', 'sick', 'travel', 'training', 'other'];

/** Who is away, who stands in, from when until when. */
export function ArrangeSubstitution({ forOthers, onDone, onClose }: { forOthers: boolean; onDone: () => void; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const ids = useId();
  const [absent, setAbsent] = useState<string>();
  const [substitute, setSubstitute] = useState<string>();
  const schema: JsonSchema = {
    type: 'object',
    required: ['starts_at', 'ends_at', 'reason'],
    properties: {
      starts_at: { type: 'string', title: say('startsAt'), format: 'date-time' },
      ends_at: { type: 'string', title: say('endsAt'), format: 'date-time' },
      reason: { type: 'string', title: say('reason'), default: 'leave', oneOf: REASONS.map((reason) => ({ const: reason, title: say(reason) })), 'x-widget': 'radio' },
      note: { type: 'string', title: say('note'), maxLength: 300, 'x-widget': 'textarea' },
    },
  };
  const send = async (entered: Record<string, unknown>): Promise<void> => {
    if (substitute === undefined) throw new ApiProblem({ status: 422, title: say('substitute'), detail: say('choosePerson') });
    await arrange({
      absent_id: absent ?? null,
      substitute_id: substitute,
      starts_at: textOf(entered.starts_at),
      ends_at: textOf(entered.ends_at),
      reason: textOf(entered.reason) as Substitution['reason'],
      note: textOf(entered.note),
    });
    onDone();
    onClose();
  };
  return (
    <Drawer open title={say('arrange')} size={phone ? '100%' : 520} onClose={onClose}>
      {forOthers && (
        <div className={styles.field}>
          <label htmlFor={`${ids}-absent`}>{say('absent')}</label>
          <PersonSelect id={`${ids}-absent`} label={say('absent')} value={absent} onChange={setAbsent} placeholder={say('myself')} />
        </div>
      )}
      <div className={styles.field}>
        <label htmlFor={`${ids}-substitute`}>{say('substitute')}</label>
        <PersonSelect id={`${ids}-substitute`} label={say('substitute')} value={substitute} onChange={setSubstitute} />
      </div>
      <SchemaForm schema={schema} submitLabel={say('arrange')} onSubmit={send} />
    </Drawer>
  );
}
