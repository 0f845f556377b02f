import { App, Input, Select } from 'antd';
import { Network } from 'lucide-react';
import { useNavigate, useSearchParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Section } from '@/shared/detail/Section';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import styles from './addresses.module.css';
import { prefixesAround, useTree, useZones } from './api';
import { branches } from './plan';
import { Tree } from './Tree';
import { planWords } from './words';

const ZONE = 'zone';

/** The ranges of one network zone as they nest. */
export function TreeTab() {
  const say = useWords(planWords);
  const titled = useTitled();
  const [params, setParams] = useSearchParams();
  const zones = useZones();
  const wanted = params.get(ZONE);
  const zone = wanted ?? zones.data?.[0]?.key;
  const tree = useTree(zone);
  return (
    <Loaded query={zones}>
      {(known) =>
        known.length === 0 ? (
          <Notice icon={<Network size={28} strokeWidth={1.4} />} title={say('noPlan')} detail={say('noPlanHint')} />
        ) : (
          <>
            <div className={styles.find}>
              <Select
                className={styles.zone}
                aria-label={say('zone')}
                value={zone}
                options={known.map((each) => ({ value: each.key, label: `${titled(each.title, each.title_en)} · ${each.prefixes + each.pools}` }))}
                onChange={(next: string) => setParams(new URLSearchParams([...[...params].filter(([name]) => name !== ZONE), [ZONE, next]]), { replace: true })}
              />
              <Finder />
            </div>
            <Loaded query={tree}>
              {(prefixes) => (
                <Section title={say('prefixes')} count={prefixes.length} flush>
                  <Tree branches={branches(prefixes)} />
                </Section>
              )}
            </Loaded>
          </>
        )
      }
    </Loaded>
  );
}

/** Leads to the smallest range around an address or a prefix. */
function Finder() {
  const say = useWords(planWords);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const find = async (text: string): Promise<void> => {
    if (text === '') return;
    try {
      const found = await prefixesAround(text);
      const nearest = found.reduce<(typeof found)[number] | undefined>((best, each) => (best === undefined || BigInt(each.figures.size) < BigInt(best.figures.size) ? each : best), undefined);
      if (nearest === undefined) void message.info(say('notPlanned', { text }));
      else void navigate(`/addresses/${nearest.id}`);
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  return <Input.Search className={styles.search} allowClear maxLength={64} placeholder={say('find')} aria-label={say('find')} onSearch={(text) => void find(text.trim())} />;
}
