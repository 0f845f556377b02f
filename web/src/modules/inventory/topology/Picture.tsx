import { App, Button, Dropdown, Input, Segmented, Select, Tooltip } from 'antd';
import { Download, Maximize, Minus, Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Skeleton } from '@/shared/state/Skeleton';
import { useMode } from '@/shared/theme/mode';
import { palettes } from '@/shared/theme/tokens';

import { HealthBadge } from '../health';
import type { Item } from '../types';
import { useTopology, type Topology, type View } from './api';
import type { CanvasHandle } from './Canvas';
import { drawing, frameOf, type Names } from './drawing';
import { Ends } from './ImpactTab';
import { ItemPicker } from './ItemPicker';
import { KeptPictures, placesIn, useKeptPictures } from './KeptPictures';
import type { Place } from './layered';
import { NodePanel } from './NodePanel';
import { pngOf, saveFile, svgOf } from './svg';
import styles from './topology.module.css';
import { MoodBadge, useMoodName } from './verdicts';
import { words } from './words';

/** cytoscape is big and only this picture needs it. */
const Canvas = lazy(() => import('./Canvas'));

const VIEWS: readonly View[] = ['causes', 'affected', 'around'];
const DEPTHS = [1, 2, 3, 4, 6, 8, 12, 16] as const;
const LIMIT = 5000;
const WHOLE: Readonly<Record<View, number>> = { causes: 12, affected: 12, around: 2 };

/** One item in the middle of what it hangs on, of what hangs on it, or of everything around it. */
export function Picture({ item }: { item: Item }) {
  const say = useWords(words);
  const [search, setSearch] = useSearchParams();
  const view = VIEWS.find((each) => each === search.get('view')) ?? 'causes';
  const depth = DEPTHS.find((each) => String(each) === search.get('depth')) ?? WHOLE[view];
  const answer = useTopology(item.id, { view, depth, limit: LIMIT, present: false });
  const root = answer.data?.nodes.find((node) => node.id === item.id);
  const keptId = search.get('kept') ?? '';
  const kept = useKeptPictures().find((each) => each.id === keptId);
  // Until somebody moves a thing, everything stands where the kept picture has it.
  const [moved, setMoved] = useState<ReadonlyMap<string, Place>>();
  const places = useMemo(() => moved ?? placesIn(kept?.content), [moved, kept]);

  const put = (name: string, value: string): void => {
    setMoved(undefined);
    setSearch((before) => {
      const after = new URLSearchParams(before);
      after.set(name, value);
      after.delete('kept');
      if (name === 'view') after.delete('depth');
      return after;
    }, { replace: true });
  };
  return (
    <>
      <PageHeader
        title={item.name}
        kicker={<Link to="/topology">{say('topology')}</Link>}
        state={root === undefined ? <HealthBadge soft health={item.health} reason={item.health_reason} /> : <MoodBadge soft of={root} />}
        actions={
          <>
            <ItemPicker />
            <KeptPictures query={{ item: item.id, view, depth: String(depth) }} places={places} current={keptId} />
          </>
        }
      />
      <div className={styles.tools}>
        <Segmented value={view} onChange={(next) => put('view', next)} options={VIEWS.map((each) => ({ value: each, label: say(`view_${each}`) }))} />
        <Select
          value={depth}
          aria-label={say('depth')}
          onChange={(next) => put('depth', String(next))}
          options={DEPTHS.map((each) => ({ value: each, label: say('layers', { n: each }) }))}
        />
      </div>
      <Loaded query={answer} rows={10}>
        {(found) => <Drawn key={`${view} ${depth} ${keptId}`} found={found} name={item.name} places={places} onMoved={(some) => setMoved(new Map([...places, ...some]))} />}
      </Loaded>
    </>
  );
}

interface DrawnProps {
  found: Topology;
  name: string;
  places: ReadonlyMap<string, Place>;
  onMoved: (moved: ReadonlyMap<string, Place>) => void;
}

