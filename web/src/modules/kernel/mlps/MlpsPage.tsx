import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';

import { api, unwrap, type Schemas } from '@/shared/api/client';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
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
  const titled = useTitled();
  return (
    <li>
      <div className={styles.head}>
        <span className={styles.number}>{control.number}</span>
        <b>{titled(control.demand, control.demand_en)}</b>
        <StateBadge tone={TONES[control.verdict]} label={say(control.verdict)} />
      </div>
      {control.missing.map((line) => (
        <div key={line.text} className={styles.missing}>
          {say('missing', { line: titled(line.text, line.text_en) })}
        </div>
      ))}
      {control.there.map((line) => (
        <div key={line.text} className={styles.there}>
          {titled(line.text, line.text_en)}
        </div>
      ))}
      <div className={styles.there}>
        {say('evidence', { where: titled(control.evidence, control.evidence_en) })}
      </div>
    </li>
  );
}

/** How far the installation meets level 3, section by section, and what to do about the rest. */
export function MlpsPage() {
  const say = useWords(words);
  const titled = useTitled();
  const [query, setQuery] = useSearchParams();
  const chosen = VERDICTS.find((each) => each === query.get('verdict'));
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
        {(all) => {
          const shown = chosen === undefined ? all : all.filter((each) => each.verdict === chosen);
          const sections = new Map(shown.map((each) => [each.section, titled(each.section, each.section_en)]));
          return (
            <>
              <Segmented
                className={styles.filter}
                aria-label={say('verdict')}
                value={chosen ?? 'all'}
                options={(['all', ...VERDICTS] as const).map((value) => ({ value, label: say(value) }))}
                onChange={(value) => setQuery(value === 'all' ? {} : { verdict: value }, { replace: true })}
              />
              {shown.length === 0 && <Notice compact title={say('none')} />}
              {[...sections].map(([section, title]) => (
                <Section key={section} title={title}>
                  <ul className={styles.list}>
                    {shown
                      .filter((each) => each.section === section)
                      .map((control) => (
                        <ControlRow key={control.number} control={control} />
                      ))}
                  </ul>
                </Section>
              ))}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
