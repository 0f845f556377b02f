import { useQuery } from '@tanstack/react-query';

import { api, unwrap, type Schemas } from '@/shared/api/client';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import styles from './mlps.module.css';
import { words } from './words';

type Control = Schemas['ControlOut'];

const fetchControls = (): Promise<Control[]> => unwrap(api.GET('/api/v1/mlps'));
const TONES: Record<Control['verdict'], Tone> = { met: 'ok', partly: 'warning', unmet: 'critical' };
const VERDICTS = ['unmet', 'partly', 'met'] as const;

function ControlRow({ control }: { control: Control }) {
  const say = useWords(words);
  return (
    <li>
      <div className={styles.head}>
        <span className={styles.number}>{control.number}</span>
        <b>{control.demand}</b>
        <StateBadge tone={TONES[control.verdict]} label={say(control.verdict)} />
      </div>
      {control.missing.map((line) => (
        <div key={line} className={styles.missing}>
          {say('missing', { line })}
        </div>
      ))}
      {control.there.map((line) => (
        <div key={line} className={styles.there}>
          {line}
        </div>
      ))}
      <div className={styles.there}>
        {say('evidence', { where: control.evidence })}
      </div>
    </li>
  );
}

/** How far the installation meets level 3, section by section, and what to do about the rest. */
export function MlpsPage() {
  const say = useWords(words);
  const controls = useQuery({ queryKey: ['mlps'], queryFn: fetchControls });
  const state = controls.data && (
    <>
      {VERDICTS.map((verdict) => (
        <StateBadge
          key={verdict}
          kind="soft"
          tone={TONES[verdict]}
          label={`${say(verdict)} ${say('count', { n: controls.data.filter((each) => each.verdict === verdict).length })}`}
        />
      ))}
    </>
  );
  return (
    <>
      <PageHeader title={say('title')} note={say('note')} state={state} />
      <Loaded query={controls} rows={10}>
        {(all) =>
          [...new Set(all.map((each) => each.section))].map((section) => (
            <Section key={section} title={section}>
              <ul className={styles.list}>
                {all
                  .filter((each) => each.section === section)
                  .map((control) => (
                    <ControlRow key={control.number} control={control} />
                  ))}
              </ul>
            </Section>
          ))
        }
      </Loaded>
    </>
  );
}
