import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { fetchDefault, fetchPreference, saveDefault, savePreference, type Preference } from './api';
import { Matrix } from './Matrix';
import styles from './notify.module.css';
import { QuietHours, Undisturbed } from './QuietHours';
import { choiceOf, type Choice } from './choice';
import { words } from './words';

interface EditorProps {
  preference: Preference;
  own: boolean;
  onSave: (value: Record<string, unknown>, version: number) => Promise<unknown>;
  onStale: () => Promise<unknown>;
}

function Editor({ preference, own, onSave, onStale }: EditorProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const { message } = App.useApp();
  const [choice, setChoice] = useState<Choice>(() => choiceOf(preference.value));
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await onSave({ ...choice }, preference.version);
      void message.success(say('saved'));
    } catch (error) {
      const problem = asProblem(error);
      void message.error(problem.code === 'stale' ? say('stale') : [problem.told, ...problem.fields.map((field) => field.message)].join(' '));
      if (problem.code === 'stale') await onStale();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.page}>
      <Section title={say('rules')} flush>
        <Matrix preference={preference} rules={choice.rules ?? {}} onChange={(rules) => setChoice({ ...choice, rules })} />
      </Section>
      <Section title={say('quiet')}>
        <QuietHours quiet={choice.quiet ?? choiceOf(preference.default).quiet ?? { on: false }} onChange={(quiet) => setChoice({ ...choice, quiet })} />
      </Section>
      {own && (
        <Section title={say('undisturbed')}>
          <Undisturbed until={choice.undisturbed_until ?? null} onChange={(until) => setChoice({ ...choice, undisturbed_until: until })} />
        </Section>
      )}
      <div className={styles.foot}>
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {shared('save')}
        </Button>
      </div>
    </div>
  );
}

/** How the signed-in person wants to be told. */
export function PreferencePage() {
  const say = useWords(words);
  const client = useQueryClient();
  const key = ['notifications', 'preference', 'own'];
  const preference = useQuery({ queryKey: key, queryFn: fetchPreference, staleTime: Infinity });
  const save = async (value: Record<string, unknown>, version: number): Promise<void> => {
    client.setQueryData(key, await savePreference(value, version));
  };
  return (
    <>
      <PageHeader title={say('settings')} note={say('settingsNote')} />
      <Loaded query={preference} rows={8}>
        {(loaded) => <Editor key={loaded.version} own preference={loaded} onSave={save} onStale={() => preference.refetch()} />}
      </Loaded>
    </>
  );
}

/** What counts for everybody who chose nothing. */
export function DefaultsPage() {
  const say = useWords(words);
  const client = useQueryClient();
  const key = ['notification-default'];
  const preference = useQuery({ queryKey: key, queryFn: fetchDefault, staleTime: Infinity });
  const save = async (value: Record<string, unknown>, version: number): Promise<void> => {
    client.setQueryData(key, await saveDefault(value, version));
  };
  return (
    <>
      <PageHeader title={say('defaults')} note={say('defaultsNote')} />
      <Loaded query={preference} rows={8}>
        {(loaded) => <Editor key={loaded.version} own={false} preference={loaded} onSave={save} onStale={() => preference.refetch()} />}
      </Loaded>
    </>
  );
}
