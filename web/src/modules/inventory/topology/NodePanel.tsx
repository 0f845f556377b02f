import { Button } from 'antd';
import { Link } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';

import { HealthBadge } from '../health';
import type { Topology, TopologyNode } from './api';
import type { Box, Names } from './drawing';
import styles from './topology.module.css';
import { moodOf, VERDICT_TONES } from './verdicts';
import { words } from './words';

interface NodePanelProps {
  found: Topology;
  box: Box | undefined;
  names: Names;
  folds: ReadonlySet<string>;
  onUnfold: (id: string) => void;
  onFold: () => void;
  onFocus: (id: string) => void;
}

/** Beside the picture: the chosen thing, or what is wrong in it. */
export function NodePanel({ found, box, names, folds, onUnfold, onFold, onFocus }: NodePanelProps) {
  const say = useWords(words);
  return (
    <aside className={styles.panel}>
      {box === undefined ? <Trouble found={found} names={names} onFocus={onFocus} /> : box.folded ? <Many box={box} onUnfold={onUnfold} /> : <One found={found} node={box.items[0]} names={names} onFocus={onFocus} />}
      {folds.size > 0 && (
        <Button size="small" onClick={onFold}>
          {say('foldAgain')}
        </Button>
      )}
    </aside>
  );
}

const MOST = 30;

/** What is wrong at this moment, the ill ones before those that only suffer. */
function Trouble({ found, names, onFocus }: { found: Topology; names: Names; onFocus: (id: string) => void }) {
  const say = useWords(words);
  const wrong = found.nodes.filter((node) => ['critical', 'warning'].includes(moodOf(node).tone));
  const rank = (node: TopologyNode): number => (moodOf(node).tone === 'critical' ? 0 : 2) + (moodOf(node).struck === '' ? 0 : 1);
  wrong.sort((one, other) => rank(one) - rank(other));
  return (
    <Section title={say('trouble')} count={wrong.length} flush>
      {wrong.length === 0 ? (
        <div className={styles.said}><Quiet as="div" small>{say('noTrouble')}</Quiet></div>
      ) : (
        <ul className={styles.list}>
          {wrong.slice(0, MOST).map((node) => (
            <li key={node.id}>
              <button type="button" className={styles.linkLike} onClick={() => onFocus(node.id)}>
                {node.name}
              </button>
              <StateBadge tone={moodOf(node).tone} label={names.mood(node)} reason={node.health_reason} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Many({ box, onUnfold }: { box: Box; onUnfold: (id: string) => void }) {
  const say = useWords(words);
  return (
    <Section title={box.title} flush extra={<Button size="small" onClick={() => onUnfold(box.id)}>{say('unfold')}</Button>}>
      <ul className={styles.list}>
        {box.items.slice(0, MOST).map((node) => (
          <li key={node.id}>
            <Link to={`/items/${node.id}`}>{node.name}</Link>
            <HealthBadge health={node.health} reason={node.health_reason} />
          </li>
        ))}
      </ul>
      {box.items.length > MOST && <div className={styles.said}><Quiet as="div" small>{say('andMore', { n: box.items.length - MOST })}</Quiet></div>}
    </Section>
  );
}

/** One thing: how it is, what becomes of it, what it is tied to. */
function One({ found, node, names, onFocus }: { found: Topology; node: TopologyNode | undefined; names: Names; onFocus: (id: string) => void }) {
  const say = useWords(words);
  if (node === undefined) return null;
  const byId = new Map(found.nodes.map((each) => [each.id, each]));
  const ties = found.edges.filter((edge) => edge.source === node.id || edge.target === node.id);
  const spares = found.spares.filter((each) => each.item === node.id);
  return (
    <Section title={node.name} flush extra={<Link to={`/items/${node.id}`}>{say('openItem')}</Link>}>
      <div className={styles.facts}>
        <span>{names.type(node.type)}</span>
        <StateBadge tone={moodOf(node).tone} label={names.mood(node)} reason={node.health_reason} />
        {found.view !== 'around' && node.verdict !== 'start' && <StateBadge tone={VERDICT_TONES[node.verdict]} label={say(node.verdict)} />}
      </div>
      {spares.map((each) => (
        <div key={`${each.type} ${each.group}`} className={styles.said}>
          <Quiet as="div" small>
            {each.group === '' ? names.relation(each.type) : say('inGroup', { relation: names.relation(each.type), group: each.group })} {say('spare', { total: each.total, needed: each.needed, standing: each.standing })}
          </Quiet>
        </div>
      ))}
      <ul className={styles.list}>
        {ties.slice(0, MOST).map((edge) => {
          const outwards = edge.source === node.id;
          const other = byId.get(outwards ? edge.target : edge.source);
          return (
            other !== undefined && (
              <li key={`${edge.id} ${edge.cause}`}>
                <span className={styles.faint}>{outwards ? `${names.relation(edge.type)} →` : `← ${names.relation(edge.type)}`}</span>
                <button type="button" className={styles.linkLike} onClick={() => onFocus(other.id)}>
                  {other.name}
                </button>
              </li>
            )
          );
        })}
      </ul>
      <div className={styles.said}>
        <Quiet as="div" small>
          <Link to={`/topology?item=${node.id}&view=${found.view}`}>{say('centre')}</Link>
        </Quiet>
      </div>
    </Section>
  );
}
