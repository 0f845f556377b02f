import { useQuery } from '@tanstack/react-query';

import { useTitled, useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import type { Tone } from '@/shared/theme/tokens';

import { fetchPreference, type Channel, type Delivery, type Message } from './api';
import { words } from './words';

export const LEVELS = ['critical', 'warning', 'info'] as const;
export const LEVEL_TONES: Readonly<Record<Message['level'], Tone>> = { critical: 'critical', warning: 'warning', info: 'idle' };
export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'failed', 'skipped'] as const;
export const DELIVERY_TONES: Readonly<Record<Delivery['state'], Tone>> = { waiting: 'warning', sending: 'running', sent: 'ok', failed: 'critical', skipped: 'idle' };

export function LevelBadge({ level }: { level: Message['level'] }) {
  const say = useWords(words);
  return <StateBadge tone={LEVEL_TONES[level]} label={say(level)} />;
}

export function DeliveryBadge({ delivery }: { delivery: Delivery }) {
  const say = useWords(words);
  return <StateBadge tone={DELIVERY_TONES[delivery.state]} label={say(`s_${delivery.state}`)} reason={delivery.error} />;
}

export function ChannelBadge({ channel }: { channel: Channel }) {
  const say = useWords(words);
  if (!channel.enabled) return <StateBadge tone="idle" label={say('disabled')} />;
  if (channel.circuit === 'open') return <StateBadge tone="critical" label={say('open')} reason={channel.last_error} />;
  if (channel.failures > 0) return <StateBadge tone="warning" label={say('failing')} reason={channel.last_error} />;
  return channel.last_success_at === null ? <StateBadge tone="idle" label={say('untried')} /> : <StateBadge tone="ok" label={say('working')} />;
}

/** The title of a category; one that is part of another reads as that one. */
export function useCategoryTitle(): (key: string) => string {
  const titled = useTitled();
  const known = useQuery({ queryKey: ['notifications', 'preference'], queryFn: fetchPreference, staleTime: 60_000 }).data?.categories ?? [];
  return (key) => {
    const found = known.find((each) => each.key === key) ?? known.find((each) => key.startsWith(`${each.key}.`)) ?? known.find((each) => each.key === 'other');
    return found === undefined ? key : titled(found.title, found.title_en);
  };
}
