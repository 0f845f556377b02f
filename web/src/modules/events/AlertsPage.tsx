import { Segmented } from 'antd';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { useShortcuts } from '@/shared/keyboard/shortcuts';

import { AlertPanel } from './AlertPanel';
import { AlertTable } from './AlertTable';
import type { Alert } from './types';
import { words } from './words';

const LIVE = { state__in: 'firing,pending' } as const;
const PAST = { state: 'resolved' } as const;

/** What started it, who has it: the live list by incident, with one alert opened beside it. */
export function AlertsPage() {
  const say = useWords(words);
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const past = params.get('view') === 'past';
  const [opened, setOpened] = useState<Alert>();
  useShortcuts(opened === undefined ? [] : [{ keys: 'Escape', title: say('closePanel'), run: () => setOpened(undefined), always: true }]);
  return (
    <>
      <PageHeader
        title={say('alerts')}
        actions={
          <Segmented
            value={past ? 'past' : 'live'}
            options={[
              { value: 'live', label: say('live') },
              { value: 'past', label: say('past') },
            ]}
            onChange={(view) => {
              setOpened(undefined);
              void navigate({ search: view === 'past' ? '?view=past' : '' }, { replace: true });
            }}
          />
        }
      />
      <AlertTable
        id={past ? 'alerts.past' : 'alerts'}
        fixed={past ? PAST : LIVE}
        withState={false}
        grouped={!past}
        past={past}
        onOpen={setOpened}
        openKey={opened?.id}
      />
      {opened !== undefined && <AlertPanel alert={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
