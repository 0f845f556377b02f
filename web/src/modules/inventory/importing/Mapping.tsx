import { App, Button, Select } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';

import { saveMapping } from './api';
import styles from './importing.module.css';
import { isRelation, useTargets } from './targets';
import type { ItemImport } from './types';
import { words } from './words';

/** Columns that say what a row of another system's file is; they fill nothing. */
const FIXED = new Set(['@type', '@foreign']);

/** What each column of a checked file fills; changed, the table is checked again. */
export function Mapping({ run, onChanged }: { run: ItemImport; onChanged: () => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const { message } = App.useApp();
  const targets = useTargets(run.type);
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({});
  const mapping = { ...run.mapping, ...changed };
  const taken = new Set(Object.values(mapping));
  const save = async (): Promise<void> => {
    try {
      await saveMapping(run.id, mapping);
      setChanged({});
      onChanged();
    } catch (error) {
      void message.error(asProblem(error).told);
    }
  };
  const options = (heading: string) => [
    { value: '', label: say('leftOut') },
    ...targets.map((each) => ({
      value: each.key,
      label: isRelation(each) ? say('relation', { name: titled(each.title, each.title_en) }) : titled(each.title, each.title_en),
      disabled: taken.has(each.key) && mapping[heading] !== each.key,
    })),
  ];
  return (
    <div className={styles.section}>
      <Section title={say('mapping')}>
        <p className={styles.note}>{say('mappingNote')}</p>
        <div className={styles.mapping}>
          {run.headings
            .filter((heading) => heading !== '' && !FIXED.has(run.mapping[heading] ?? ''))
            .map((heading) => (
              <label key={heading}>
                <span title={heading}>{heading}</span>
                <Select
                  showSearch={{ optionFilterProp: 'label' }}
                  aria-label={heading}
                  disabled={!run.mine}
                  value={mapping[heading] ?? ''}
                  options={options(heading)}
                  onChange={(key: string) => setChanged((before) => ({ ...before, [heading]: key }))}
                />
              </label>
            ))}
        </div>
        {run.mine && Object.keys(changed).length > 0 && (
          <Button type="primary" onClick={() => void save()}>
            {say('recheck')}
          </Button>
        )}
      </Section>
    </div>
  );
}
