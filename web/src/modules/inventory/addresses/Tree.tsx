import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { Code } from '@/shared/detail/Code';
import { useWords } from '@/shared/i18n/words';

import styles from './addresses.module.css';
import type { Prefix } from './api';
import { Fill } from './Marks';
import { amount, type Branch } from './plan';
import { planWords } from './words';

const INDENT = 20;
/** Deeper levels are folded at first when a tree has more ranges than this. */
const FEW = 60;

function count(branches: readonly Branch[]): number {
  return branches.reduce((number, each) => number + 1 + count(each.inside), 0);
}

/** Ranges as they nest, each with how full it is. */
export function Tree({ branches }: { branches: readonly Branch[] }) {
  const say = useWords(planWords);
  const deep = count(branches) > FEW ? 1 : Number.POSITIVE_INFINITY;
  return (
    <>
      <div className={`${styles.row} ${styles.head}`}>
        <span>{say('range')}</span>
        <span>{say('purpose')}</span>
        <span>{say('organisation')}</span>
        <span>{say('usage')}</span>
        <span className={styles.number}>
          {say('used')} / {say('size')}
        </span>
      </div>
      <ul className={styles.tree}>
        {branches.map((each) => (
          <Node key={each.prefix.id} branch={each} depth={0} unfolded={deep} />
        ))}
      </ul>
    </>
  );
}

function Node({ branch, depth, unfolded }: { branch: Branch; depth: number; unfolded: number }) {
  const say = useWords(planWords);
  const [open, setOpen] = useState(depth < unfolded);
  const { prefix, inside } = branch;
  const label = say(open ? 'fold' : 'unfold');
  return (
    <li>
      <div className={styles.row}>
        <span className={styles.range} style={{ paddingInlineStart: depth * INDENT }}>
          {inside.length > 0 ? (
            <button type="button" className={styles.toggle} aria-label={`${label} ${prefix.range}`} aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? <ChevronDown size={15} /> : <ChevronRight size={15} />}
            </button>
          ) : (
            <span className={styles.leaf} />
          )}
          <Link to={`/addresses/${prefix.id}`}>
            <Code>{prefix.range}</Code>
          </Link>
          {prefix.kind === 'pool' && <span className={styles.kind}>{say('pool')}</span>}
        </span>
        <About prefix={prefix} />
        <span className={`${styles.cut} ${styles.onlyWide}`}>{prefix.organisation?.name}</span>
        <Fill figures={prefix.figures} />
        <Counts figures={prefix.figures} />
      </div>
      {open && inside.length > 0 && (
        <ul className={styles.tree}>
          {inside.map((each) => (
            <Node key={each.prefix.id} branch={each} depth={depth + 1} unfolded={unfolded} />
          ))}
        </ul>
      )}
    </li>
  );
}

function About({ prefix }: { prefix: Prefix }) {
  const told = [prefix.name === prefix.range ? '' : prefix.name, prefix.purpose, prefix.vlan?.name ?? ''].filter((each, at, all) => each !== '' && all.indexOf(each) === at);
  return <span className={styles.cut}>{told.join(' · ')}</span>;
}

function Counts({ figures }: { figures: Prefix['figures'] }) {
  const taken = (BigInt(figures.size) - BigInt(figures.free)).toString();
  return (
    <span className={styles.number}>
      {amount(taken)} / {amount(figures.size)}
    </span>
  );
}
