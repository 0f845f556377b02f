/** What was entered into a field as text; nothing, or no text, is the empty one. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The same without blanks around it. */
export const trimmed = (value: unknown): string => textOf(value).trim();

/** What was entered, or null for nothing, where the API tells the two apart. */
export const textOrNull = (value: unknown): string | null => textOf(value) || null;

/** What was chosen of several. */
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
