import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { Link, useSearchParams } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { asSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Time } from '@/shared/time/Time';

import { fetchPolicies, savePolicy, type Policy } from './api';
import styles from './policies.module.css';
import { useRoleChoices } from './roleChoices';
import { wholeValue } from './value';
import { words } from './words';

const KEY = ['policies'] as const;

function PolicyForm({ policy }: { policy: Policy }) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const client = useQueryClient();
  const { message } = App.useApp();
  const schema = useRoleChoices(asSchema(policy.form));

  const save = async (entered: Record<string, unknown>): Promise<void> => {
    try {
      await savePolicy(policy, wholeValue(schema, entered));
    } catch (error) {
      if (asProblem(error).code !== 'stale') throw error;
      // The form begins anew with what is in force now: it could not tell.
      void message.warning(say('stale'));
      await client.invalidateQueries({ queryKey: KEY });
      return;
    }
    void message.success(shared('saved'));
    await client.invalidateQueries({ queryKey: KEY });
  };

  return (
    <Section
      title={titled(policy.title, policy.title_en)}
      extra={
        policy.changed_at === null ? (
          say('untouched')
        ) : (
          <span>
            {say('changedBy', { who: policy.changed_by })} <Time at={policy.changed_at} />
          </span>
        )
      }
    >
      {policy.help !== '' && <p className={styles.help}>{titled(policy.help, policy.help_en)}</p>}
      {!policy.writable && <p className={styles.help}>{say('readOnly')}</p>}
      <SchemaForm
        key={`${policy.key}-${policy.version}`}
        schema={schema}
        initial={policy.value}
        disabled={!policy.writable}
        submitLabel={shared('save')}
        onSubmit={save}
      />
    </Section>
  );
}

function Chooser({ policies, chosen }: { policies: readonly Policy[]; chosen: Policy }) {
  const titled = useTitled();
  return (
    <nav className={styles.chooser}>
      {policies.map((policy) => (
        <Link key={policy.key} to={{ search: `?key=${policy.key}` }} replace aria-current={policy === chosen ? 'page' : undefined}>
          {titled(policy.title, policy.title_en)}
        </Link>
      ))}
    </nav>
  );
}

/** What an administrator sets while the platform runs; each form comes from the room that reads the setting. */
export function PoliciesPage() {
  const say = useWords(words);
  const [params] = useSearchParams();
  const policies = useQuery({ queryKey: KEY, queryFn: fetchPolicies });
  return (
    <>
      <PageHeader title={say('settings')} note={say('note')} />
      <Loaded query={policies} rows={8}>
        {(all) => {
          const chosen = all.find((policy) => policy.key === params.get('key')) ?? all[0];
          if (chosen === undefined) return null;
          return (
            <div className={styles.page}>
              <Chooser policies={all} chosen={chosen} />
              <PolicyForm policy={chosen} />
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
