import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';

import { plainNumber } from '@/shared/format/quantity';
import { useLocale } from '@/shared/i18n/words';

import styles from './organisations.module.css';
import type { TreeNode } from './types';

/** Units to step into. */
export function UnitCards({ units, hrefOf }: { units: readonly TreeNode[]; hrefOf: (id: string) => string }) {
  const locale = useLocale();
  return (
    <ul className={styles.children}>
      {units.map((unit) => (
        <li key={unit.id}>
          <Link className={styles.child} data-ended={!unit.active} to={hrefOf(unit.id)}>
            <span>{unit.name}</span>
            <span className={styles.count}>
              {unit.people_below > 0 && plainNumber(unit.people_below, locale)} <ChevronRight size={15} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
