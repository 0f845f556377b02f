import { AlertTable, eventWords } from '@/modules/events';
import { AssessmentCard } from '@/modules/insight';
import { ItemPage, type Item } from '@/modules/inventory';
import { jobWords, RunStateBadge, RunTable, type RunState } from '@/modules/jobs';
import { processWords, TicketPage, TicketTable } from '@/modules/process';
import { PanelGrid, telemetryWords } from '@/modules/telemetry';
import type { UrlTab } from '@/shared/detail/UrlTabs';
import { useWords } from '@/shared/i18n/words';

/*
 * Pages that show more than their own room knows. The rooms stay blind to those above them, as in the backend; what comes
 * from above is handed in here.
 */

export function ItemRoute() {
  const telemetry = useWords(telemetryWords);
  const events = useWords(eventWords);
  const process = useWords(processWords);
  const jobs = useWords(jobWords);
  const more = (item: Item): readonly UrlTab[] => [
    { key: 'metrics', title: telemetry('metrics'), render: () => <PanelGrid itemId={item.id} /> },
    { key: 'alerts', title: events('alerts'), render: () => <AlertTable id="item.alerts" fixed={{ item: item.id }} withItem={false} /> },
    { key: 'tickets', title: process('tickets'), render: () => <TicketTable id="item.tickets" fixed={{ item: item.id }} /> },
    { key: 'jobs', title: jobs('runs'), render: () => <RunTable id="item.runs" fixed={{ item: item.id }} /> },
  ];
  return <ItemPage more={more} />;
}

export function TicketRoute() {
  return (
    <TicketPage
      assessment={(ticketId) => <AssessmentCard ticketId={ticketId} />}
      runBadge={(state) => <RunStateBadge state={state as RunState} />}
    />
  );
}
