import { useQueryClient } from '@tanstack/react-query';
import { useContext, useEffect } from 'react';

import { fileKeys, type StoredFile } from '@/shared/files/api';
import { DropZone } from '@/shared/files/DropZone';
import { FileById } from '@/shared/files/FileById';
import { SendingRow } from '@/shared/files/FileRow';
import styles from '@/shared/files/files.module.css';
import { useUploads } from '@/shared/files/useUploads';

import { HoldContext } from '../holding';
import { filesIn, typeOf } from '../schema';
import type { WidgetProps } from './widget';

/** Files as the value of a field: uploaded at once, tied to the record when the form is sent. */
export function FileWidget({ id, schema, value, onChange, disabled, invalid, describedBy }: WidgetProps) {
  const client = useQueryClient();
  const many = typeOf(schema) === 'array';
  const ids = filesIn(value);
  const accept = schema['x-file']?.accept;
  const take = (file: StoredFile): void => {
    client.setQueryData(fileKeys.one(file.id), file);
    onChange(many ? [...ids, file.id] : file.id);
  };
  const uploads = useUploads({ accept, onDone: take });
  const hold = useContext(HoldContext);
  const busy = uploads.sending.some((sending) => sending.problem === '');
  useEffect(() => (busy ? hold() : undefined), [busy, hold]);
  const drop = (gone: string): void => onChange(many ? ids.filter((each) => each !== gone) : undefined);
  const full = ids.length >= (many ? (schema.maxItems ?? Infinity) : 1);
  return (
    <div>
      <ul className={styles.list}>
        {ids.map((each) => (
          <FileById key={each} id={each} onRemove={disabled ? undefined : () => drop(each)} />
        ))}
        {uploads.sending.map((sending) => (
          <SendingRow key={sending.key} sending={sending} onDrop={() => uploads.drop(sending.key)} />
        ))}
      </ul>
      {!full && !disabled && <DropZone pastes="form" id={id} uploads={uploads} accept={accept} invalid={invalid} describedBy={describedBy} />}
    </div>
  );
}

export default FileWidget;
