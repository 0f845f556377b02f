import { History } from 'lucide-react';

import { Section } from '@/shared/detail/Section';
import { Timeline } from '@/shared/detail/Timeline';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { useTypeVersions } from '../queries';
import type { ItemTypeDetail, TypeVersion } from '../types';
import { typeWords } from '../typeWords';

const SHOWN = 12;

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lines(version: TypeVersion): string {
  const places = Object.entries(version.delta);
  const told = places.slice(0, SHOWN).map(([place, [before, after]]) => `${place}: ${text(before ?? null)} → ${text(after ?? null)}`);
  return [...told, ...(places.length > SHOWN ? [`… ${places.length - SHOWN}`] : [])].join('\n');
}

/** What the type was: each change with who made it, newest first. */
export function VersionsOfType({ type }: { type: ItemTypeDetail }) {
  const say = useWords(typeWords);
  const versions = useTypeVersions(type.key);
  return (
    <Loaded query={versions}>
      {(page) =>
        page.items.length === 0 ? (
          <Notice icon={<History size={28} strokeWidth={1.4} />} title={say('noVersions')} />
        ) : (
          <Section title={say('versions')} count={page.total}>
            <Timeline
              events={page.items.map((version) => ({
                key: String(version.version),
                at: version.at,
                title: `${version.version} · ${say(version.kind)}`,
                by: version.actor_name,
                text: version.kind === 'created' ? say('places', { n: Object.keys(version.delta).length }) : lines(version),
              }))}
            />
          </Section>
        )
      }
    </Loaded>
  );
}
