import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { textOf } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { localOf, type JsonSchema } from '@/shared/form/schema';
import { useWords } from '@/shared/i18n/words';

import { fetchItem } from '../api';
import { itemKeys } from '../queries';
import { placeItem, rackKeys, type Face, type Mount } from './api';
import { rackWords } from './words';

/** What is being placed: a mount that moves, an item that is in the rack already, or one that is still to be chosen. */
export interface Placing {
  readonly face: Face;
  readonly u?: number;
  readonly mount?: Mount;
  readonly item?: string;
}

const titled = (word: keyof typeof rackWords, order: number): JsonSchema => ({ 'x-title': localOf(rackWords[word]), 'x-order': order });

const PLACE: Readonly<Record<string, JsonSchema>> = {
  rack: { type: 'string', format: 'uuid', 'x-item': ['rack'], ...titled('rack', 20) },
  u_start: { type: 'integer', minimum: 1, maximum: 60, 'x-description': localOf(rackWords.uStartHint), ...titled('uStart', 30) },
  height_u: { type: 'integer', minimum: 1, maximum: 60, 'x-unit': 'U', 'x-description': localOf(rackWords.heightHint), ...titled('height', 40) },
  face: { type: 'string', enum: ['front', 'rear'], 'x-enum': { front: localOf(rackWords.front), rear: localOf(rackWords.rear) }, default: 'front', ...titled('face', 50) },
  full_depth: { type: 'boolean', 'x-description': localOf(rackWords.fullDepthHint), ...titled('fullDepth', 60) },
  reserved_too: { type: 'boolean', ...titled('reservedToo', 70) },
};
const MOVE: JsonSchema = { type: 'object', required: ['rack', 'u_start'], properties: PLACE };
const NEW: JsonSchema = {
  type: 'object',
  required: ['item', 'rack', 'u_start'],
  properties: { item: { type: 'string', format: 'uuid', 'x-item': ['device', 'server'], ...titled('device', 10) }, ...PLACE },
};

const wholeOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Puts a device into a rack or moves it; what clashes is said at the field. */
export function MountForm({ rack, placing, onClose }: { rack: string; placing: Placing; onClose: () => void }) {
  const say = useWords(rackWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { mount } = placing;
  const known = mount?.item?.id ?? placing.item;
  const save = async (value: Record<string, unknown>): Promise<void> => {
    const id = known ?? textOf(value.item);
    // What is drawn may be old: who moved it in between is told so.
    const version = mount?.version ?? (await fetchItem(id)).version;
    await placeItem(id, {
      rack: textOf(value.rack),
      u_start: wholeOf(value.u_start),
      height_u: wholeOf(value.height_u),
      face: value.face === 'rear' ? 'rear' : 'front',
      full_depth: typeof value.full_depth === 'boolean' ? value.full_depth : null,
      reserved_too: value.reserved_too === true,
      version,
    });
    void client.invalidateQueries({ queryKey: rackKeys.all });
    void client.invalidateQueries({ queryKey: itemKeys.one(id) });
    void message.success(say('placed'));
    onClose();
  };
  const height = mount === undefined || mount.assumed.includes('height_u') ? undefined : mount.end - mount.start + 1;
  const depth = mount === undefined || mount.assumed.includes('full_depth') ? undefined : mount.faces.length === 2;
  const initial = {
    rack,
    face: placing.face,
    ...(placing.u !== undefined && { u_start: placing.u }),
    ...(height !== undefined && { height_u: height }),
    ...(depth !== undefined && { full_depth: depth }),
  };
  return (
    <Drawer open title={mount?.item ? say('moveOne', { name: mount.item.name }) : say('mountNew')} size={480} onClose={onClose}>
      <SchemaForm schema={known === undefined ? NEW : MOVE} initial={initial} submitLabel={say(known === undefined ? 'mountNew' : 'move')} onSubmit={save} />
    </Drawer>
  );
}

/** Asks, and takes a device out of its rack. */
export function useTakeOut(): (mount: Mount) => void {
  const say = useWords(rackWords);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  return (mount) => {
    const { item } = mount;
    if (item === null) return;
    void modal.confirm({
      title: say('takeOutOne', { name: item.name }),
      content: say('takeOutHint'),
      okText: say('takeOut'),
      onOk: async () => {
        try {
          await placeItem(item.id, { rack: null, face: 'front', reserved_too: false, version: mount.version });
          void message.success(say('takenOut'));
        } catch (error) {
          void message.error(asProblem(error).told);
        }
        await client.invalidateQueries({ queryKey: rackKeys.all });
      },
    });
  };
}
