import { Button, Checkbox, Tooltip } from 'antd';
import { ShieldCheck, Waypoints } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';

import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { HealthBadge } from '../health';
import { useTopology, type Topology, type TopologyNode, type Verdict } from './api';
import styles from './topology.module.css';
import { VERDICT_TONES, WORST_FIRST } from './verdicts';
import { words } from './words';

const DEPTH = 6;
const FEW = 200;
const MANY = 2000;

/** Who falls with this item, and what can take it down, with the spares counted in. */
export function ImpactTab({ id }: { id: string }) {
  return (
    <div className={styles.impact}>
      <Answer id={id} view="affected" />
      <Answer id={id} view="causes" />
    </div>
  );
}

function Answer({ id, view }: { id: string; view: 'affected' | 'causes' }) {
  const say = useWords(words);
  const [present, setPresent] = useState(false);
  const [limit, setLimit] = useState(FEW);
  const answer = useTopology(id, { view, depth: DEPTH, limit, present });
  const concerned = (answer.data?.nodes ?? []).filter((node) => WORST_FIRST.includes(node.verdict));
  return (
    <Section
      title={say(view)}
      count={answer.data === undefined ? undefined : concerned.length}
      flush
      extra={
        <>
          <Tooltip title={say('presentHint')}>
            <Checkbox checked={present} onChange={(event) => setPresent(event.target.checked)}>
              {say('present')}
            </Checkbox>
          </Tooltip>
          <Link to={`/topology?item=${id}&view=${view}`}>{say('openTopology')}</Link>
        </>
      }
    >
      <Loaded query={answer} compact>
        {(found) =>
          concerned.length === 0 ? (
            <Notice
              compact
              icon={view === 'affected' ? <ShieldCheck size={24} strokeWidth={1.4} /> : <Waypoints size={24} strokeWidth={1.4} />}
              title={say(view === 'affected' ? 'nothingFalls' : 'nothingBelow')}
              detail={say(view === 'affected' ? 'nothingFallsHint' : 'nothingBelowHint')}
            />
          ) : (
            <>
              {view === 'affected' && <Concerned found={found} />}
              {WORST_FIRST.map((verdict) => (
                <Group key={verdict} verdict={verdict} found={found} />
              ))}
              <Ends found={found} limit={limit} onMore={limit < MANY ? () => setLimit(MANY) : undefined} />
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

/** Whom it concerns: the business systems, the organisations, the contracts. */
function Concerned({ found }: { found: Topology }) {
  const say = useWords(words);
  return (
    <dl className={styles.concerned}>
      <Line title={say('systems')} none={say('nobody')}>
        {found.systems.map((system) => (
          <span key={system.id}>
            <Link to={`/items/${system.id}`}>{system.name}</Link> <StateBadge tone={VERDICT_TONES[system.verdict]} label={say(system.verdict)} />
          </span>
        ))}
      </Line>
      <Line title={say('departments')} none={say('nobody')}>
        {found.departments.map((unit) => (
          <Tooltip key={unit.id} title={say('departmentCount', { down: unit.down, degraded: unit.degraded })}>
            <span>
              {unit.name} <b>{unit.down + unit.degraded}</b>
            </span>
          </Tooltip>
        ))}
      </Line>
      <Line title={say('contracts')} none={say('nobody')}>
        {found.contracts.map((contract) => (
          <Link key={contract.id} to={`/items/${contract.id}`}>
            {contract.name}
          </Link>
        ))}
      </Line>
    </dl>
  );
}

function Line({ title, none, children }: { title: string; none: string; children: readonly ReactNode[] }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children.length === 0 ? <span className={styles.faint}>{none}</span> : children}</dd>
    </div>
  );
}

/** The items of one verdict, nearest first, with the spares that they have or lose. */
function Group({ verdict, found }: { verdict: Verdict; found: Topology }) {
  const say = useWords(words);
  const members = found.nodes.filter((node) => node.verdict === verdict);
  if (members.length === 0) return null;
  return (
    <div className={styles.group}>
      <div className={styles.groupTitle}>
        <StateBadge tone={VERDICT_TONES[verdict]} label={say(verdict)} /> <span>{members.length}</span>
      </div>
      <ul>
        {members.map((node) => (
          <Row key={node.id} node={node} found={found} />
        ))}
      </ul>
    </div>
  );
}

function Row({ node, found }: { node: TopologyNode; found: Topology }) {
  const say = useWords(words);
  const titled = useTitled();
  const type = found.types.find((each) => each.key === node.type);
  const spare = found.spares.find((each) => each.item === node.id);
  return (
    <li>
      <Link to={`/items/${node.id}`}>{node.name}</Link>
      <span className={styles.faint}>{type === undefined ? node.type : titled(type.title, type.title_en)}</span>
      {spare !== undefined && (
        <span className={styles.faint}>{say('spare', { total: spare.total, needed: spare.needed, standing: spare.standing })}</span>
      )}
      <span className={styles.rowEnd}>
        <span className={styles.faint}>{say('steps', { n: node.depth })}</span>
        <HealthBadge health={node.health} reason={node.health_reason} />
      </span>
    </li>
  );
}

/** What an answer does not tell. */
export function Ends({ found, limit, onMore }: { found: Topology; limit: number; onMore?: (() => void) | undefined }) {
  const say = useWords(words);
  if (!found.cut && !found.deeper) return null;
  return (
    <p className={styles.ends}>
      {found.cut ? say('cut', { n: limit }) : say('deeper', { n: found.depth })}
      {found.cut && onMore !== undefined && (
        <Button type="link" size="small" onClick={onMore}>
          {say('showMore')}
        </Button>
      )}
    </p>
  );
}
