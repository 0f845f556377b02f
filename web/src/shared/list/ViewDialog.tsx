import { Drawer } from 'antd';

import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { useUnits } from '@/shared/organisations/units';
import { useAllowed } from '@/shared/session/may';
import { usePhone } from '@/shared/theme/usePhone';

import styles from './list.module.css';
import { changeView, keepView, type KeptView, type ViewContent } from './views';
import { words } from './words';

const MYSELF = 'myself';

interface ViewDialogProps {
  list: string;
  /** The view to rename or share; a new one without. */
  view: KeptView | undefined;
  content: ViewContent;
  onSaved: (view: KeptView) => void;
  onClose: () => void;
}

/** Names a view, and says who may read it. */
export function ViewDialog({ list, view, content, onSaved, onClose }: ViewDialogProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const phone = usePhone();
  const mayShare = useAllowed('view:share');
  const units = useUnits({ enabled: mayShare });
  const held = view?.organisation ?? null;
  const choices = held === null || units.some((unit) => unit.id === held.id) ? units : [held, ...units];
  const schema: JsonSchema = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', title: say('viewName'), minLength: 1, maxLength: 60 },
      ...(mayShare && {
        organisation: {
          type: 'string',
          title: say('viewFor'),
          description: say('viewForHint'),
          oneOf: [{ const: MYSELF, title: say('viewForMe') }, ...choices.map((unit) => ({ const: unit.id, title: unit.name }))],
          'x-widget': 'select',
          default: MYSELF,
        },
      }),
    },
  };
  const save = async (entered: Record<string, unknown>): Promise<void> => {
    const name = typeof entered.name === 'string' ? entered.name.trim() : '';
    const chosen = typeof entered.organisation === 'string' && entered.organisation !== MYSELF ? entered.organisation : null;
    const fields = mayShare ? { name, organisation_id: chosen } : { name };
    onSaved(view === undefined ? await keepView({ list, content, ...fields }) : await changeView(view.id, { version: view.version, ...fields }));
    onClose();
  };
  return (
    <Drawer open title={view === undefined ? say('saveView') : `${say('editView')} · ${view.name}`} size={phone ? '100%' : 420} onClose={onClose}>
      {view === undefined && <p className={styles.hint}>{say('saveViewHint')}</p>}
      <SchemaForm
        schema={schema}
        initial={{ name: view?.name ?? '', organisation: held?.id ?? MYSELF }}
        submitLabel={shared('save')}
        onSubmit={save}
      />
    </Drawer>
  );
}
