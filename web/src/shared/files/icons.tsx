import { File, FileArchive, FileImage, FileText, FileType, FileVideo, type LucideIcon } from 'lucide-react';
import { createElement } from 'react';

import { thumbnailHref, type StoredFile } from './api';
import styles from './files.module.css';

const ARCHIVES = new Set(['zip', 'gz', 'tgz', 'tar', '7z', 'rar']);
const MEDIA = new Set(['mp4', 'mp3', 'wav']);

function iconOf(extension: string, preview: StoredFile['preview']): LucideIcon {
  if (preview === 'image') return FileImage;
  if (preview === 'text') return FileText;
  if (ARCHIVES.has(extension)) return FileArchive;
  if (MEDIA.has(extension)) return FileVideo;
  return preview === 'pdf' || extension !== '' ? FileType : File;
}

/** What a file looks like at a glance: its picture, or the sign of its kind. */
export function FileMark({ file }: { file: StoredFile }) {
  const pictured = file.has_thumbnail && file.state === 'ready';
  return (
    <span className={styles.mark}>
      {pictured ? <img src={thumbnailHref(file.id)} alt="" loading="lazy" /> : createElement(iconOf(file.extension, file.preview), { size: 20, strokeWidth: 1.5, 'aria-hidden': true })}
    </span>
  );
}
