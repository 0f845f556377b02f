import { App, Drawer } from 'antd';
import { useNavigate } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { textOf } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { mergeOrganisation, moveOrganisation, reinstateOrganisation, retireOrganisation } from './api';
import { branchOf, choices } from './forest';
import { useChanged } from './queries';
import type { Organisation, TreeNode } from './types';
import { words } from './words';

export type Verb = 'move' | 'merge' | 'retire' | 'reinstate';

const NOTES = { move: 'moveNote', merge: 'mergeNote', retire: 'retireNote', reinstate: 'reinstate' } as const;
const ROOT = 'root';

/** Move, merge, end or reinstate a unit; each says what it will do before it does it. */
export function VerbDialog({ verb, unit, units, onClose }: { verb: Verb; unit: Organisation; units: readonly TreeNode[]; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const navigate = useNavigate();
  const changed = useChanged();
  const { message } = App.useApp();
  const branch = branchOf(units, unit.id);
  const properties: Record<string, JsonSchema> = {};
  if (verb === 'move') {
    properties.target = { type: 'string', title: say('parent'), oneOf: [{ const: ROOT, title: say('root') }, ...choices(units, branch)], 'x-widget': 'select' };
  }
  if (verb === 'merge') properties.target = { type: 'string', title: say('into'), oneOf: choices(units, branch), 'x-widget': 'select' };
  if (verb !== 'reinstate') properties.reason = { type: 'string', title: say('reason'), maxLength: 300, 'x-widget': 'textarea' };
  const required = Object.keys(properties).filter((key) => key !== 'reason' || verb !== 'move');

  const act = async (entered: Record<string, unknown>): Promise<void> => {
    const [target, reason] = [textOf(entered.target), textOf(entered.reason)];
    const after = await {
      move: () => moveOrganisation(unit.id, target === ROOT ? null : target, reason),
      merge: () => mergeOrganisation(unit.id, target, reason),
      retire: () => retireOrganisation(unit.id, reason),
      reinstate: () => reinstateOrganisation(unit.id),
    }[verb]();
    await changed(after);
    void message.success(say('done'));
    onClose();
    if (after.id !== unit.id) await navigate(`?id=${after.id}`, { replace: true });
  };

  return (
    <Drawer open title={`${say(verb)} · ${unit.name}`} size={phone ? '100%' : 520} onClose={onClose}>
      <Quiet as="p">{say(NOTES[verb])}</Quiet>
      <SchemaForm schema={{ type: 'object', required, properties }} submitLabel={say(verb)} onSubmit={act} />
    </Drawer>
  );
}
