import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { Code } from '@/shared/detail/Code';
import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';

import { NewItem } from './NewItem';
import { useType, useTypeName } from './queries';
import { AttributesOfType } from './type/AttributesOfType';
import { TypeEditor } from './type/editor/TypeEditor';
import { editorWords } from './type/editor/words';
import { RelationsOfType } from './type/RelationsOfType';
import { RulesOfType } from './type/RulesOfType';
import { VersionsOfType } from './type/VersionsOfType';
import { TypeIcon } from './typeIcon';
import type { ItemTypeDetail } from './types';
import styles from './types.module.css';
import { typeWords } from './typeWords';

/** What a type inherits from, and what is below it, each on the way to its page. */
function Line({ type }: { type: ItemTypeDetail }) {
  const say = useWords(typeWords);
  const name = useTypeName();
  const link = (key: string) => (
    <Link key={key} to={`/item-types/${key}`}>
      {name(key)}
    </Link>
  );
  const above = type.lineage.slice(1);
  return (
    <div className={styles.line}>
      {above.length > 0 && (
        <span>
          {say('inherits')} {above.map(link)}
        </span>
      )}
      {type.children.length > 0 && (
        <span>
          {say('below')} {type.children.map(link)}
        </span>
      )}
      <span>
        {say('key')} <Code>{type.key}</Code>
      </span>
      <span>
        {say('pack')} {type.pack === '' ? say('siteMade') : <Link to={`/admin/packs/${type.pack}`}>{type.pack}</Link>}
      </span>
      <span>
        {say('version')} {type.version}
      </span>
    </div>
  );
}

/** Why nothing can be registered of the type. */
function TypeState({ type }: { type: ItemTypeDetail }) {
  const say = useWords(typeWords);
  if (type.retired) return <StateBadge kind="soft" tone="idle" label={say('outOfUse')} />;
  return type.abstract ? <StateBadge kind="soft" tone="idle" label={say('abstract')} /> : null;
}

/** What is kept of items of one type, and what rules hold for them. */
export function TypePage() {
  const say = useWords(typeWords);
  const edit = useWords(editorWords);
  const titled = useTitled();
  const { key = '' } = useParams();
  const mayWrite = useMay('inventory:write');
  const mayModel = useMay('inventory:model');
  const [making, setMaking] = useState(false);
  const [changing, setChanging] = useState(false);
  return (
    <Loaded query={useType(key)} rows={8}>
      {(type) => (
        <>
          <PageHeader
            title={titled(type.title, type.title_en)}
            kicker={
              <>
                <Link to="/item-types">{say('catalogue')}</Link>
                <TypeIcon icon={type.icon} />
              </>
            }
            state={<TypeState type={type} />}
            note={<Line type={type} />}
            actions={
              <>
                {mayModel && !type.retired && <Button onClick={() => setChanging(true)}>{edit('change')}</Button>}
                {!type.abstract && (
                  <Link to={`/items?type=${encodeURIComponent(type.key)}`}>
                    <Button>{say('seeItems')}</Button>
                  </Link>
                )}
                {mayWrite && !type.abstract && !type.retired && (
                  <Button type="primary" icon={<Plus size={15} />} onClick={() => setMaking(true)}>
                    {say('register')}
                  </Button>
                )}
              </>
            }
          />
          <UrlTabs
            tabs={[
              { key: 'attributes', title: say('attributes'), render: () => <AttributesOfType type={type} /> },
              { key: 'relations', title: say('relations'), render: () => <RelationsOfType type={type} /> },
              { key: 'rules', title: say('rules'), render: () => <RulesOfType type={type} /> },
              { key: 'versions', title: say('versions'), render: () => <VersionsOfType type={type} /> },
            ]}
          />
          {changing && <TypeEditor type={type.key} onClose={() => setChanging(false)} />}
          {making && <NewItem type={type.key} onClose={() => setMaking(false)} />}
        </>
      )}
    </Loaded>
  );
}
