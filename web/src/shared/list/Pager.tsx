import { Button } from 'antd';
import { ChevronLeft, ChevronRight } from 'lucide-react';

import { useWords } from '@/shared/i18n/words';

import styles from './list.module.css';
import type { ListAddress } from './useListAddress';
import { words } from './words';

interface PagerProps {
  address: ListAddress;
  limit: number;
  shown: number;
  total: number | null;
  next: string | null;
}

export function Pager({ address, limit, shown, total, next }: PagerProps) {
  const say = useWords(words);
  const from = (address.page - 1) * limit + 1;
  const single = address.page === 1 && next === null;
  return (
    <div className={styles.pager}>
      <span>
        {!single && shown > 0 && <>{say('range', { from, to: from + shown - 1 })} </>}
        {total !== null && say('total', { n: total })}
      </span>
      {!single && (
        <span className={styles.pagerButtons}>
          <Button size="small" disabled={address.page === 1} icon={<ChevronLeft size={14} />} onClick={address.goBack}>
            {say('previous')}
          </Button>
          <Button
            size="small"
            disabled={next === null}
            icon={<ChevronRight size={14} />}
            iconPlacement="end"
            onClick={() => next !== null && address.goNext(next)}
          >
            {say('next')}
          </Button>
        </span>
      )}
    </div>
  );
}
