import { Button, Segmented } from 'antd';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';

import { MoodBadge } from '../topology/verdicts';
import { useElevation, type Elevation, type Face } from './api';
import { DrawingTools } from './DrawingTools';
import { MountForm, type Placing } from './PlaceForm';
import { Rack } from './Rack';
import { RackPanel } from './RackPanel';
import styles from './racks.module.css';
import { rackWords } from './words';

const FACES: readonly Face[] = ['front', 'rear'];

/** One rack: what stands where, what is free, what feeds it. `?item=` is shown chosen. */
export function RackPage() {
  const { id = '' } = useParams();
  const found = useElevation(id);
  return (
    <Loaded query={found} rows={10}>
      {(shown) => <Standing key={shown.rack.id} elevation={shown} />}
    </Loaded>
  );
}

function Standing({ elevation }: { elevation: Elevation }) {
  const say = useWords(rackWords);
  const phone = usePhone();
  const mayWrite = useMay('inventory:write');
  const [search, setSearch] = useSearchParams();
  const [face, setFace] = useState<Face>('front');
  const [placing, setPlacing] = useState<Placing>();
  const drawing = useRef<SVGSVGElement>(null);
  const { rack } = elevation;
  const selected = search.get('item') ?? '';
  const select = (key: string): void => setSearch(key === selected ? {} : { item: key }, { replace: true });
  return (
    <>
      <PageHeader
        title={rack.name}
        kicker={
          <>
            <Link to="/rooms">{say('rooms')}</Link>
            {rack.room !== null && (
              <>
                <span>/</span>
                <Link to={`/rooms/${rack.room.id}`}>{rack.room.name}</Link>
              </>
            )}
          </>
        }
        state={<MoodBadge soft of={rack} />}
        note={rack.units_known ? undefined : say('usualUnits')}
        actions={
          <>
            <Link to={`/items/${rack.id}`}>
              <Button>{say('openItem')}</Button>
            </Link>
            <DrawingTools drawing={drawing} name={rack.name} />
            {mayWrite && (
              <Button type="primary" icon={<Plus size={14} />} onClick={() => setPlacing({ face: 'front' })}>
                {say('mountNew')}
              </Button>
            )}
          </>
        }
      />
      <div className={styles.stage}>
        <div className={styles.board}>
          {phone && <Segmented block value={face} onChange={setFace} options={FACES.map((each) => ({ value: each, label: say(each) }))} className={styles.faces} />}
          <Rack
            ref={drawing}
            elevation={elevation}
            faces={phone ? [face] : FACES}
            selected={selected}
            onSelect={select}
            onFree={mayWrite ? (u, at) => setPlacing({ face: at, u }) : undefined}
          />
        </div>
        <RackPanel elevation={elevation} selected={selected} onSelect={select} onMove={mayWrite ? (mount) => setPlacing({ face: mount.mounted_at, u: mount.start, mount }) : undefined} onPlace={mayWrite ? (item) => setPlacing({ face: 'front', item }) : undefined} />
      </div>
      {placing !== undefined && <MountForm rack={rack.id} placing={placing} onClose={() => setPlacing(undefined)} />}
    </>
  );
}
