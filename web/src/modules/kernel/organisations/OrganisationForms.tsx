import { App, Drawer } from 'antd';
import { useNavigate } from 'react-router';

import { ApiProblem, asProblem } from '@/shared/api/problem';
import { textOrNull, trimmed } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords, type Say } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { createOrganisation, editOrganisation } from './api';
import { choices } from './forest';
import { useChanged } from './queries';
import { DIVISIONS, KINDS, type Contact, type Division, type Kind, type Organisation, type TreeNode } from './types';
import { words } from './words';

type Entered = Readonly<Record<string, unknown>>;

/** The first contact stands in the form; more are kept as they are. */
function fields(say: Say<keyof typeof words>): Record<string, JsonSchema> {
  return {
    name: { type: 'string', title: say('name'), minLength: 1, maxLength: 199 },
    short_name: { type: 'string', title: say('shortName'), maxLength: 60 },
    kind: { type: 'string', title: say('kind'), default: 'department', oneOf: KINDS.map((kind) => ({ const: kind, title: say(kind) })) },
    division_level: { type: 'string', title: say('division'), oneOf: DIVISIONS.map((level) => ({ const: level, title: say(level) })), 'x-widget': 'select' },
    division_code: { type: 'string', title: say('divisionCode'), description: say('divisionCodeHint'), pattern: '^\\d{6}(\\d{3}|\\d{6})?$' },
    uscc: { type: 'string', title: say('uscc'), description: say('usccHint'), maxLength: 18 },
    valid_from: { type: 'string', title: say('validFrom'), format: 'date' },
    position: { type: 'integer', title: say('position'), minimum: -1000000, maximum: 1000000 },
    duties: { type: 'string', title: say('duties'), maxLength: 10000, 'x-widget': 'textarea' },
    contact_name: { type: 'string', title: say('contactName'), maxLength: 100 },
    contact_role: { type: 'string', title: say('contactRole'), maxLength: 100 },
    contact_phone: { type: 'string', title: say('contactPhone'), maxLength: 40 },
    contact_mail: { type: 'string', title: say('contactMail'), maxLength: 199 },
  };
}

function read(entered: Entered, others: readonly Contact[]) {
  const contact: Contact = {
    name: trimmed(entered.contact_name),
    role: trimmed(entered.contact_role),
    phone: trimmed(entered.contact_phone),
    mail: trimmed(entered.contact_mail),
  };
  const said = Object.values(contact).some((each) => each !== '');
  return {
    name: trimmed(entered.name),
    short_name: trimmed(entered.short_name),
    kind: (trimmed(entered.kind) || 'department') as Kind,
    division_level: trimmed(entered.division_level) as Division,
    division_code: trimmed(entered.division_code),
    uscc: trimmed(entered.uscc),
    duties: trimmed(entered.duties),
    valid_from: textOrNull(entered.valid_from),
    position: typeof entered.position === 'number' ? entered.position : 0,
    contacts: said ? [contact, ...others] : [...others],
  };
}

/** A new unit, under the one that is open. */
export function CreateOrganisation({ parent, units, onClose }: { parent: string | undefined; units: readonly TreeNode[]; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const navigate = useNavigate();
  const changed = useChanged();
  const schema: JsonSchema = {
    type: 'object',
    required: ['code', 'name', 'kind'],
    properties: {
      parent_id: { type: 'string', title: say('parent'), oneOf: choices(units), 'x-widget': 'select' },
      code: { type: 'string', title: say('code'), pattern: '^[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}$' },
      ...fields(say),
    },
  };
  const create = async (entered: Entered): Promise<void> => {
    const made = await createOrganisation({ ...read(entered, []), code: trimmed(entered.code), parent_id: textOrNull(entered.parent_id) });
    await changed(made);
    onClose();
    await navigate(`?id=${made.id}`, { replace: true });
  };
  return (
    <Drawer open title={say('create')} size={phone ? '100%' : 640} onClose={onClose}>
      <SchemaForm schema={schema} initial={parent === undefined ? {} : { parent_id: parent }} draftKey="organisation.new" submitLabel={say('create')} onSubmit={create} />
    </Drawer>
  );
}

export function EditOrganisation({ unit, onClose }: { unit: Organisation; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const phone = usePhone();
  const changed = useChanged();
  const { message } = App.useApp();
  const [first, ...others] = unit.contacts;
  const schema: JsonSchema = { type: 'object', required: ['name', 'kind'], properties: { ...fields(say), reason: { type: 'string', title: say('reason'), maxLength: 199 } } };
  const initial = {
    ...unit,
    division_level: unit.division_level || undefined,
    valid_from: unit.valid_from ?? undefined,
    contact_name: first?.name,
    contact_role: first?.role,
    contact_phone: first?.phone,
    contact_mail: first?.mail,
  };
  const save = async (entered: Entered): Promise<void> => {
    try {
      await changed(await editOrganisation(unit.id, { ...read(entered, others), version: unit.version, reason: trimmed(entered.reason) }));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code !== 'stale') throw error;
      throw new ApiProblem({ status: problem.status, title: say('conflict') });
    }
    void message.success(shared('saved'));
    onClose();
  };
  return (
    <Drawer open title={`${say('edit')} · ${unit.name}`} size={phone ? '100%' : 640} onClose={onClose}>
      <SchemaForm schema={schema} initial={initial} submitLabel={shared('save')} onSubmit={save} />
    </Drawer>
  );
}
