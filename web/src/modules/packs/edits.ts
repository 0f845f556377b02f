import type { EditIn, FileDetail, FileField, SiteEdit, Slot } from './types';

/** The edits of a file that were made on the page, as they are sent back. */
export function ownEdits(file: FileDetail): EditIn[] {
  return file.edits.filter((edit) => edit.origin === '').map((edit) => ({ path: edit.path, present: edit.value.present, value: edit.value.value, confirm: false }));
}

/** What was changed by place and is not saved yet; without an edit the place goes back to what is shipped. */
export type Changes = ReadonlyMap<string, EditIn | undefined>;

export function withChange(changes: Changes, path: string, edit: EditIn | undefined): Changes {
  return new Map([...changes].filter(([known]) => known !== path)).set(path, edit);
}

/** The edits with what was changed in the place of what was there. */
export function changed(edits: readonly EditIn[], changes: Changes): EditIn[] {
  return [...edits.filter(({ path }) => !changes.has(path)), ...changes.values()].filter((edit) => edit !== undefined);
}

export function wish(path: string, slot: Slot, confirm = false): EditIn {
  return { path, present: slot.present, value: slot.value, confirm };
}

export function editAt(file: FileDetail, path: string): SiteEdit | undefined {
  return file.edits.filter((edit) => edit.path === path).at(-1);
}

export function matches(field: FileField, words: string): boolean {
  const text = `${field.group} ${field.path} ${JSON.stringify(field.value.value ?? '')} ${field.help}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
