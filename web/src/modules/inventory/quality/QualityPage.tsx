import { Link } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import { useWords } from '@/shared/i18n/words';

import { words } from '../words';
import { FlawedTab } from './FlawedTab';
import { ScoreTab } from './ScoreTab';
import { qualityWords } from './words';

/** How far the records of what we have can be relied on, what is wrong with them, and whose they are. */
export function QualityPage() {
  const say = useWords(qualityWords);
  const own = useWords(words);
  return (
    <>
      <PageHeader title={say('title')} note={say('note')} kicker={<Link to="/items">{own('items')}</Link>} />
      <UrlTabs
        keep={['type', 'type__in', 'exact_type', 'organisation', 'lifecycle', 'lifecycle__in', 'shown']}
        tabs={[
          { key: 'overview', title: say('overview'), render: () => <ScoreTab /> },
          { key: 'flawed', title: say('flawed'), render: () => <FlawedTab /> },
        ]}
      />
    </>
  );
}
