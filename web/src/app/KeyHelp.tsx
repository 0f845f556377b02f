import { useWords } from '@/shared/i18n/words';
import { useActiveShortcuts, type Scope, type Shortcut } from '@/shared/keyboard/shortcuts';

import { Dialog } from './Dialog';
import styles from './shell.module.css';
import { words } from './words';

function keyName(keys: string): string {
  return keys
    .split('+')
    .map((key) => (key === 'mod' ? 'Ctrl' : key.length === 1 ? key.toUpperCase() : key))
    .join(' ');
}

/** All keys that work on this page. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const say = useWords(words);
  const groups = useActiveShortcuts();
  const of = (scope: Scope): Shortcut[] => groups.filter((group) => group.scope === scope).flatMap((group) => group.shortcuts);
  const section = (title: string, shortcuts: readonly { keys: string; title: string }[]) =>
    shortcuts.length > 0 && (
      <section className={styles.keys}>
        <h2>{title}</h2>
        {shortcuts.map((each) => (
          <div key={each.keys}>
            <span>{each.title}</span>
            <kbd>{keyName(each.keys)}</kbd>
          </div>
        ))}
      </section>
    );
  return (
    <Dialog label={say('keys')} onClose={onClose}>
      {section(say('keysOfPage'), of('page'))}
      {section(say('keysEverywhere'), of('everywhere'))}
    </Dialog>
  );
}
