import type { EditIn, FileDetail, FileField, SiteEdit, Slot } from './types';

/** The edits of a file that were made on the page, as they are sent back. */
export function ownEdits(file: FileDetail): EditIn[] {
  return file.edits.filter((edit) => edit.origin === '').map((edit) => ({ path: edit.path, present: edit.value.present, value: edit.value.value, confirm: false }));
}

/** The edits with one put in the place of what was there; `undefined` puts the place back as shipped. */
export function withEdit(edits: readonly EditIn[], path: string, edit: EditIn | undefined): EditIn[] {
  const rest = edits.filter((each) => each.path !== path);
  return edit === undefined ? rest : [...rest, edit];
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
