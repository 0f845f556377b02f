import { Button } from 'antd';
import { History } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Failure } from '@/shared/state/Failure';
import { Notice } from '@/shared/state/Notice';
import { Skeleton } from '@/shared/state/Skeleton';

import { useHistoryPages } from './past/api';
import styles from './past/past.module.css';
import { RevertDialog } from './past/RevertDialog';
import { AT } from './past/useAt';
import { useWording } from './past/wording';
import { pastWords } from './past/words';
import { useRelations } from './queries';
import type { Item, ItemChange } from './types';
import { words } from './words';

/** Who changed what, when: old value and new value of each attribute; from here to the page as it was, and back. */
export function HistoryTab({ item }: { item: Item }) {
  const say = useWords(words);
  const past = useWords(pastWords);
  const titled = useTitled();
  const history = useHistoryPages(item.id);
  const relations = useRelations(item.id).data ?? [];
  const wording = useWording(item.type);
  const mayRevert = useMay('inventory:revert');
  const [reverting, setReverting] = useState<ItemChange | undefined>();

  const title = (change: ItemChange): string => {
    if (change.kind === 'created') return say('createdEvent');
    if (change.kind === 'lifecycle') return say('lifecycleEvent');
    if (change.kind === 'relation') return say('relationEvent');
    return say('updatedEvent', { n: Object.keys(change.delta).length });
  };
  /** A relation as it is called from this end; one that is gone by now has no name to look up. */
  const relationName = (field: string, direction: 'in' | 'out'): string => {
    const relation = relations.find((each) => `@${each.type}` === field && each.direction === direction);
    return relation === undefined ? say('relations') : titled(relation.title, relation.title_en);
  };
  const line = (change: ItemChange, field: string, before: unknown, after: unknown): string => {
    // Another item was tied to this one, or untied from it: told from this end.
    if (change.item !== item.id) return say(after === null ? 'untied' : 'tied', { name: relationName(field, 'in'), item: change.item_name });
    const name = change.kind === 'relation' ? relationName(field, 'out') : wording.field(field);
    return say('changed', { name, before: wording.value(field, before), after: wording.value(field, after) });
  };
  const lines = (change: ItemChange): string =>
    Object.entries(change.delta)
      .map(([field, [before, after]]) => line(change, field, before, after))
      .join('\n');
  const text = (change: ItemChange) => (
    <>
      {change.kind !== 'created' && <div>{lines(change)}</div>}
      <span className={styles.entryActions}>
        <Link to={{ search: `?${AT}=${encodeURIComponent(change.at)}` }}>{past('seeThen')}</Link>
        {mayRevert && (
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setReverting(change)}>
            {past('revert')}
          </Button>
        )}
      </span>
    </>
  );

  const pages = history.data?.pages;
  if (pages === undefined) return history.isError ? <Failure error={history.error} onRetry={() => void history.refetch()} /> : <Skeleton rows={5} />;
  const changes = pages.flatMap((page) => page.items);
  if (changes.length === 0) return <Notice icon={<History size={28} strokeWidth={1.4} />} title={say('noHistory')} />;
  return (
    <Section title={say('history')} count={pages[0]?.total}>
      <Timeline events={changes.map((change) => ({ key: change.id, at: change.at, title: title(change), by: change.actor_name, text: text(change) }))} />
      {history.hasNextPage && (
        <Button loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {past('more')}
        </Button>
      )}
      {reverting !== undefined && <RevertDialog change={reverting.id} batch={reverting.batch} onClose={() => setReverting(undefined)} />}
    </Section>
  );
}
