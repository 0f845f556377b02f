import { jsonPreference } from '@/shared/preference/preference';

/** How labels lie on the paper; everything in millimetres. A single label is a page of its own. */
export interface Layout {
  readonly key: string;
  readonly page: Size;
  readonly label: Size;
  readonly columns: number;
  readonly rows: number;
  readonly left: number;
  readonly top: number;
  readonly gap: number;
  /** What stays free inside a label; more where labels reach the edge of the paper, which no office printer prints on. */
  readonly inset: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const A4: Size = { width: 210, height: 297 };
/** The labels that label printers of an office take. */
const LEAST = 20;
const MOST = 150;

function sheet(width: number, height: number, columns: number, rows: number, gap: number, inset: number): Layout {
  const left = (A4.width - columns * width - (columns - 1) * gap) / 2;
  const top = (A4.height - rows * height) / 2;
  return { key: `a4-${width}x${height}`, page: A4, label: { width, height }, columns, rows, left, top, gap, inset };
}

/** A4 sheets of labels as stationers sell them, the common one first. */
export const SHEETS: readonly Layout[] = [
  sheet(70, 37, 3, 8, 0, 4),
  sheet(63.5, 38.1, 3, 7, 2.5, 2),
  sheet(99.1, 38.1, 2, 7, 2.5, 2.5),
  sheet(105, 74, 2, 4, 0, 5),
  sheet(38.1, 21.2, 5, 13, 2.5, 1.5),
];

export function single(width: number, height: number): Layout {
  const label = { width, height };
  return { key: `${width}x${height}`, page: label, label, columns: 1, rows: 1, left: 0, top: 0, gap: 0, inset: 2 };
}

/** Rolls of label printers. */
export const SINGLES: readonly Layout[] = [single(60, 40), single(70, 50), single(50, 30), single(40, 30)];

/** Whether a label of this size can be made. */
const fitsRoll = (width: number, height: number): boolean => [width, height].every((each) => Number.isFinite(each) && each >= LEAST && each <= MOST);
export const ROLL = { least: LEAST, most: MOST } as const;

/** The layout of a key, also of a roll that somebody measured; the common sheet for a key that says nothing. */
export function layoutOf(key: string): Layout {
  const known = [...SHEETS, ...SINGLES].find((each) => each.key === key);
  if (known !== undefined) return known;
  const [width = NaN, height = NaN] = key.split('x').map(Number);
  return fitsRoll(width, height) ? single(width, height) : sheet(70, 37, 3, 8, 0, 4);
}

export const isSingle = (layout: Layout): boolean => layout.page !== A4;
export const perPage = (layout: Layout): number => layout.columns * layout.rows;

/** What the paper of this browser's printer is. */
export const layoutChoice = jsonPreference<string>('labels.layout', SHEETS[0]?.key ?? '', (value): value is string => typeof value === 'string');

/** Labels on their pages; the first `skip` places stay free, for a sheet that was begun before. */
export function pagesOf<T>(labels: readonly T[], layout: Layout, skip: number): readonly (readonly (T | undefined)[])[] {
  const places: (T | undefined)[] = [...Array.from({ length: isSingle(layout) ? 0 : skip }, () => undefined), ...labels];
  const size = perPage(layout);
  return Array.from({ length: Math.ceil(places.length / size) }, (_, at) => places.slice(at * size, (at + 1) * size));
}

/** Sizes within a label: the code, the letters, and how many lines fit beside it. */
export function measures({ label, inset }: Layout): { readonly code: number; readonly letter: number; readonly lines: number } {
  const high = label.height - 2 * inset;
  const code = Math.min(high, (label.width - 2 * inset) * 0.48, 34);
  const letter = Math.min(3.4, Math.max(2, label.height * 0.072));
  // The name takes two lines of larger letters.
  const lines = Math.max(0, Math.floor((high - letter * NAME_SIZE * LINE * 2) / (letter * LINE)));
  return { code, letter, lines };
}

/** How much larger the name is than the rest, and how high a line is, in letters. */
export const NAME_SIZE = 1.25;
export const LINE = 1.3;
