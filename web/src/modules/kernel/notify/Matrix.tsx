import { Select, Tooltip } from 'antd';
import { TriangleAlert } from 'lucide-react';

import { useTitled, useWords } from '@/shared/i18n/words';

import type { Preference } from './api';
import { inherited, LEAST, withCell, type Least, type Rules } from './choice';
import styles from './notify.module.css';
import { words } from './words';

interface MatrixProps {
  preference: Preference;
  rules: Rules;
  onChange: (rules: Rules) => void;
}

/** Category by channel: from which level on each is told. */
export function Matrix({ preference, rules, onChange }: MatrixProps) {
  const say = useWords(words);
  const titled = useTitled();
  const title = (least: Least): string => (least === 'off' ? say('off') : say(`from_${least}`));
  return (
    <div className={styles.matrix}>
      <table>
        <thead>
          <tr>
            <th>{say('category')}</th>
            {preference.channels.map((channel) => (
              <th key={channel.key}>
                {channel.key === 'inapp' ? say('inapp') : channel.name}
                {!channel.reachable && (
                  <Tooltip title={say('noAddress')}>
                    <TriangleAlert size={13} aria-label={say('noAddress')} />
                  </Tooltip>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preference.categories.map((category) => (
            <tr key={category.key}>
              <th>{titled(category.title, category.title_en)}</th>
              {preference.channels.map((channel) => {
                const chosen = rules[category.key]?.[channel.key];
                const name = `${titled(category.title, category.title_en)} · ${channel.key === 'inapp' ? say('inapp') : channel.name}`;
                return (
                  <td key={channel.key} data-channel={channel.key === 'inapp' ? say('inapp') : channel.name}>
                    <Select
                      aria-label={name}
                      variant={chosen === undefined ? 'borderless' : 'outlined'}
                      value={chosen ?? 'default'}
                      onChange={(next: Least | 'default') => onChange(withCell(rules, category.key, channel.key, next === 'default' ? undefined : next))}
                      options={[
                        { value: 'default', label: say('inherit', { level: title(inherited(preference, category.key, channel.key)) }) },
                        ...LEAST.map((value) => ({ value, label: title(value) })),
                      ]}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
