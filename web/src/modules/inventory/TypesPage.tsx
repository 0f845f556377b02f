import { Button, Input } from 'antd';
import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useMay } from '@/modules/kernel';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { familiesOf, matches } from './families';
import { useEstate, useItemTypes } from './queries';
import { TypeEditor } from './type/editor/TypeEditor';
import { editorWords } from './type/editor/words';
import { TypeIcon } from './typeIcon';
import styles from './types.module.css';
import type { ItemType } from './types';
import { typeWords } from './typeWords';

function TypeCard({ type, items }: { type: ItemType; items: number | undefined }) {
  const say = useWords(typeWords);
  const titled = useTitled();
  return (
    <Link to={`/item-types/${type.key}`} className={styles.card} data-empty={items === 0}>
      <TypeIcon icon={type.icon} size={18} />
      <span className={styles.cardName}>
        {titled(type.title, type.title_en)}
        <Code>{type.key}</Code>
      </span>
      {items !== undefined && <span className={styles.cardCount}>{say('itemsCount', { n: items })}</span>}
    </Link>
  );
}

/** What kinds of things there are: by family, with how many there are of each. */
export function TypesPage() {
  const say = useWords(typeWords);
  const edit = useWords(editorWords);
  const types = useItemTypes();
  const estate = useEstate().data;
  const mayModel = useMay('inventory:model');
  const [making, setMaking] = useState(false);
  const [typed, setTyped] = useState('');
  const counts = estate && new Map(estate.by_type.map((line) => [line.type, line.total]));
  return (
    <>
      <PageHeader
        title={say('catalogue')}
        note={say('catalogueNote')}
        kicker={<Link to="/items">{say('items')}</Link>}
        actions={
          <>
            <Input allowClear className={styles.search ?? ''} prefix={<Search size={14} />} placeholder={say('find')} aria-label={say('find')} value={typed} onChange={(event) => setTyped(event.target.value)} />
            {mayModel && (
              <Button icon={<Plus size={15} />} onClick={() => setMaking(true)}>
                {edit('newType')}
              </Button>
            )}
          </>
        }
      />
      <Loaded query={types} rows={8}>
        {(all) => {
          const families = familiesOf(all.filter((type) => !type.abstract && matches(type, typed)));
          return families.length === 0 ? (
            <Notice title={say('nothingFound')} />
          ) : (
            <>
              {families.map(({ family, members }) => (
                <Section key={family} title={say(family)} count={members.length}>
                  <div className={styles.cards}>
                    {members.map((type) => (
                      <TypeCard key={type.key} type={type} items={counts && (counts.get(type.key) ?? 0)} />
                    ))}
                  </div>
                </Section>
              ))}
            </>
          );
        }}
      </Loaded>
      {making && <TypeEditor type={undefined} onClose={() => setMaking(false)} />}
    </>
  );
}
