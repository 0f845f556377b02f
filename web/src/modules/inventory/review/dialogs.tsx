import { Input, Modal, Select } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { Quiet } from '@/shared/detail/Quiet';
import { useWords } from '@/shared/i18n/words';
import { useUnits } from '@/shared/organisations/units';

import styles from './review.module.css';
import { reviewWords } from './words';

/** Sends it once, and keeps what was typed when the server refuses. */
function useSend(send: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await send();
    } catch (error) {
      const problem = asProblem(error);
      setRefusal([problem.told, ...problem.fields.map((field) => field.message)].filter((told, at, all) => all.indexOf(told) === at).join(' '));
      setBusy(false);
    }
  };
  return { busy, refusal, go };
}

function Refusal({ text }: { text: string }) {
  return text === '' ? null : (
    <p className={styles.refusal} role="alert">
      {text}
    </p>
  );
}

interface DismissDialogProps {
  title: string;
  onDismiss: (reason: string) => Promise<void>;
  onClose: () => void;
}

/** It is nothing: only with a reason. */
export function DismissDialog({ title, onDismiss, onClose }: DismissDialogProps) {
  const say = useWords(reviewWords);
  const [reason, setReason] = useState('');
  const { busy, refusal, go } = useSend(() => onDismiss(reason.trim()));
  return (
    <Modal open title={title} okText={say('dismiss')} okButtonProps={{ disabled: reason.trim().length < 2 }} confirmLoading={busy} onOk={() => void go()} onCancel={onClose}>
      <Quiet as="p" small>{say('dismissNote')}</Quiet>
      <label className={styles.field}>
        {say('why')}
        <Input.TextArea autoFocus rows={2} maxLength={300} value={reason} placeholder={say('whyHint')} onChange={(event) => setReason(event.target.value)} />
      </label>
      <Refusal text={refusal} />
    </Modal>
  );
}

interface RegisterDialogProps {
  name: string;
  onRegister: (name: string, organisation: string | null) => Promise<void>;
  onClose: () => void;
}

/** It is something new: how it is called, and whose it is. */
export function RegisterDialog({ name: observed, onRegister, onClose }: RegisterDialogProps) {
  const say = useWords(reviewWords);
  const [name, setName] = useState(observed);
  const [organisation, setOrganisation] = useState<string>();
  const units = useUnits();
  const { busy, refusal, go } = useSend(() => onRegister(name.trim(), organisation ?? null));
  return (
    <Modal open title={say('registerTitle')} okText={say('register')} okButtonProps={{ disabled: name.trim() === '' }} confirmLoading={busy} onOk={() => void go()} onCancel={onClose}>
      <Quiet as="p" small>{say('registerNote')}</Quiet>
      <label className={styles.field}>
        {say('name')}
        <Input maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <div className={styles.field}>
        {say('organisation')}
        <Select
          allowClear
          aria-label={say('organisation')}
          placeholder={say('organisationHint')}
          showSearch={{ optionFilterProp: 'label' }}
          value={organisation}
          options={units.map((unit) => ({ value: unit.id, label: unit.name }))}
          onChange={setOrganisation}
        />
      </div>
      <Refusal text={refusal} />
    </Modal>
  );
}
