import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer } from 'antd';

import { textOf, textOrNull } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { localOf, type JsonSchema } from '@/shared/form/schema';
import { useListed, useWords } from '@/shared/i18n/words';

import { allot, changeAddress, divide, planKeys, type Address, type PrefixDetail } from './api';
import { planWords } from './words';

const text = (word: keyof typeof planWords, most: number, order: number): JsonSchema => ({ type: 'string', maxLength: most, 'x-title': localOf(planWords[word]), 'x-order': order });

const STATE: JsonSchema = {
  type: 'string',
  enum: ['allocated', 'reserved'],
  'x-enum': { allocated: localOf(planWords.allocateNow), reserved: localOf(planWords.keepForLater) },
  default: 'allocated',
  'x-title': localOf(planWords.kind),
  'x-order': 30,
};
const USE: Readonly<Record<string, JsonSchema>> = {
  state: STATE,
  item: { type: 'string', format: 'uuid', 'x-item': ['item'], 'x-title': localOf(planWords.item), 'x-order': 40 },
  purpose: text('purpose', 200, 50),
  owner: text('owner', 100, 60),
  reference: text('reference', 100, 70),
  until: { type: 'string', format: 'date', 'x-title': localOf(planWords.until), 'x-order': 80 },
};
const ALLOT: JsonSchema = {
  type: 'object',
  required: ['state'],
  properties: {
    address: { ...text('address', 64, 10), 'x-description': localOf(planWords.allotHint) },
    count: { type: 'integer', minimum: 1, maximum: 256, default: 1, 'x-title': localOf(planWords.count), 'x-order': 20 },
    ...USE,
  },
};
const ONE: JsonSchema = { type: 'object', required: ['state'], properties: USE };
const DIVIDE: JsonSchema = {
  type: 'object',
  properties: {
    prefix: { ...text('dividePrefix', 64, 10), 'x-description': localOf(planWords.divideHint) },
    length: { type: 'integer', minimum: 1, maximum: 128, 'x-title': localOf(planWords.length), 'x-order': 20 },
    count: { type: 'integer', minimum: 1, maximum: 64, default: 1, 'x-title': localOf(planWords.count), 'x-order': 30 },
    name: text('name', 200, 40),
    purpose: text('purpose', 200, 50),
  },
};

type State = 'allocated' | 'reserved';
const countOf = (value: unknown): number => (typeof value === 'number' ? value : 1);
const stateOf = (value: unknown): State => (value === 'reserved' ? 'reserved' : 'allocated');

function useDone(): (told: string) => void {
  const client = useQueryClient();
  const { message } = App.useApp();
  return (told) => {
    void client.invalidateQueries({ queryKey: planKeys.all });
    void message.success(told);
  };
}

/** Allots addresses of a range: the one named, or the next free ones. */
export function AllotForm({ prefix, address, onClose }: { prefix: PrefixDetail; address: string; onClose: () => void }) {
  const say = useWords(planWords);
  const listed = useListed();
  const done = useDone();
  const save = async (value: Record<string, unknown>): Promise<void> => {
    const made = await allot(prefix.id, {
      address: textOf(value.address),
      count: countOf(value.count),
      state: stateOf(value.state),
      item: textOrNull(value.item),
      purpose: textOf(value.purpose),
      owner: textOf(value.owner),
      reference: textOf(value.reference),
      until: textOrNull(value.until),
    });
    done(say('allotDone', { addresses: listed(made.map((each) => each.address)) }));
    onClose();
  };
  return (
    <Drawer open title={`${say('allot')} · ${prefix.range}`} size={480} onClose={onClose}>
      <SchemaForm schema={ALLOT} initial={{ address, count: 1, state: 'allocated' }} submitLabel={say('allot')} onSubmit={save} />
    </Drawer>
  );
}

/** Says something else of an allotted address. */
export function ChangeForm({ address, onClose }: { address: Address; onClose: () => void }) {
  const say = useWords(planWords);
  const done = useDone();
  const { state, purpose, owner, reference } = address;
  const initial = { state, purpose, owner, reference, ...(address.item !== null && { item: address.item.id }), ...(address.until !== null && { until: address.until }) };
  const save = async (value: Record<string, unknown>): Promise<void> => {
    await changeAddress(address.id ?? '', {
      version: address.version,
      state: stateOf(value.state),
      // An item out of sight stays whose it is.
      ...(!address.item_hidden && { item: textOrNull(value.item) }),
      purpose: textOf(value.purpose),
      owner: textOf(value.owner),
      reference: textOf(value.reference),
      until: textOrNull(value.until),
    });
    done(say('saved'));
    onClose();
  };
  return (
    <Drawer open title={say('editTitle', { address: address.address })} size={480} onClose={onClose}>
      <SchemaForm schema={ONE} initial={initial} submitLabel={say('save')} onSubmit={save} />
    </Drawer>
  );
}

/** Makes prefixes inside a range. */
export function DivideForm({ prefix, onClose }: { prefix: PrefixDetail; onClose: () => void }) {
  const say = useWords(planWords);
  const listed = useListed();
  const done = useDone();
  const save = async (value: Record<string, unknown>): Promise<void> => {
    const purpose = textOf(value.purpose);
    const made = await divide(prefix.id, {
      prefix: textOf(value.prefix),
      length: typeof value.length === 'number' ? value.length : null,
      count: countOf(value.count),
      name: textOf(value.name),
      attributes: purpose === '' ? {} : { purpose },
    });
    done(say('divideDone', { prefixes: listed(made.map((each) => each.range)) }));
    onClose();
  };
  return (
    <Drawer open title={`${say('divide')} · ${prefix.range}`} size={480} onClose={onClose}>
      <SchemaForm schema={DIVIDE} initial={{ count: 1 }} submitLabel={say('divide')} onSubmit={save} />
    </Drawer>
  );
}
