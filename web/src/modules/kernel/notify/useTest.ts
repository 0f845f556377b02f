import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { useWords } from '@/shared/i18n/words';

import { fetchDelivery, testChannel } from './api';
import { words } from './words';

const LOOKS = 20;
const LOOK_MS = 1_000;
const pause = (ms: number): Promise<void> => new Promise((done) => void window.setTimeout(done, ms));

/** Sends a test through a channel and follows it until it has arrived or failed. */
export function useTest(): { busy: boolean; run: (channelId: string) => void } {
  const say = useWords(words);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);

  const follow = async (channelId: string): Promise<void> => {
    let delivery = await testChannel(channelId);
    for (let look = 0; look < LOOKS && delivery.error === '' && (delivery.state === 'waiting' || delivery.state === 'sending'); look += 1) {
      await pause(LOOK_MS);
      delivery = await fetchDelivery(delivery.id);
    }
    if (delivery.state === 'sent') void message.success(say('tested'));
    else if (delivery.error === '') void message.info(say('testWaiting'));
    else void message.error(say('testFailed', { reason: delivery.error }));
  };
  const run = (channelId: string): void => {
    setBusy(true);
    follow(channelId)
      .catch((error: unknown) => void message.error(asProblem(error).told))
      .finally(() => {
        setBusy(false);
        void client.invalidateQueries({ queryKey: ['channels'] });
      });
  };
  return { busy, run };
}
