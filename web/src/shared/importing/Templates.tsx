import { useWords } from '@/shared/i18n/words';

import { words } from './words';

/** An empty table with the right headings, to be filled. */
export function Templates({ href }: { href: (suffix: 'xlsx' | 'csv') => string }) {
  const say = useWords(words);
  return (
    <span>
      {say('template')}：<a href={href('xlsx')}>xlsx</a> · <a href={href('csv')}>csv</a>
    </span>
  );
}
