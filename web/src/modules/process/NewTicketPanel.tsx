import { useQueryClient } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useNavigate } from 'react-router';

import { filesIn, type JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';

import { openTicket } from './api';
import { ticketKeys, useKinds } from './queries';
import type { TicketKind } from './types';
import { words } from './words';

/** A ticket opened by hand: what, how bad, of which kind. */
export function NewTicketPanel({ onClose }: { onClose: () => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const navigate = useNavigate();
  const client = useQueryClient();
  const phone = usePhone();
  const kinds = useKinds();

  const schemaFor = (all: readonly TicketKind[]): JsonSchema => {
    const levels = all[0]?.levels ?? [];
    return {
      type: 'object',
      required: ['kind', 'title', 'level'],
      properties: {
        kind: { type: 'string', title: say('kind'), oneOf: all.map((kind) => ({ const: kind.key, title: kind.title })), default: all[0]?.key },
        level: {
          type: 'integer',
          title: say('level'),
          'x-widget': 'radio',
          oneOf: levels.map((level) => {
            const [title, meaning] = [titled(level.title, level.title_en), titled(level.meaning, level.meaning_en)];
            return { const: level.level, title: meaning === '' ? title : say('levelMeaning', { title, meaning }) };
          }),
        },
        title: { type: 'string', title: say('fieldTitle'), minLength: 1, maxLength: 500 },
        summary: { type: 'string', title: say('fieldSummary'), maxLength: 5000, 'x-widget': 'textarea' },
        files: { type: 'array', title: say('fieldFiles'), maxItems: 20, items: { type: 'string' }, 'x-file': {} },
      },
    };
  };
  const create = async (value: Record<string, unknown>): Promise<void> => {
    const text = (key: string): string => (typeof value[key] === 'string' ? value[key] : '');
    const made = await openTicket({ kind: text('kind'), title: text('title'), summary: text('summary'), level: Number(value.level), files: [...filesIn(value.files)] });
    void client.invalidateQueries({ queryKey: ticketKeys.list });
    onClose();
    await navigate(`/tickets/${made.id}`);
  };

  return (
    <Drawer open title={say('createTitle')} size={phone ? '100%' : 560} onClose={onClose}>
      <Loaded query={kinds} rows={5}>
        {(all) => <SchemaForm schema={schemaFor(all)} draftKey="ticket.new" submitLabel={say('create')} onSubmit={create} />}
      </Loaded>
    </Drawer>
  );
}
