import { App, Button, Dropdown } from 'antd';
import { Download } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { useWords } from '@/shared/i18n/words';
import { useAllowed } from '@/shared/session/may';

import { saveStatistic, type FileFormat, type ItemFilter } from './api';
import { words } from './words';

/** A statistic as a file. */
export function ExportMenu({ by, filter }: { by: string; filter: ItemFilter }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const may = useAllowed('list:export');
  const [busy, setBusy] = useState(false);
  if (!may) return null;
  const save = async (format: FileFormat): Promise<void> => {
    setBusy(true);
    try {
      await saveStatistic(by, filter, format);
    } catch (error) {
      void message.error(asProblem(error).told);
    }
    setBusy(false);
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'xlsx', label: 'Excel' },
          { key: 'csv', label: 'CSV' },
        ],
        onClick: ({ key }) => void save(key === 'csv' ? 'csv' : 'xlsx'),
      }}
    >
      <Button size="small" type="text" loading={busy} icon={<Download size={14} />} aria-label={say('export')} title={say('export')} />
    </Dropdown>
  );
}
