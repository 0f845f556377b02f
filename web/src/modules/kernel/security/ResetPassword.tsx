import { Drawer } from 'antd';

import { Quiet } from '@/shared/detail/Quiet';
import { textOf } from '@/shared/form/entered';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';

import { resetPassword, type Link } from './api';
import { words } from './words';

/** Why a password is reset and how the person was recognised; both stand in the audit trail. */
export function ResetPassword({ id, name, onMade, onClose }: { id: string; name: string; onMade: (link: Link) => void; onClose: () => void }) {
  const say = useWords(words);
  return (
    <Drawer open title={`${say('resetPassword')} · ${name}`} size={480} onClose={onClose}>
      <Quiet as="p">{say('resetPasswordNote')}</Quiet>
      <SchemaForm
        schema={{ type: 'object', required: ['reason'], properties: { reason: { type: 'string', title: say('resetReason'), maxLength: 300, 'x-widget': 'textarea' } } }}
        submitLabel={say('makeLink')}
        onSubmit={async ({ reason }) => {
          const link = await resetPassword(id, textOf(reason));
          onClose();
          onMade(link);
        }}
      />
    </Drawer>
  );
}
