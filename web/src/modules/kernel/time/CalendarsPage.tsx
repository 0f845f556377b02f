import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { today } from '@/shared/time/format';

import { useMay } from '../session';
import { fetchYear, listCalendars, saveRules, type Calendar, type Day, type Rules } from './api';
import { DayDialog, YearDialog } from './dialogs';
import styles from './time.module.css';
import { words } from './words';

const FIRST_YEAR = 2004;
const LAST_YEAR = 2200;
const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const;

function Month({ month, days, onPick }: { month: string; days: readonly Day[]; onPick: (day: Day) => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const mine = days.filter((day) => day.day.slice(5, 7) === month);
  const first = mine[0];
  const blanks = first === undefined ? 0 : (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return (
    <section className={styles.month}>
      <h2>{say('month', { n: Number(month) })}</h2>
      <div className={styles.days}>
        {say('weekdays')
          .split(' ')
          .map((name, index) => (
            <Quiet key={`${name}${index}`} small>
              {name}
            </Quiet>
          ))}
        {Array.from({ length: blanks }, (_, index) => (
          <span key={index} />
        ))}
        {mine.map((day) => (
          <button key={day.day} type="button" data-kind={day.kind} data-today={day.day === today()} title={[day.day, titled(day.name, day.name_en), day.shifts.join(' ')].join(' ').trim()} onClick={() => onPick(day)}>
            {Number(day.day.slice(8))}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Which days and hours are worked: a year at a glance, exceptions by a click, years entered when they are published. */
export function CalendarsPage() {
  const say = useWords(words);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayWrite = useMay('calendar:write');
  const [key, setKey] = useState('workdays');
  const [year, setYear] = useState(() => Number(today().slice(0, 4)));
  const [picked, setPicked] = useState<Day>();
  const [entering, setEntering] = useState(false);
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: listCalendars });
  const days = useQuery({ queryKey: ['calendars', key, year], queryFn: () => fetchYear(key, year) });
  const calendar: Calendar | undefined = calendars.data?.find((each) => each.key === key);
  const save = useMutation({
    mutationFn: (rules: Rules) => (calendar === undefined ? Promise.reject(new Error(key)) : saveRules(calendar, rules)),
    onSuccess: () => {
      void message.success(say('saved'));
      setPicked(undefined);
      setEntering(false);
      void client.invalidateQueries({ queryKey: ['calendars'] });
    },
    onError: (error) => void message.error(asProblem(error).told),
  });
  const rules: Rules = calendar?.rules ?? {};
  const editable = mayWrite && calendar !== undefined && !calendar.always;
  return (
    <>
      <PageHeader title={say('calendars')} note={say('calendarsNote')} />
      <div className={styles.bar}>
        <Select
          value={key}
          onChange={setKey}
          aria-label={say('calendars')}
          popupMatchSelectWidth={false}
          options={(calendars.data ?? []).map((each) => ({ value: each.key, label: titled(each.title, each.title_en) }))}
        />
        <Button icon={<ChevronLeft size={15} />} aria-label={say('yearBefore')} disabled={year <= FIRST_YEAR} onClick={() => setYear(year - 1)} />
        <b>{say('chosenYear', { year: String(year) })}</b>
        <Button icon={<ChevronRight size={15} />} aria-label={say('yearAfter')} disabled={year >= LAST_YEAR} onClick={() => setYear(year + 1)} />
        {editable && <Quiet small>{say('pickHint')}</Quiet>}
        <span className={styles.legend}>
          {(['holiday', 'makeup', 'rest', 'exception'] as const).map((kind) => (
            <span key={kind}>
              <i data-kind={kind} />
              {say(kind)}
            </span>
          ))}
        </span>
      </div>
      <Loaded query={days}>
        {(shown) =>
          shown.known ? (
            <div className={styles.year}>
              {MONTHS.map((month) => (
                <Month key={month} month={month} days={shown.days} onPick={(day) => editable && setPicked(day)} />
              ))}
            </div>
          ) : (
            <Notice title={shown.problem}>
              {editable && (
                <Button type="primary" onClick={() => setEntering(true)}>
                  {say('enterYear', { year: String(year) })}
                </Button>
              )}
            </Notice>
          )
        }
      </Loaded>
      {picked !== undefined && <DayDialog day={picked} rules={rules} onSave={(changed) => save.mutate(changed)} onClose={() => setPicked(undefined)} />}
      {entering && <YearDialog year={year} rules={rules} onSave={(changed) => save.mutate(changed)} onClose={() => setEntering(false)} />}
    </>
  );
}
