import { Button, DatePicker, Slider } from 'antd';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import { absolute, ZONE } from '@/shared/time/format';

import type { Moments } from '../types';
import { useMoments } from './api';
import styles from './past.module.css';
import { useAt } from './useAt';
import { useTravel } from './useTravel';
import { pastWords } from './words';

dayjs.extend(utc);
dayjs.extend(timezone);

/** Slider places from the item's registration to now. */
const STEPS = 1000;

/** Goes through the past of an item: by hand, from change to change, or to a chosen time. The moment stands in the
 * address. On the graph the changes are those of everything in it. */
export function TimeBar({ id }: { id: string }) {
  const say = useWords(pastWords);
  const { at, go } = useAt();
  const { travel } = useTravel();
  const [search] = useSearchParams();
  const known = useMoments(id, search.get('tab') === 'graph' ? travel : undefined).data;
  // Without its changes the bar still tells that this is the past, and leads back.
  if (known === undefined && at === undefined) return null;
  return (
    <div className={styles.bar} data-past={at !== undefined} role="group" aria-label={say('timeline')}>
      {known !== undefined && <Way known={known} />}
      {at === undefined ? (
        <span className={styles.state}>{say('now')}</span>
      ) : (
        <>
          <StateBadge kind="soft" tone="warning" label={say('asOf', { at: absolute(Date.parse(at)) })} reason={say('pastHint')} />
          <Button size="small" onClick={() => go(undefined)}>
            {say('backToNow')}
          </Button>
        </>
      )}
    </div>
  );
}

/** The slider with its changes, the steps beside it, and a chosen time. */
function Way({ known }: { known: Moments }) {
  const say = useWords(pastWords);
  const { at, go } = useAt();
  const [held, setHeld] = useState<number | undefined>();
  const [now] = useState(() => Date.now());
  const began = Date.parse(known.began_at);
  const span = Math.max(now - began, 1);
  const moments = known.moments.map((each) => Date.parse(each.at)).sort((one, two) => one - two);
  const shown = at === undefined ? now : Date.parse(at);
  const place = (ms: number): number => Math.round(Math.min(Math.max((ms - began) / span, 0), 1) * STEPS);
  const momentAt = (step: number): number => began + (span * step) / STEPS;
  const goTo = (ms: number | undefined): void => go(ms === undefined || ms >= now ? undefined : new Date(ms).toISOString());
  // The newest change is what now shows: going back from now means the one before it.
  const earlier = moments.filter((each) => each < (at === undefined ? (moments.at(-1) ?? now) : shown)).at(-1);
  const later = moments.find((each) => each > shown);
  return (
    <>
      <Button size="small" icon={<ChevronLeft size={14} />} disabled={earlier === undefined} aria-label={say('earlier')} title={say('earlier')} onClick={() => goTo(earlier)} />
      <div className={styles.track}>
        <div className={styles.ticks} aria-hidden="true">
          {[...new Set(moments.map(place))].map((each) => (
            <span key={each} style={{ left: `${each / 10}%` }} />
          ))}
        </div>
        <Slider
          min={0}
          max={STEPS}
          value={held ?? place(shown)}
          tooltip={{ formatter: (step) => absolute(momentAt(step ?? STEPS)) }}
          ariaLabelForHandle={say('timeline')}
          ariaValueTextFormatterForHandle={(step) => absolute(momentAt(step))}
          onChange={setHeld}
          onChangeComplete={(step) => {
            setHeld(undefined);
            goTo(step >= STEPS ? undefined : momentAt(step));
          }}
        />
      </div>
      <Button size="small" icon={<ChevronRight size={14} />} disabled={at === undefined} aria-label={say('later')} title={say('later')} onClick={() => goTo(later)} />
      <DatePicker
        className={styles.picker}
        size="small"
        allowClear={false}
        aria-label={say('pickTime')}
        showTime={{ format: 'HH:mm:ss' }}
        value={dayjs(held === undefined ? shown : momentAt(held)).tz(ZONE)}
        disabledDate={(day) => day.valueOf() > now + 86_400_000}
        onChange={(day) => day !== null && goTo(dayjs.tz(day.format('YYYY-MM-DDTHH:mm:ss'), ZONE).valueOf())}
      />
    </>
  );
}
