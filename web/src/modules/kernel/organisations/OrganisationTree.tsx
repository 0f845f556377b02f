import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';

import { plainNumber } from '@/shared/format/quantity';
import { useLocale } from '@/shared/i18n/words';

import type { Branch } from './forest';
import styles from './organisations.module.css';

interface OrganisationTreeProps {
  branches: readonly Branch[];
  current: string | undefined;
  /** What stands above the current unit is open from the start. */
  open: ReadonlySet<string>;
  /** While something is searched for, all that is left is open. */
  allOpen: boolean;
  hrefOf: (id: string) => string;
}

/** Roots are open from the start; two levels deep nobody wants to unfold by hand. */
const OPEN_LEVELS = 1;

function Lines({ branches, level, tree }: { branches: readonly Branch[]; level: number; tree: OrganisationTreeProps }) {
  return branches.map((branch) => <Line key={branch.unit.id} branch={branch} level={level} tree={tree} />);
}

function Line({ branch, level, tree }: { branch: Branch; level: number; tree: OrganisationTreeProps }) {
  const { unit, children } = branch;
  const locale = useLocale();
  const [chosen, setChosen] = useState<boolean>();
  const open = tree.allOpen || (chosen ?? (level < OPEN_LEVELS || tree.open.has(unit.id)));
  const folds = children.length > 0;
  return (
    <div role="treeitem" aria-expanded={folds ? open : undefined} aria-selected={unit.id === tree.current} aria-label={unit.name}>
      <div className={styles.line} data-current={unit.id === tree.current} style={{ paddingLeft: level * 18 }}>
        {folds ? (
          <button type="button" className={styles.fold} aria-expanded={open} aria-label={unit.name} onClick={() => setChosen(!open)}>
            <ChevronRight size={15} />
          </button>
        ) : (
          <span className={styles.fold} />
        )}
        <Link className={styles.name} data-ended={!unit.active} to={tree.hrefOf(unit.id)} replace preventScrollReset>
          {unit.name}
        </Link>
        {unit.people_below > 0 && <span className={styles.count}>{plainNumber(unit.people_below, locale)}</span>}
      </div>
      {folds && open && (
        <div role="group">
          <Lines branches={children} level={level + 1} tree={tree} />
        </div>
      )}
    </div>
  );
}

/** Units under each other, each with the people of its branch. */
export function OrganisationTree(props: OrganisationTreeProps) {
  const { current } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A unit that was opened by its address may stand far down.
    box.current?.querySelector('[data-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <div ref={box} role="tree" className={styles.tree}>
      <Lines branches={props.branches} level={0} tree={props} />
    </div>
  );
}
