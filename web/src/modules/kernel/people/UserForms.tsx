import { useQueryClient } from '@tanstack/react-query';
import { App, Drawer } from 'antd';
import { useNavigate } from 'react-router';

import { ApiProblem, asProblem } from '@/shared/api/problem';
import { textOrNull, trimmed } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords, type Say } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { choices } from '../organisations/forest';
import type { TreeNode } from '../organisations/types';
import { createUser, editUser } from './api';
import type { PersonDetail } from './types';
import { words } from './words';

type Entered = Readonly<Record<string, unknown>>;

function fields(say: Say<keyof typeof words>, units: readonly TreeNode[]): Record<string, JsonSchema> {
  return {
    name: { type: 'string', title: say('name'), minLength: 1, maxLength: 100 },
    organisation_id: { type: 'string', title: say('organisation'), oneOf: choices(units), 'x-widget': 'select' },
    phone: { type: 'string', title: say('phone'), maxLength: 32 },
    landline: { type: 'string', title: say('landline'), maxLength: 32 },
    mail: { type: 'string', title: say('mail'), maxLength: 199 },
    employee_no: { type: 'string', title: say('employeeNo'), maxLength: 40 },
    valid_to: { type: 'string', title: say('validTo'), description: say('validToHint'), format: 'date' },
  };
}

function read(entered: Entered) {
  return {
    name: trimmed(entered.name),
    organisation_id: trimmed(entered.organisation_id),
    phone: trimmed(entered.phone),
    landline: trimmed(entered.landline),
    mail: trimmed(entered.mail),
    employee_no: trimmed(entered.employee_no),
    valid_to: textOrNull(entered.valid_to),
  };
}

export function CreateUser({ organisation, units, onClose }: { organisation: string | undefined; units: readonly TreeNode[]; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const schema: JsonSchema = {
    type: 'object',
    required: ['name', 'username', 'organisation_id'],
    properties: {
      username: { type: 'string', title: say('username'), description: say('usernameHint'), pattern: '^[A-Za-z0-9_.\\-]{2,64}$' },
      ...fields(say, units),
    },
  };
  const create = async (entered: Entered): Promise<void> => {
    const made = await createUser({ ...read(entered), username: trimmed(entered.username), locale: 'zh-CN' });
    void client.invalidateQueries({ queryKey: ['users'] });
    onClose();
    await navigate(`/admin/users/${made.id}`);
  };
  return (
    <Drawer open title={say('newUser')} size={phone ? '100%' : 640} onClose={onClose}>
      <SchemaForm schema={schema} initial={organisation === undefined ? {} : { organisation_id: organisation }} draftKey="user.new" submitLabel={say('newUser')} onSubmit={create} />
    </Drawer>
  );
}

export function EditUser({ person, units, onDone, onClose }: { person: PersonDetail; units: readonly TreeNode[]; onDone: (after: PersonDetail) => void; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const phone = usePhone();
  const { message } = App.useApp();
  const schema: JsonSchema = {
    type: 'object',
    required: ['name', 'organisation_id'],
    properties: { ...fields(say, units), reason: { type: 'string', title: say('reason'), maxLength: 199 } },
  };
  const initial = { ...person, organisation_id: person.organisation?.id, valid_to: person.valid_to ?? undefined };
  const save = async (entered: Entered): Promise<void> => {
    try {
      onDone(await editUser(person.id, { ...read(entered), version: person.version, reason: trimmed(entered.reason) }));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code !== 'stale') throw error;
      throw new ApiProblem({ status: problem.status, title: say('conflict') });
    }
    void message.success(shared('saved'));
    onClose();
  };
  return (
    <Drawer open title={`${say('edit')} · ${person.name}`} size={phone ? '100%' : 640} onClose={onClose}>
      <SchemaForm schema={schema} initial={initial} submitLabel={shared('save')} onSubmit={save} />
    </Drawer>
  );
}
