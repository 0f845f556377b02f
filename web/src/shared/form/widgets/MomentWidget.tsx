import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

import { ZONE } from '@/shared/time/format';

import { statusOf, type WidgetProps } from './widget';

dayjs.extend(utc);
dayjs.extend(timezone);

/** A day, or a moment on the estate's wall clock; sent as ISO 8601 with its offset. */
export default function MomentWidget({ id, schema, value, onChange, onBlur, disabled, invalid }: WidgetProps) {
  const withTime = schema.format === 'date-time';
  const text = typeof value === 'string' && value !== '' ? value : undefined;
  const parsed = text === undefined ? undefined : withTime ? dayjs(text).tz(ZONE) : dayjs(text);
  return (
    <DatePicker
      id={id}
      style={{ width: '100%' }}
      {...(withTime ? { showTime: { format: 'HH:mm' } } : { showTime: false as const })}
      format={withTime ? 'YYYY-MM-DD HH:mm' : 'YYYY-MM-DD'}
      value={parsed?.isValid() === true ? parsed : null}
      disabled={disabled}
      status={statusOf(invalid)}
      onChange={(next) => {
        // The picker shows bare wall-clock figures; they are meant in the estate's zone whatever the browser's zone is.
        const wall = next?.format('YYYY-MM-DDTHH:mm:ss');
        onChange(wall === undefined ? undefined : withTime ? dayjs.tz(wall, ZONE).format() : wall.slice(0, 10));
      }}
      onBlur={onBlur}
    />
  );
}
