import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';

import { useMay } from '@/modules/kernel';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { listColleagues, returnTicket, transferTask } from './api';
import { useTicketVerb } from './queries';
import type { Ticket, TicketTask } from './types';
import { words } from './words';

interface MoreProps {
  ticket: Ticket;
  task: TicketTask;
}

function TransferDialog({ ticket, task, onClose }: MoreProps & { onClose: () => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const colleagues = useQuery({ queryKey: ['users', 'active'], queryFn: listColleagues, staleTime: 60_000 });
  const verb = useTicketVerb(ticket.id, (value: Record<string, unknown>) =>
    transferTask(ticket.id, task.id, String(value.user), typeof value.reason === 'string' ? value.reason : ''),
  );
  return (
    <Modal open title={`${say('transfer')} · ${task.title}`} footer={null} onCancel={onClose}>
      <Loaded query={colleagues} rows={3} compact>
        {(page) => {
          const schema: JsonSchema = {
            type: 'object',
            required: ['user'],
            properties: {
              user: {
                type: 'string',
                title: say('transferTo'),
                'x-widget': 'select',
                oneOf: page.items.filter((user) => user.id !== task.assignee?.id).map((user) => ({ const: user.id, title: `${user.name} ${user.username}` })),
              },
              reason: { type: 'string', title: say('reason'), maxLength: 1000, 'x-widget': 'textarea' },
            },
          };
          return (
            <SchemaForm
              schema={schema}
              submitLabel={say('transfer')}
              onSubmit={async (value) => {
                await verb.mutateAsync(value);
                void message.success(say('transferred'));
                onClose();
              }}
            />
          );
        }}
      </Loaded>
    </Modal>
  );
}

function ReturnDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const verb = useTicketVerb(ticket.id, (value: Record<string, unknown>) => returnTicket(ticket.id, String(value.step), String(value.reason)));
  const schema: JsonSchema = {
    type: 'object',
    required: ['step', 'reason'],
    properties: {
      step: { type: 'string', title: say('returnTo'), oneOf: ticket.earlier_steps.map((step) => ({ const: step.key, title: step.title })) },
      reason: { type: 'string', title: say('reason'), minLength: 1, maxLength: 1000, 'x-widget': 'textarea' },
    },
  };
  return (
    <Modal open title={say('return')} footer={null} onCancel={onClose}>
      <SchemaForm
        schema={schema}
        submitLabel={say('return')}
        onSubmit={async (value) => {
          await verb.mutateAsync(value);
          void message.success(say('returned'));
          onClose();
        }}
      />
    </Modal>
  );
}

/** What else can be done with a step: hand it on, send it back. */
export function TaskMore({ ticket, task }: MoreProps) {
  const say = useWords(words);
  const mayChoose = useMay('user:read');
  const [open, setOpen] = useState<'transfer' | 'return'>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      {mayChoose && <Button onClick={() => setOpen('transfer')}>{say('transfer')}</Button>}
      {ticket.earlier_steps.length > 0 && <Button onClick={() => setOpen('return')}>{say('return')}</Button>}
      {open === 'transfer' && <TransferDialog ticket={ticket} task={task} onClose={close} />}
      {open === 'return' && <ReturnDialog ticket={ticket} onClose={close} />}
    </>
  );
}
