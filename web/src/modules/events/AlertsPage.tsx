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
  const [clicked, setClicked] = useState<Alert>();
  const open = params.get('open') ?? undefined;
  const setOpen = (id: string | undefined): void => {
    const next = new URLSearchParams(params);
    if (id === undefined) next.delete('open');
    else next.set('open', id);
    void navigate({ search: next.toString() }, { replace: open !== undefined, preventScrollReset: true });
  };
  const close = (): void => setOpen(undefined);
  useShortcuts(open === undefined ? [] : [{ keys: 'Escape', title: say('closePanel'), run: close, always: true }]);
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
            onChange={(view) => void navigate({ search: view === 'past' ? '?view=past' : '' }, { replace: true })}
          />
        }
      />
      <AlertTable
        id={past ? 'alerts.past' : 'alerts'}
        fixed={past ? PAST : LIVE}
        withState={false}
        grouped={!past}
        past={past}
        views={past ? 'alerts.past' : 'alerts'}
        onOpen={(alert) => {
          setClicked(alert);
          setOpen(alert.id);
        }}
        openKey={open}
      />
      {open !== undefined && <AlertPanel key={open} id={open} listed={clicked?.id === open ? clicked : undefined} onClose={close} />}
    </>
  );
}
