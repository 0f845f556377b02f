import { Modal, Typography } from 'antd';

import { useWords } from '@/shared/i18n/words';
import { absolute } from '@/shared/time/format';

import { words } from './words';

/** A link by which somebody chooses a password: shown this once, to be handed over. */
export function OneTimeLink({ path, expires, onClose }: { path: string; expires: string; onClose: () => void }) {
  const say = useWords(words);
  return (
    <Modal open title={say('linkTitle')} onCancel={onClose} footer={null}>
      <p>{say('linkNote', { at: absolute(Date.parse(expires)) })}</p>
      <Typography.Paragraph copyable>{`${window.location.origin}${path}`}</Typography.Paragraph>
    </Modal>
  );
}
