import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { absolute } from '@/shared/time/format';

import type { Reversal } from '../types';
import { fetchBatch, revertBatch, revertChange, type RevertBody } from './api';
import styles from './past.module.css';
import { useWording } from './wording';
import { pastWords } from './words';

type Effect = Reversal['effects'][number];
type Obstacle = Reversal['obstacles'][number];
const SHOWN = 50;

interface RevertDialogProps {
  /** The change that is taken back; without one it is the whole batch. */
  change?: string | undefined;
  batch: string | null;
  onClose: () => void;
}

/** Takes changes back: shows first what would happen and what stands in the way, and then does exactly that. */
export function RevertDialog({ change, batch, onClose }: RevertDialogProps) {
  const say = useWords(pastWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [whole, setWhole] = useState(change === undefined);
  const [skips, setSkips] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const about = useQuery({ queryKey: ['change-batches', batch], queryFn: () => fetchBatch(batch ?? ''), enabled: batch !== null });
  const send = (body: RevertBody): Promise<Reversal> => (whole && batch !== null ? revertBatch(batch, body) : revertChange(change ?? '', body));
  const rehearsal = useQuery({
    queryKey: ['reversal', whole ? batch : change],
    queryFn: () => send({ dry_run: true, reason: '', on_conflict: 'refuse', expected: '' }),
    gcTime: 0,
    staleTime: Infinity,
  });
  const plan = rehearsal.data;
  const may = plan !== undefined && plan.items > 0 && (plan.conflicts === 0 || skips) && reason.trim() !== '';

  const revert = async (): Promise<void> => {
    setBusy(true);
    try {
      const done = await send({ dry_run: false, reason, on_conflict: skips ? 'skip' : 'refuse', expected: plan?.digest ?? '' });
      void message.success(say('reverted', { n: done.items }));
      void client.invalidateQueries({ queryKey: ['items'] });
      void client.invalidateQueries({ queryKey: ['change-batches'] });
      void client.invalidateQueries({ queryKey: ['changes'] });
      onClose();
    } catch (error) {
      setRefusal(asProblem(error).told);
      void rehearsal.refetch();
    } finally {
      setBusy(false);
    }
  };

  const many = about.data?.changes ?? 0;
  return (
    <Modal open width={680} title={say('revertTitle')} okText={say('doRevert')} okButtonProps={{ disabled: !may, danger: true }} confirmLoading={busy} onOk={() => void revert()} onCancel={onClose}>
      <div className={styles.dialog}>
        {change !== undefined && many > 1 && (
          <Segmented
            aria-label={say('scope')}
            value={whole ? 'batch' : 'change'}
            options={[
              { value: 'change', label: say('onlyThis') },
              { value: 'batch', label: say('wholeBatch', { n: many }) },
            ]}
            onChange={(next) => {
              // What was agreed to and refused belongs to the other scope.
              setWhole(next === 'batch');
              setSkips(false);
              setRefusal('');
            }}
          />
        )}
        <Loaded query={rehearsal} rows={4} compact>
          {(told) => (
            <>
              <h3>{told.items === 0 ? say('willNotChange') : say('willChange', { n: told.items })}</h3>
              <ul className={styles.effects}>
                {told.effects.slice(0, SHOWN).map((effect) => (
                  <EffectRow key={effect.item} effect={effect} />
                ))}
              </ul>
              {told.items > SHOWN && <Quiet as="div" small>{say('moreEffects', { n: told.items - SHOWN })}</Quiet>}
              {told.conflicts > 0 && (
                <>
                  <h3 className={styles.conflicts}>{say('conflicts', { n: told.conflicts })}</h3>
                  <ul className={styles.effects}>
                    {told.obstacles.slice(0, SHOWN).map((obstacle, place) => (
                      <ObstacleRow key={`${obstacle.item} ${obstacle.field} ${place}`} obstacle={obstacle} />
                    ))}
                  </ul>
                  {told.conflicts > SHOWN && <Quiet as="div" small>{say('moreEffects', { n: told.conflicts - SHOWN })}</Quiet>}
                  {told.items > 0 && (
                    <Checkbox checked={skips} onChange={(event) => setSkips(event.target.checked)}>
                      {say('skip')}
                    </Checkbox>
                  )}
                </>
              )}
            </>
          )}
        </Loaded>
        <label className={styles.reason}>
          {say('reason')}
          <Input.TextArea rows={2} maxLength={300} value={reason} placeholder={say('reasonHint')} onChange={(event) => setReason(event.target.value)} />
        </label>
        {refusal !== '' && (
          <p className={styles.conflicts} role="alert">
            {refusal}
          </p>
        )}
      </div>
    </Modal>
  );
}

function EffectRow({ effect }: { effect: Effect }) {
  const say = useWords(pastWords);
  const titled = useTitled();
  const wording = useWording(effect.type);
  return (
    <li>
      <Link to={`/items/${effect.item}`}>{effect.name}</Link>
      {Object.entries(effect.delta).map(([name, [now, then]]) => (
        <span key={name}>
          {say('named', { name: wording.field(name) })}<s>{wording.value(name, now)}</s> → {wording.value(name, then)}
        </span>
      ))}
      {effect.drawn.map((edge) => (
        <span key={`${edge.type} ${edge.target}`}>{say('drawAgain', { name: titled(edge.title, edge.title_en), item: edge.name })}</span>
      ))}
      {effect.removed.map((edge) => (
        <span key={`${edge.type} ${edge.target}`}>{say('drop', { name: titled(edge.title, edge.title_en), item: edge.name })}</span>
      ))}
      {effect.described.map((edge) => (
        <span key={`${edge.type} ${edge.target}`}>{say('describe', { name: titled(edge.title, edge.title_en), item: edge.name })}</span>
      ))}
    </li>
  );
}

function ObstacleRow({ obstacle }: { obstacle: Obstacle }) {
  const say = useWords(pastWords);
  const wording = useWording(obstacle.type);
  const by = obstacle.changed_by;
  return (
    <li>
      {obstacle.name === '' ? say('outOfSight') : <Link to={`/items/${obstacle.item}`}>{obstacle.name}</Link>}
      <span>
        {obstacle.field !== '' && say('named', { name: wording.field(obstacle.field) })}
        {obstacle.reason}
        {by !== null && say('aside', { text: say('conflictBy', { who: by.actor_name, at: absolute(Date.parse(by.at)) }) })}
      </span>
    </li>
  );
}
