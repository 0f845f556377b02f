import { useQuery } from '@tanstack/react-query';
import { App, Button, Typography } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { useListed, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { useMay } from '../session';
import styles from './access.module.css';
import { fetchSeats, inviteSeat, type SeatState } from './api';
import { words } from './words';

/** The three administrators: who holds each seat, and the link for one that is vacant. */
export function Seats() {
  const say = useWords(words);
  const listed = useListed();
  const { message, modal } = App.useApp();
  const mayInvite = useMay('administrator:invite');
  const seats = useQuery({ queryKey: ['administrators'], queryFn: fetchSeats });

  const invite = async (seat: SeatState['seat']): Promise<void> => {
    try {
      const link = await inviteSeat(seat);
      modal.info({
        title: say(`seat_${seat}`),
        width: 560,
        content: (
          <>
            <p>{say('inviteNote')}</p>
            <Typography.Paragraph copyable>{link.href}</Typography.Paragraph>
          </>
        ),
      });
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  const shown = ({ seat, users }: SeatState) => {
    if (users.length > 0) return listed(users.map((user) => `${user.name}（${user.username}）`));
    return (
      <>
        {say('vacant')}{' '}
        {mayInvite && (
          <Button size="small" onClick={() => void invite(seat)}>
            {say('invite')}
          </Button>
        )}
      </>
    );
  };
  return (
    <Loaded query={seats} rows={3}>
      {(rows) => (
        <>
          <p className={styles.note}>{say('separationNote')}</p>
          <Facts facts={rows.map((row) => ({ key: row.seat, name: say(`seat_${row.seat}`), value: shown(row) }))} />
        </>
      )}
    </Loaded>
  );
}
