import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { Download } from 'lucide-react';

import { Quiet } from '@/shared/detail/Quiet';
import { quantityText } from '@/shared/format/quantity';
import { useLocale, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';

import { contentHref, fetchText, fileKeys, inlineHref, type StoredFile } from './api';
import styles from './files.module.css';
import { words } from './words';

function TextBody({ file }: { file: StoredFile }) {
  const say = useWords(words);
  const query = useQuery({ queryKey: fileKeys.text(file.id), queryFn: () => fetchText(file.id), staleTime: Infinity });
  return (
    <Loaded query={query} rows={8}>
      {(shown) => (
        <>
          <pre className={styles.text}>{shown.text}</pre>
          {shown.truncated && <Quiet as="div" small>{say('truncated')}</Quiet>}
        </>
      )}
    </Loaded>
  );
}

/** Looks at a file without saving it: pictures, PDF and texts. The server sends each so that nothing in it can run. */
export function Preview({ file, onClose }: { file: StoredFile; onClose: () => void }) {
  const say = useWords(words);
  const locale = useLocale();
  const phone = usePhone();
  return (
    <Modal
      open
      title={<span className={styles.previewTitle}>{file.name}</span>}
      width={phone ? '100%' : 960}
      style={phone ? { top: 0, maxWidth: '100%', margin: 0, padding: 0 } : { top: 40 }}
      onCancel={onClose}
      footer={
        <div className={styles.previewFoot}>
          <Quiet small>
            {quantityText(file.size, 'bytes', locale)} · {say('digest')} <code>{file.sm3.slice(0, 16)}…</code>
          </Quiet>
          <Button type="primary" icon={<Download size={14} />} href={contentHref(file.id)}>
            {say('download')}
          </Button>
        </div>
      }
    >
      <div className={styles.previewBody} data-kind={file.preview}>
        {file.preview === 'image' && <img src={inlineHref(file.id)} alt={file.name} />}
        {file.preview === 'pdf' && <iframe src={inlineHref(file.id)} title={file.name} />}
        {file.preview === 'text' && <TextBody file={file} />}
      </div>
    </Modal>
  );
}
