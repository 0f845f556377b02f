import { useQuery } from '@tanstack/react-query';
import { Alert, Button, InputNumber, Select } from 'antd';
import { Printer, QrCode } from 'lucide-react';
import { useId, useState } from 'react';
import { createPortal } from 'react-dom';
import { Link, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { usePreference } from '@/shared/preference/preference';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { fetchLabels, MOST_LABELS, type Label } from './api';
import styles from './labels.module.css';
import { isSingle, layoutChoice, layoutOf, pagesOf, perPage, ROLL, SHEETS, SINGLES, type Layout } from './layouts';
import { Sheet } from './Sheet';
import { words } from './words';

const OWN = 'own';
/** So many pages are shown before they are printed. */
const SHOWN = 2;
/** Addresses that only the server itself can open. */
const LOOPBACK = /^(localhost$|127\.|0\.0\.0\.0$|\[::1?\]$)/;

/** Prints the labels of the items that the address filters, as the list of items does. */
export function LabelsPage() {
  const say = useWords(words);
  const [params] = useSearchParams();
  const query = Object.fromEntries([...params].filter(([, value]) => value !== ''));
  const found = useQuery({ queryKey: ['items', 'labels', query], queryFn: ({ signal }) => fetchLabels(query, signal), staleTime: 60_000 });
  return (
    <>
      <PageHeader title={say('title')} note={say('note')} />
      <Loaded query={found} rows={8}>
        {({ labels, total }) =>
          labels.length === 0 ? (
            <Notice icon={<QrCode size={28} strokeWidth={1.4} />} title={say('none')} detail={say('noneDetail')}>
              <Link to="/items">
                <Button>{say('toList')}</Button>
              </Link>
            </Notice>
          ) : (
            <Printing labels={labels} total={total} />
          )
        }
      </Loaded>
    </>
  );
}

function Printing({ labels, total }: { labels: readonly Label[]; total: number }) {
  const say = useWords(words);
  const [kept, keep] = usePreference(layoutChoice);
  const [start, setStart] = useState(1);
  const layout = layoutOf(kept);
  const pages = pagesOf(labels, layout, Math.min(start, perPage(layout)) - 1);
  const { hostname, origin } = new URL(labels[0]?.address ?? '');
  return (
    <>
      {LOOPBACK.test(hostname) && <Alert className={styles.alert ?? ''} type="warning" showIcon title={say('unreachable')} description={say('unreachableDetail', { address: origin })} />}
      {total > labels.length && <Alert className={styles.alert ?? ''} type="warning" showIcon title={say('onlyFirst', { total, n: MOST_LABELS })} />}
      <div className={styles.bar}>
        <PaperChoice layout={layout} onChoose={keep} />
        {!isSingle(layout) && <Start layout={layout} value={start} onChange={setStart} />}
        <span className={styles.count}>{say('count', { n: labels.length, pages: pages.length })}</span>
        <Button type="primary" icon={<Printer size={15} />} onClick={() => window.print()}>
          {say('print')}
        </Button>
      </div>
      <p className={styles.hint}>{say('hint')}</p>
      <div className={styles.preview}>
        {pages.slice(0, SHOWN).map((page, at) => (
          <Sheet key={at} labels={page} layout={layout} />
        ))}
      </div>
      {pages.length > SHOWN && <p className={styles.hint}>{say('more', { n: SHOWN })}</p>}
      {createPortal(
        <div className={styles.paper} data-testid="paper">
          <style>{`@page { size: ${layout.page.width}mm ${layout.page.height}mm; margin: 0; }`}</style>
          {pages.map((page, at) => (
            <Sheet key={at} labels={page} layout={layout} />
          ))}
        </div>,
        document.body,
      )}
    </>
  );
}

function PaperChoice({ layout, onChoose }: { layout: Layout; onChoose: (key: string) => void }) {
  const say = useWords(words);
  const id = useId();
  const isKnown = [...SHEETS, ...SINGLES].some((each) => each.key === layout.key);
  const [own, setOwn] = useState(!isKnown);
  const size = (each: Layout): string => `${each.label.width} × ${each.label.height}`;
  const options = [
    { label: say('sheets'), options: SHEETS.map((each) => ({ value: each.key, label: say('sheetName', { size: size(each), n: perPage(each) }) })) },
    { label: say('rolls'), options: [...SINGLES.map((each) => ({ value: each.key, label: say('rollName', { size: size(each) }) })), { value: OWN, label: say('own') }] },
  ];
  const choose = (key: string): void => {
    setOwn(key === OWN);
    if (key === OWN) onChoose(`${layout.label.width}x${layout.label.height}`);
    else onChoose(key);
  };
  return (
    <>
      <label htmlFor={id}>{say('paper')}</label>
      <Select id={id} className={styles.choice ?? ''} value={own ? OWN : layout.key} options={options} virtual={false} listHeight={420} onChange={choose} />
      {own && <OwnSize layout={layout} onChoose={onChoose} />}
    </>
  );
}

function OwnSize({ layout, onChoose }: { layout: Layout; onChoose: (key: string) => void }) {
  const say = useWords(words);
  const { width, height } = layout.label;
  const limits = { min: ROLL.least, max: ROLL.most, step: 1, changeOnWheel: false, title: say('sizes', ROLL) };
  return (
    <>
      <InputNumber {...limits} aria-label={say('width')} prefix={say('width')} value={width} onChange={(next) => next !== null && onChoose(`${next}x${height}`)} />
      <InputNumber {...limits} aria-label={say('height')} prefix={say('height')} value={height} onChange={(next) => next !== null && onChoose(`${width}x${next}`)} />
    </>
  );
}

function Start({ layout, value, onChange }: { layout: Layout; value: number; onChange: (value: number) => void }) {
  const say = useWords(words);
  const id = useId();
  return (
    <>
      <label htmlFor={id} title={say('skipHint')}>
        {say('skip')}
      </label>
      <InputNumber id={id} className={styles.start ?? ''} min={1} max={perPage(layout)} precision={0} value={Math.min(value, perPage(layout))} title={say('skipHint')} onChange={(next) => onChange(next ?? 1)} />
    </>
  );
}
