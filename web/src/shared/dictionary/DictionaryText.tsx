import { useTitled } from '@/shared/i18n/words';

import { pathText, useLabel } from './dictionary';

interface DictionaryTextProps {
  dictionary: string;
  code: string;
}

/** A code as a person reads it; the code itself until its meaning is known. What stands above it is told on hover. */
export function DictionaryText({ dictionary, code }: DictionaryTextProps) {
  const titled = useTitled();
  const label = useLabel(dictionary, code);
  if (label === null || label === undefined) return code;
  return <span title={label.path.length > 1 ? pathText(label, titled) : undefined}>{titled(label.title, label.title_en)}</span>;
}
