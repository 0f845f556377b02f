import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Select } from 'antd';
import { Send, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Facts } from '@/shared/detail/Facts';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { usePhone } from '@/shared/theme/usePhone';
import { Time } from '@/shared/time/Time';

import { changeChannel, createChannel, fetchPreference, removeChannel, type Channel, type ChannelKind } from './api';
import { channelBody, channelForm, formOf } from './channelForm';
import styles from './notify.module.css';
import { ChannelBadge } from './state';
import { useTest } from './useTest';
import { words } from './words';

interface ChannelPanelProps {
  /** Absent for a channel to be made. */
  channel: Channel | undefined;
  kinds: readonly ChannelKind[];
  onClose: () => void;
}

/** One channel: its form from the kind's schema, a test, and the way out. */
export function ChannelPanel({ channel, kinds, onClose }: ChannelPanelProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const phone = usePhone();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [kindKey, setKindKey] = useState(channel?.kind);
  const kind = kinds.find((each) => each.key === kindKey);
  const categories = useQuery({ queryKey: ['notifications', 'preference'], queryFn: fetchPreference, staleTime: 60_000 }).data?.categories ?? [];
  const test = useTest();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['channels'] });
  const removal = useMutation({
    mutationFn: removeChannel,
    onSuccess: async () => {
      void message.success(say('removed'));
      await refresh();
      onClose();
    },
    onError: (error) => void message.error(asProblem(error).told),
  });

  const save = async (entered: Record<string, unknown>): Promise<void> => {
    if (kind === undefined) return;
    const body = channelBody(entered);
    await (channel === undefined ? createChannel({ ...body, kind: kind.key }) : changeChannel(channel, body));
    void message.success(shared('saved'));
    await refresh();
    onClose();
  };
  const remove = (of: Channel): void => {
    modal.confirm({
      title: say('removeSure', { name: of.name }),
      content: say('removeNote'),
      okText: say('remove'),
      okButtonProps: { danger: true },
      cancelText: shared('cancel'),
      onOk: () => removal.mutateAsync(of.id),
    });
  };

  return (
    <Drawer
      open
      title={channel?.name ?? say('newChannel')}
      size={phone ? '100%' : 640}
      onClose={onClose}
      extra={
        channel !== undefined && (
          <Button icon={<Send size={14} />} loading={test.busy} disabled={!channel.enabled} onClick={() => test.run(channel.id)}>
            {say('test')}
          </Button>
        )
      }
    >
      {channel === undefined && (
        <div className={styles.kind}>
          <label htmlFor="channel-kind">{say('kind')}</label>
          <Select
            id="channel-kind"
            value={kindKey ?? null}
            placeholder={say('chooseKind')}
            onChange={(key: string) => setKindKey(key)}
            options={kinds.map((each) => ({ value: each.key, label: `${titled(each.title, each.title_en)} · ${say(each.audience)}` }))}
          />
        </div>
      )}
      {channel !== undefined && (
        <div className={styles.facts}>
          <Facts
            facts={[
              { key: 'state', name: say('state'), value: <ChannelBadge channel={channel} /> },
              ...(channel.last_error === '' ? [] : [{ key: 'error', name: say('result'), value: channel.last_error }]),
              ...(channel.retry_at === null ? [] : [{ key: 'retry', name: say('retryAt'), value: <Time at={channel.retry_at} /> }]),
            ]}
          />
        </div>
      )}
      {kind !== undefined && (
        <SchemaForm
          key={kind.key}
          schema={channelForm(kind, categories, say, titled, channel)}
          initial={formOf(channel, kind)}
          submitLabel={shared('save')}
          onSubmit={save}
          actions={
            channel !== undefined && (
              <Button danger type="text" icon={<Trash2 size={14} />} onClick={() => remove(channel)}>
                {say('remove')}
              </Button>
            )
          }
        />
      )}
    </Drawer>
  );
}
