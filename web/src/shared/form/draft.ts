import { isRecord, type FormValue } from './schema';

const PREFIX = 'tongyun.draft.';

/** What a person typed and did not send yet, kept in this browser. */
export function readDraft(key: string | undefined): FormValue | undefined {
  if (key === undefined) return undefined;
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null');
    return isRecord(stored) ? stored : undefined;
  } catch {
    // A broken or forbidden store only means there is no draft.
    return undefined;
  }
}

export function writeDraft(key: string | undefined, value: FormValue): void {
  if (key === undefined) return;
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Without storage the form still works; it only forgets when the page is closed.
  }
}

export function clearDraft(key: string | undefined): void {
  if (key === undefined) return;
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was stored then.
  }
}
