import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Select } from 'antd';
import { PlugZap, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { StateBadge } from '@/shared/state/StateBadge';
import { usePhone } from '@/shared/theme/usePhone';

import { useMay } from '../session';

import { createProvider, fetchProvider, removeProvider, saveProvider, testProvider, type ProviderDetail, type ProviderKind, type Step } from './api';
import { enteredIn, formOf, providerForm } from './form';
import styles from './sign-in.module.css';
import { words } from './words';

interface ProviderPanelProps {
  /** Absent for a provider to be made. */
  id: string | undefined;
  kinds: readonly ProviderKind[];
  onMade: (id: string) => void;
  onClose: () => void;
}

const ADDRESSES = ['begin', 'callback', 'service', 'acs', 'metadata', 'scim'] as const;

function Addresses({ provider }: { provider: ProviderDetail }) {
  const say = useWords(words);
  const shown = ADDRESSES.filter((each) => each in provider.addresses && (each !== 'scim' || provider.provisions));
  if (shown.length === 0) return null;
  return (
    <section>
      <h3>{say('addresses')}</h3>
      <dl className={styles.addresses}>
        {shown.map((each) => (
          <div key={each}>
            <dt>{say(each)}</dt>
            <dd>
              <code>{provider.addresses[each]}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Steps({ steps }: { steps: readonly Step[] }) {
  const say = useWords(words);
  const titled = useTitled();
  return (
    <section aria-live="polite">
      <h3>{say(steps.every((each) => each.ok) ? 'testOk' : 'testFailed')}</h3>
      <ol className={styles.steps}>
        {steps.map((each) => (
          <li key={each.title}>
            <StateBadge tone={each.ok ? 'ok' : 'critical'} label={say(each.ok ? 'passed' : 'failed')} />
            <b>{titled(each.title, each.title_en)}</b>
            <span>{each.detail}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One provider: its form from the kind's schema, the addresses for the other side, the test, and the way out. */
export function ProviderPanel({ id, kinds, onMade, onClose }: ProviderPanelProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const phone = usePhone();
  const client = useQueryClient();
  const manages = useMay('identity_provider:manage');
  const { message, modal } = App.useApp();
  const [chosen, setChosen] = useState<string | undefined>();
  const provider = useQuery({ queryKey: ['identity-providers', 'one', id], queryFn: () => fetchProvider(id ?? ''), enabled: id !== undefined }).data;
  const kind = kinds.find((each) => each.kind === (provider?.kind ?? chosen));
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['identity-providers'] });
  const test = useMutation({ mutationFn: testProvider, onError: (error) => void message.error(asProblem(error).told) });
  const removal = useMutation({
    mutationFn: removeProvider,
    onSuccess: async () => {
      void message.success(say('removed'));
      await refresh();
      onClose();
    },
    onError: (error) => void message.error(asProblem(error).told),
  });

  const save = async (value: Record<string, unknown>): Promise<void> => {
    if (kind === undefined) return;
    const { key, ...entered } = enteredIn(kind, value);
    test.reset();
    if (provider === undefined) {
      const made = await createProvider({ ...entered, key, kind: kind.kind });
      await refresh();
      onMade(made.id);
    } else {
      try {
        await saveProvider(provider.id, { ...entered, version: provider.version });
      } catch (error) {
        if (asProblem(error).code !== 'stale') throw error;
        // The form begins anew with what is in force now: it could not tell.
        void message.warning(say('stale'));
        await refresh();
        return;
      }
      await refresh();
    }
    void message.success(shared('saved'));
  };
  const remove = (of: ProviderDetail): void => {
    modal.confirm({
      title: `${say('remove')} · ${of.title}`,
      content: say('removeHint'),
      okText: say('remove'),
      okButtonProps: { danger: true },
      cancelText: shared('cancel'),
      onOk: () => removal.mutateAsync(of.id).catch(() => undefined),
    });
  };

  return (
    <Drawer
      open
      title={provider === undefined ? say('add') : titled(provider.title, provider.title_en)}
      size={phone ? '100%' : 680}
      onClose={onClose}
      extra={
        provider !== undefined &&
        manages && (
          <Button icon={<PlugZap size={14} />} loading={test.isPending} title={say('saveFirst')} onClick={() => test.mutate(provider.id)}>
            {say('test')}
          </Button>
        )
      }
    >
      <div className={styles.panel}>
        {id === undefined && (
          <div>
            <h3>{say('kind')}</h3>
            <Select
              aria-label={say('kind')}
              style={{ width: '100%' }}
              value={chosen ?? null}
              placeholder={say('kindHint')}
              onChange={(key: string) => setChosen(key)}
              options={kinds.map((each) => ({ value: each.kind, label: titled(each.title, each.title_en) }))}
            />
          </div>
        )}
        {test.data !== undefined && <Steps steps={test.data} />}
        {provider !== undefined && <Addresses provider={provider} />}
        {kind !== undefined && (id === undefined || provider !== undefined) && (
          <SchemaForm
            key={`${kind.kind}-${provider?.version ?? 0}`}
            schema={providerForm(kind, provider, say)}
            initial={formOf(kind, provider)}
            disabled={!manages}
            submitLabel={shared('save')}
            onSubmit={save}
            actions={
              provider !== undefined &&
              manages && (
                <Button danger type="text" icon={<Trash2 size={14} />} disabled={provider.enabled} onClick={() => remove(provider)}>
                  {say('remove')}
                </Button>
              )
            }
          />
        )}
      </div>
    </Drawer>
  );
}
