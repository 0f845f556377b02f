import { App, Button } from 'antd';

import { asProblem } from '@/shared/api/problem';
import { Section } from '@/shared/detail/Section';
import { asSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useTitled, useWords } from '@/shared/i18n/words';

import { claimTask, completeTask } from './api';
import { DueText } from './DueText';
import styles from './process.module.css';
import { useTicketVerb } from './queries';
import { TaskMore } from './TaskMore';
import type { Ticket, TicketTask } from './types';
import { words } from './words';

/** The step that is open: whose turn it is, and the form to finish it. */
export function TaskCard({ ticket, task }: { ticket: Ticket; task: TicketTask }) {
  const say = useWords(words);
  const titled = useTitled();
  const { message } = App.useApp();
  const complete = useTicketVerb(ticket.id, (data: Record<string, unknown>) => completeTask(ticket.id, task.id, data));
  const claim = useTicketVerb(ticket.id, () => claimTask(ticket.id, task.id));
  const schema = asSchema(task.form);

  const submit = async (data: Record<string, unknown>): Promise<void> => {
    await complete.mutateAsync(data);
    void message.success(say('completed'));
  };
  const take = (): void =>
    claim.mutate(undefined, {
      onSuccess: () => void message.success(say('claimed')),
      onError: (error) => {
        const problem = asProblem(error);
        void message.error(problem.detail === '' ? say('refused') : problem.detail);
      },
    });
  const group = titled(task.candidates_title, task.candidates_title_en);
  const untaken = group === '' ? say('unassigned') : say('waitingForGroup', { name: group });
  const waiting = task.assignee === null ? untaken : say('waitingFor', { name: task.assignee.name });
  const more = <TaskMore ticket={ticket} task={task} />;

  return (
    <Section title={task.title} extra={<DueText at={task.due_at} from={ticket.opened_at} />}>
      <div className={styles.turn}>
        <span>{task.can_act && task.assignee !== null ? `${say('assignee')} ${task.assignee.name}` : waiting}</span>
        {task.can_act && task.assignee === null && (
          <Button size="small" loading={claim.isPending} onClick={take}>
            {say('claim')}
          </Button>
        )}
      </div>
      {task.can_act && (
        <SchemaForm
          // The form of another step, or of the same step after a return, starts afresh.
          key={task.id}
          schema={schema}
          initial={task.data}
          errorRoot="data"
          draftKey={`task.${task.id}`}
          submitLabel={say('complete')}
          onSubmit={submit}
          actions={more}
        />
      )}
    </Section>
  );
}
