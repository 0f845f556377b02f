import { Tag } from 'antd';
import { useNavigate, useSearchParams } from 'react-router';

import { useWords } from '@/shared/i18n/words';

import { words } from './statistics/words';

/** Tells of the filters that came with a link, and takes them away. */
export function PinnedTag({ pinned }: { pinned: Readonly<Record<string, string>> }) {
  const say = useWords(words);
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const told = Object.entries(pinned).map(([name, value]) => `${name}=${value}`);
  if (told.length === 0) return null;
  const drop = (): void => {
    const next = new URLSearchParams(params);
    for (const name of [...Object.keys(pinned), 'shown', 'cursor', 'page']) next.delete(name);
    void navigate({ search: next.toString() }, { replace: true });
  };
  const shown = params.get('shown') ?? '';
  return (
    <Tag closable={{ 'aria-label': say('drop') }} onClose={drop} title={told.join('\n')}>
      {shown === '' ? say('narrowed') : say('shown', { what: shown })}
    </Tag>
  );
}
