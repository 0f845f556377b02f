import { Boxes } from 'lucide-react';
import { useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { Notice } from '@/shared/state/Notice';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';

import { useItem } from '../queries';
import { ItemPicker } from './ItemPicker';
import { KeptPictures } from './KeptPictures';
import { Picture } from './Picture';
import { SystemList } from './SystemList';
import { words } from './words';

/** What hangs on what, where is it red? */
export function TopologyPage() {
  const say = useWords(words);
  const [search] = useSearchParams();
  const id = search.get('item') ?? '';
  return id === '' ? (
    <>
      <PageHeader title={say('topology')} actions={<><ItemPicker /><KeptPictures /></>} />
      <SystemList empty={<Notice icon={<Boxes size={28} strokeWidth={1.4} />} title={say('chooseItem')} detail={say('chooseItemHint')} />} />
    </>
  ) : (
    <OneItem key={id} id={id} />
  );
}

function OneItem({ id }: { id: string }) {
  const item = useItem(id);
  return (
    <Loaded query={item} rows={8}>
      {(shown) => <Picture item={shown} />}
    </Loaded>
  );
}
