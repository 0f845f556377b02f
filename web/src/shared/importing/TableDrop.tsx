import { App, Upload } from 'antd';
import { FileUp } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';

import { words } from './words';

interface TableDropProps {
  /** What kind of table is taken. */
  hint: string;
  /** The endings of the files that are taken, where there are more than those of tables. */
  accept?: string;
  /** Why no table is taken yet. */
  notYet?: string | undefined;
  onFile: (file: File) => Promise<void>;
}

/** Where a table goes in: dropped or chosen. */
export function TableDrop({ hint, accept, notYet, onFile }: TableDropProps) {
  const say = useWords(words);
  const phone = usePhone();
  const { message } = App.useApp();
  const [sending, setSending] = useState(false);
  const send = async (file: File): Promise<void> => {
    setSending(true);
    try {
      await onFile(file);
    } catch (error) {
      void message.error(asProblem(error).told);
    } finally {
      setSending(false);
    }
  };
  return (
    <Upload.Dragger
      height={160}
      accept={accept ?? '.xlsx,.csv'}
      maxCount={1}
      disabled={sending || notYet !== undefined}
      showUploadList={false}
      beforeUpload={(file) => {
        void send(file);
        return false;
      }}
    >
      <FileUp size={28} strokeWidth={1.4} />
      <p>{sending ? say('sending') : (notYet ?? say(accept === undefined ? (phone ? 'dropHerePhone' : 'dropHere') : phone ? 'dropFilePhone' : 'dropFile'))}</p>
      <Quiet as="p">{hint}</Quiet>
    </Upload.Dragger>
  );
}
