import { QRCode } from 'antd';

import { useTitled, useWords } from '@/shared/i18n/words';

import type { Label } from './api';
import styles from './labels.module.css';
import { LINE, measures, NAME_SIZE, type Layout } from './layouts';
import { words } from './words';

const mm = (length: number): string => `${length.toFixed(2)}mm`;

/** A page that is as high as its paper begins another, empty one where the printer rounds. */
const ROUNDING = 0.3;

/** One page of paper with its labels, in true size. */
export function Sheet({ labels, layout }: { labels: readonly (Label | undefined)[]; layout: Layout }) {
  return (
    <div
      className={styles.sheet}
      style={{
        width: mm(layout.page.width),
        height: mm(layout.page.height - ROUNDING),
        padding: `${mm(layout.top)} ${mm(layout.left)} 0`,
        gridTemplateColumns: `repeat(${layout.columns}, ${mm(layout.label.width)})`,
        gridAutoRows: mm(layout.label.height),
        columnGap: mm(layout.gap),
      }}
    >
      {labels.map((label, at) => (label === undefined ? <div key={at} /> : <OneLabel key={label.id} label={label} layout={layout} />))}
    </div>
  );
}

function OneLabel({ label, layout }: { label: Label; layout: Layout }) {
  const say = useWords(words);
  const titled = useTitled();
  const { code, letter, lines } = measures(layout);
  const told = [
    { key: 'code', name: say('code'), value: label.code },
    { key: 'serial', name: say('serial'), value: label.serial },
    { key: 'type', name: '', value: titled(label.type_title, label.type_title_en) },
    { key: 'organisation', name: '', value: label.organisation },
  ].filter((line) => line.value !== '');
  return (
    <div className={styles.label} data-label={label.id} style={{ padding: mm(layout.inset), gap: mm(1), fontSize: mm(letter), lineHeight: LINE }}>
      {/* Four modules around it stay white, as the standard asks; level M bears scratches on a seventh of it. */}
      <QRCode type="svg" value={label.address} errorLevel="M" marginSize={4} bordered={false} color="#000" bgColor="#fff" className={styles.code ?? ''} style={{ width: mm(code), height: mm(code) }} />
      <div className={styles.told}>
        <div className={styles.name} style={{ fontSize: `${NAME_SIZE}em` }}>
          {label.name}
        </div>
        {told.slice(0, lines).map((line) => (
          <div key={line.key} className={styles.line}>
            {line.name !== '' && `${line.name} `}
            {line.value}
          </div>
        ))}
      </div>
    </div>
  );
}
