import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { ArrowLeftRight, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { Code } from '@/shared/detail/Code';
import { Quiet } from '@/shared/detail/Quiet';
import { textOf, textOrNull } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { localOf, type JsonSchema } from '@/shared/form/schema';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import type { BulkAction, Column, FilterField } from '@/shared/list/types';
import { useUnits, type Unit } from '@/shared/organisations/units';
import { Notice } from '@/shared/state/Notice';

import { changeMapping, listMappings, makeMapping, mappingKeys, removeMappings, type Mapping } from './mappings';
import { mappingWords } from './mappingWords';

const PROTOCOLS = ['tcp', 'udp', 'any'] as const;

/** Which address and port outside leads to which inside, found from both ends. */
export function MappingsTab() {
  const say = useWords(mappingWords);
  const mayWrite = useMay('inventory:write');
  const [editing, setEditing] = useState<Mapping | 'new'>();
  const columns: Column<Mapping>[] = [
    { key: 'outside', title: say('outside'), sort: 'outside', width: 200, phone: 'title', fixed: true, render: (row) => <End address={row.outside} port={row.outside_port} every={say('everyPort')} /> },
    { key: 'inside', title: say('inside'), sort: 'inside', width: 200, phone: 'state', render: (row) => <End address={row.inside} port={row.inside_port} every={say('everyPort')} /> },
    { key: 'protocol', title: say('protocol'), width: 80, phone: 'hidden', render: (row) => say(row.protocol) },
    {
      key: 'leads_to',
      title: say('leadsTo'),
      phone: 'meta',
      render: (row) =>
        row.leads_to.map((each, at) => (
          <span key={each.id}>
            {at > 0 && ' · '}
            <Link to={`/items/${each.id}`}>{each.name}</Link>
          </span>
        )),
    },
    { key: 'purpose', title: say('purpose'), phone: 'meta', render: (row) => row.purpose },
    { key: 'reference', title: say('reference'), width: 140, phone: 'meta', render: (row) => row.reference },
    { key: 'item', title: say('device'), width: 140, phone: 'hidden', render: (row) => (row.item === null ? '' : <Link to={`/items/${row.item.id}`}>{row.item.name}</Link>) },
    { key: 'organisation', title: say('organisation'), width: 140, phone: 'hidden', render: (row) => row.organisation?.name },
    { key: 'owner', title: say('owner'), width: 90, phone: 'hidden', optional: true, render: (row) => row.owner },
    { key: 'until', title: say('until'), sort: 'until', width: 110, phone: 'meta', render: (row) => row.until ?? '' },
  ];
  const filters: FilterField[] = [{ key: 'protocol', title: say('protocol'), options: PROTOCOLS.map((value) => ({ value, label: say(value) })) }];
  const remove: BulkAction<Mapping> = { key: 'remove', title: say('remove'), confirm: say('removeNote'), run: (rows) => removeMappings(rows.map((row) => row.id)) };
  return (
    <>
      <ResourceTable
        id="port-mappings"
        source={{ key: mappingKeys.list, path: '/api/v1/port-mappings', fetch: listMappings }}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => row.label}
        {...(mayWrite && { onOpen: setEditing, bulk: [remove] })}
        filters={filters}
        defaultSort="outside,outside_port"
        searchHint={say('search')}
        toolbar={
          mayWrite && (
            <Button icon={<Plus size={14} />} onClick={() => setEditing('new')}>
              {say('newMapping')}
            </Button>
          )
        }
        empty={<Notice icon={<ArrowLeftRight size={28} strokeWidth={1.4} />} title={say('none')} detail={say('noneHint')} />}
      />
      {editing !== undefined && <MappingForm mapping={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

function End({ address, port, every }: { address: string; port: number; every: string }) {
  if (port > 0) return <Code>{address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`}</Code>;
  return (
    <>
      <Code>{address}</Code> <Quiet>{every}</Quiet>
    </>
  );
}

function schemaFor(units: readonly Unit[]): JsonSchema {
  const text = (word: 'outside' | 'inside' | 'purpose' | 'owner' | 'reference', most: number, order: number): JsonSchema => ({ type: 'string', maxLength: most, 'x-title': localOf(mappingWords[word]), 'x-order': order });
  const port = (word: 'outsidePort' | 'insidePort', order: number): JsonSchema => ({ type: 'integer', minimum: 1, maximum: 65535, 'x-title': localOf(mappingWords[word]), 'x-description': localOf(mappingWords.portHint), 'x-order': order });
  return {
    type: 'object',
    required: ['outside', 'inside', 'protocol'],
    properties: {
      outside: text('outside', 64, 10),
      outside_port: port('outsidePort', 20),
      inside: text('inside', 64, 30),
      inside_port: port('insidePort', 40),
      inside_zone: { type: 'string', 'x-dictionary': 'network_zone', 'x-title': localOf(mappingWords.insideZone), 'x-order': 50 },
      protocol: { type: 'string', enum: [...PROTOCOLS], 'x-enum': { tcp: localOf(mappingWords.tcp), udp: localOf(mappingWords.udp), any: localOf(mappingWords.any) }, 'x-title': localOf(mappingWords.protocol), 'x-order': 60 },
      purpose: text('purpose', 200, 70),
      reference: text('reference', 100, 80),
      owner: text('owner', 100, 90),
      until: { type: 'string', format: 'date', 'x-title': localOf(mappingWords.until), 'x-order': 100 },
      item: { type: 'string', format: 'uuid', 'x-item': ['device'], 'x-title': localOf(mappingWords.device), 'x-order': 110 },
      ...(units.length > 0 && { organisation: { type: 'string', oneOf: units.map((unit) => ({ const: unit.id, title: unit.name })), 'x-widget': 'select', 'x-title': localOf(mappingWords.organisation), 'x-order': 120 } }),
    },
  };
}

const portOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const known = (values: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== 0));

function MappingForm({ mapping, onClose }: { mapping: Mapping | undefined; onClose: () => void }) {
  const say = useWords(mappingWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const units = useUnits();
  const save = async (value: Record<string, unknown>): Promise<void> => {
    const protocol = PROTOCOLS.find((each) => each === value.protocol) ?? 'tcp';
    const body = {
      outside: textOf(value.outside),
      outside_port: portOf(value.outside_port),
      inside: textOf(value.inside),
      inside_port: portOf(value.inside_port),
      inside_zone: textOf(value.inside_zone),
      protocol,
      purpose: textOf(value.purpose),
      reference: textOf(value.reference),
      owner: textOf(value.owner),
      until: textOrNull(value.until),
      organisation: textOrNull(value.organisation),
      item: textOrNull(value.item),
    };
    if (mapping === undefined) await makeMapping(body);
    else await changeMapping(mapping.id, { ...body, version: mapping.version });
    void client.invalidateQueries({ queryKey: mappingKeys.list });
    void message.success(say('saved'));
    onClose();
  };
  const initial = mapping === undefined ? { protocol: 'tcp' } : known({ ...mapping, item: mapping.item?.id, organisation: mapping.organisation?.id });
  return (
    <Drawer open title={mapping === undefined ? say('newMapping') : mapping.label} size={480} onClose={onClose}>
      <SchemaForm schema={schemaFor(units)} initial={initial} submitLabel={say('save')} onSubmit={save} />
    </Drawer>
  );
}