function Drawn({ found, name, places, onMoved }: DrawnProps) {
  const say = useWords(words);
  const names = useNames(found);
  const palette = palettes[useMode()];
  const canvas = useRef<CanvasHandle>(null);
  const { message } = App.useApp();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState('');
  const picture = useMemo(() => drawing(found, open, places, names), [found, open, places, names]);
  const box = picture.boxes.find((each) => each.id === selected);

  const unfold = (id: string): void => setOpen((before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]));
  const focus = (id: string): void => {
    const holder = picture.boxes.find((each) => each.items.some((node) => node.id === id));
    if (holder === undefined) return;
    setSelected(holder.id);
    canvas.current?.focus(holder.id);
  };
  const seek = (typed: string): void => {
    const wanted = typed.trim().toLowerCase();
    const hit = wanted === '' ? undefined : found.nodes.find((node) => node.name.toLowerCase().includes(wanted));
    if (hit !== undefined) focus(hit.id);
    else if (wanted !== '') void message.info(say('notInPicture', { name: typed.trim() }));
  };
  const save = async (kind: string): Promise<void> => {
    const svg = svgOf(picture, palette, name);
    const file = `${name.replace(/[\\/:*?"<>|]/g, '_')}.${kind}`;
    try {
      saveFile(kind === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pngOf(svg, frameOf(picture.boxes)), file);
    } catch {
      // The browser draws no picture of this size, or has no room for it.
      void message.error(say('notDrawn'));
    }
  };
  return (
    <div className={styles.stage}>
      <div className={styles.board}>
        <div className={styles.boardTools}>
          <Input.Search allowClear placeholder={say('seek')} aria-label={say('seek')} onSearch={seek} className={styles.seek} />
          <Tool title={say('closer')} icon={<Plus size={15} />} onClick={() => canvas.current?.zoom(1.3)} />
          <Tool title={say('farther')} icon={<Minus size={15} />} onClick={() => canvas.current?.zoom(1 / 1.3)} />
          <Tool title={say('whole')} icon={<Maximize size={15} />} onClick={() => canvas.current?.fit()} />
          <Dropdown menu={{ items: ['svg', 'png'].map((kind) => ({ key: kind, label: kind.toUpperCase() })), onClick: ({ key }) => void save(key) }}>
            <Button icon={<Download size={15} />} aria-label={say('export')} />
          </Dropdown>
        </div>
        <Suspense fallback={<Skeleton rows={10} />}>
          <Canvas
            ref={canvas}
            picture={picture}
            label={say('pictureOf', { name, n: found.nodes.length })}
            selected={selected}
            onSelect={setSelected}
            onOpen={(id) => (picture.boxes.find((each) => each.id === id)?.folded === true ? unfold(id) : undefined)}
            onMoved={onMoved}
          />
        </Suspense>
        <Ends found={found} limit={LIMIT} />
      </div>
      <NodePanel found={found} box={box} names={names} onUnfold={unfold} folds={open} onFold={() => setOpen(new Set())} onFocus={focus} />
    </div>
  );
}

function Tool({ title, icon, onClick }: { title: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip title={title}>
      <Button icon={icon} aria-label={title} onClick={onClick} />
    </Tooltip>
  );
}

/** What things are called in the language in force. */
function useNames(found: Topology): Names {
  const mood = useMoodName();
  const titled = useTitled();
  // The same until something changes: a large picture is not drawn anew because a thing in it was chosen.
  return useMemo(() => {
    const types = new Map(found.types.map((type) => [type.key, titled(type.title, type.title_en)]));
    const relations = new Map(found.relations.map((kind) => [kind.key, titled(kind.title, kind.title_en)]));
    return {
      type: (key) => types.get(key) ?? key,
      relation: (key) => relations.get(key) ?? key,
      mood,
      many: (type, count) => `${type} × ${count}`,
    };
  }, [found, mood, titled]);
}
