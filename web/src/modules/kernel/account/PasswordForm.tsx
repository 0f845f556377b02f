import { ApiProblem } from '@/shared/api/problem';
import { textOf } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';

import type { Session } from '../types';
import { changePassword } from './api';
import { words } from './words';

/** Changes one's own password; the rules are those in force. */
export function PasswordForm({ rules, onDone }: { rules: string; onDone: (session: Session) => void }) {
  const say = useWords(words);
  const schema: JsonSchema = {
    type: 'object',
    required: ['old', 'new', 'repeat'],
    properties: {
      old: { type: 'string', title: say('oldPassword'), format: 'password', 'x-widget': 'password', maxLength: 199 },
      new: { type: 'string', title: say('newPassword'), description: rules, 'x-widget': 'password', maxLength: 199 },
      repeat: { type: 'string', title: say('repeat'), 'x-widget': 'password', maxLength: 199 },
    },
  };
  const save = async (entered: Record<string, unknown>): Promise<void> => {
    if (textOf(entered.new) !== textOf(entered.repeat)) {
      throw new ApiProblem({ status: 422, title: say('repeatWrong'), fields: [{ path: 'repeat', message: say('repeatWrong') }] });
    }
    onDone(await changePassword(textOf(entered.old), textOf(entered.new)));
  };
  return <SchemaForm schema={schema} onSubmit={save} submitLabel={say('changePassword')} />;
}
