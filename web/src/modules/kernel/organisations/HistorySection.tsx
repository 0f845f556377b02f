import { useQuery } from '@tanstack/react-query';

import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { useWords, type Say } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { fetchHistory } from './api';
import { organisationKeys } from './queries';
import { DIVISIONS, KINDS, type TreeNode, type Version } from './types';
import { words } from './words';

type Key = keyof typeof words;

const FIELDS: Readonly<Record<string, Key>> = {
  name: 'name',
  short_name: 'shortName',
  kind: 'kind',
  division_level: 'division',
  division_code: 'divisionCode',
  uscc: 'uscc',
  duties: 'duties',
  contacts: 'contacts',
  parent: 'parent',
  position: 'position',
  valid_from: 'validFrom',
  valid_to: 'validTo',
};
const CHANGES: readonly Key[] = ['created', 'renamed', 'edited', 'moved', 'absorbed', 'retired', 'reinstated', 'imported'];
const LONG = 40;

function shown(field: string, value: unknown, units: readonly TreeNode[], say: Say<Key>): string {
  if (value === null || value === undefined || value === '') return say('blank');
  if (field === 'parent') return units.find((unit) => unit.id === value)?.name ?? (typeof value === 'string' ? value : JSON.stringify(value));
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  const word = [...KINDS, ...DIVISIONS].find((each) => each === text);
  if (word !== undefined) return say(word);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/** What differs from the version before. */
function differences(version: Version, before: Version | undefined, units: readonly TreeNode[], say: Say<Key>): string {
  if (before === undefined) return '';
  return Object.entries(FIELDS)
    .filter(([field]) => JSON.stringify(version.state[field]) !== JSON.stringify(before.state[field]))
    .map(([field, key]) =>
      say('fromTo', { field: say(key), from: shown(field, before.state[field], units, say), to: shown(field, version.state[field], units, say) }),
    )
    .join('；');
}

/** What a unit was called, where it stood and who changed it. */
export function HistorySection({ id, units }: { id: string; units: readonly TreeNode[] }) {
  const say = useWords(words);
  const history = useQuery({ queryKey: organisationKeys.history(id), queryFn: () => fetchHistory(id) });
  return (
    <Section title={say('history')} count={history.data?.total}>
      <Loaded query={history} rows={3} compact>
        {({ items }) => (
          <Timeline
            events={items.map((version, at) => {
              const known = CHANGES.find((each) => each === version.change);
              return {
                key: version.id,
                at: version.since,
                title: version.change === 'merged' ? say('wasMerged') : known === undefined ? version.change : say(known),
                text: [differences(version, items[at + 1], units, say), version.reason === '' ? '' : `${say('reason')}：${version.reason}`].filter((each) => each !== '').join('。'),
                by: version.actor_name,
              };
            })}
          />
        )}
      </Loaded>
    </Section>
  );
}
