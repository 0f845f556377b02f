import { API, ownHeaders } from '@/shared/api/client';
import { ApiProblem, problemFrom } from '@/shared/api/problem';

import type { FileTarget, StoredFile } from './api';

export interface Upload {
  readonly done: Promise<StoredFile>;
  readonly cancel: () => void;
}

/** The name under which a pasted picture is kept: browsers call all of them `image.png`. */
export function pastedName(file: File, prefix: string, at: Date = new Date()): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${prefix}-${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}.${file.type.split('/')[1] ?? 'png'}`;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Sends one file, its bytes as they are. `fetch` cannot tell how far it is, so this is an XMLHttpRequest.
 * A cancelled upload never settles.
 */
export function upload(file: Blob, name: string, target: FileTarget | undefined, onPart: (part: number) => void): Upload {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ name, ...target });
  const done = new Promise<StoredFile>((resolve, reject) => {
    request.upload.onprogress = (event) => onPart(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      const body = read(request.responseText);
      if (request.status === 201) resolve(body as StoredFile);
      else reject(problemFrom(request.status, body));
    };
    request.onerror = () => reject(new ApiProblem({ status: 0, title: 'network' }));
  });
  request.open('POST', `${API}/files?${query.toString()}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  for (const [header, value] of Object.entries(ownHeaders())) request.setRequestHeader(header, value);
  request.send(file);
  return { done, cancel: () => request.abort() };
}
