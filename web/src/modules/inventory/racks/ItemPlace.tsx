import { Button } from 'antd';
import { PanelTop } from 'lucide-react';
import { Link } from 'react-router';

import { useWords } from '@/shared/i18n/words';

import { useItemType } from '../queries';
import type { Item } from '../types';
import { rackWords } from './words';

/** From an item to the picture of where it stands: its rack, with it chosen; its own, if it is a rack or a room. */
export function ItemPlace({ item }: { item: Item }) {
  const say = useWords(rackWords);
  const lineage = useItemType(item.type)?.lineage ?? [];
  const { rack } = item.attributes;
  const [to, word] = lineage.includes('rack')
    ? [`/rooms/racks/${item.id}`, 'elevation' as const]
    : lineage.includes('room')
      ? [`/rooms/${item.id}`, 'roomPlan' as const]
      : typeof rack === 'string' && !lineage.includes('power_connection')
        ? [`/rooms/racks/${rack}?item=${item.id}`, 'elevation' as const]
        : [undefined, 'elevation' as const];
  if (to === undefined) return null;
  return (
    <Link to={to}>
      <Button icon={<PanelTop size={14} />}>{say(word)}</Button>
    </Link>
  );
}
