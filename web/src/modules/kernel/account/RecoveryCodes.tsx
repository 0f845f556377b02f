import { App, Button } from 'antd';

import { useWords } from '@/shared/i18n/words';

import styles from './account.module.css';
import { words } from './words';

/** The codes, this once; the person goes on when they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const say = useWords(words);
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(codes.join('\n'));
    void message.success(say('copied'));
  };
  return (
    <section className={styles.codes}>
      <h2>{say('recoveryTitle')}</h2>
      <p>{say('recoveryOnce')}</p>
      <ul>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.row}>
        <Button type="primary" onClick={onKept}>
          {say('recoveryKept')}
        </Button>
        {'clipboard' in navigator && <Button onClick={() => void copy()}>{say('copy')}</Button>}
      </div>
    </section>
  );
}
