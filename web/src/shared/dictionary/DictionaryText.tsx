import { useTitled } from '@/shared/i18n/words';

import { useLabel } from './dictionary';

interface DictionaryTextProps {
  dictionary: string;
  code: string;
}

/** A code as a person reads it; the code itself until its meaning is known. What stands above it is told on hover. */
export function DictionaryText({ dictionary, code }: DictionaryTextProps) {
  const titled = useTitled();
  const label = useLabel(dictionary, code);
  if (label === null || label === undefined) return code;
  const path = label.path.map((zh, at) => titled(zh, label.path_en[at] ?? zh));
  return <span title={path.length > 1 ? path.join(' / ') : undefined}>{titled(label.title, label.title_en)}</span>;
}
