import { Button, Input, Modal } from 'antd';
import { useState } from 'react';

import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';

import type { Day, Rules } from './api';
import styles from './time.module.css';
import { words } from './words';
import { BadLineError, namedDays } from './yearText';

interface DialogProps {
  rules: Rules;
  onSave: (rules: Rules) => void;
  onClose: () => void;
}

/** One day as an exception: closed, or worked in shifts of its own. */
export function DayDialog({ day, rules, onSave, onClose }: DialogProps & { day: Day }) {
  const say = useWords(words);
  const [name, setName] = useState(day.name);
  const [shifts, setShifts] = useState(day.shifts.join(' '));
  const exceptions = rules.exceptions ?? {};
  const drop = (): void => onSave({ exceptions: Object.fromEntries(Object.entries(exceptions).filter(([key]) => key !== day.day)) });
  const keep = (): void => onSave({ exceptions: { ...exceptions, [day.day]: { name: name.trim(), shifts: shifts.split(/\s+/).filter((each) => each !== '') } } });
  return (
    <Modal
      open
      title={`${day.day} ${say(day.kind as 'work')}`}
      onCancel={onClose}
      footer={[
        day.kind === 'exception' && (
          <Button key="drop" onClick={drop}>
            {say('clearException')}
          </Button>
        ),
        <Button key="keep" type="primary" onClick={keep}>
          {say('setException')}
        </Button>,
      ]}
    >
      <div className={styles.form}>
        <label>
          {say('dayName')}
          <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {say('dayShifts')}
          <Input value={shifts} onChange={(event) => setShifts(event.target.value)} />
          <Quiet small>{say('dayShiftsHint')}</Quiet>
        </label>
      </div>
    </Modal>
  );
}

/** The arrangement of a year as the State Council published it. */
export function YearDialog({ year, rules, onSave, onClose }: DialogProps & { year: number }) {
  const say = useWords(words);
  const [holidays, setHolidays] = useState('');
  const [workdays, setWorkdays] = useState('');
  const [wrong, setWrong] = useState('');
  const keep = (): void => {
    try {
      const plan = { holidays: namedDays(holidays), workdays: namedDays(workdays) };
      onSave({ years: { ...rules.years, [year]: plan } });
    } catch (error) {
      if (!(error instanceof BadLineError)) throw error;
      setWrong(say('badLine', { line: error.message }));
    }
  };
  return (
    <Modal open title={say('enterYear', { year: String(year) })} onCancel={onClose} onOk={keep} okText={say('save')}>
      <div className={styles.form}>
        <label>
          {say('holidays')}
          <Input.TextArea rows={7} value={holidays} onChange={(event) => setHolidays(event.target.value)} />
        </label>
        <label>
          {say('workdays')}
          <Input.TextArea rows={5} value={workdays} onChange={(event) => setWorkdays(event.target.value)} />
        </label>
        <Quiet small>{say('daysHint')}</Quiet>
        {wrong !== '' && <span role="alert">{wrong}</span>}
      </div>
    </Modal>
  );
}
