const DAY_MS = 86_400_000;
const LINE = /^(\S+)\s+(\d{4}-\d{2}-\d{2})(?:\s+(\d{4}-\d{2}-\d{2}))?$/;

/** A line that says no days. */
export class BadLineError extends Error {}

/** Days of lines such as `元旦 2027-01-01 2027-01-03`: {day: name}. Throws BadLineError with the line. */
export function namedDays(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const [, name, first, last] = LINE.exec(line) ?? [];
    const start = Date.parse(`${first ?? ''}T00:00:00Z`);
    const end = Date.parse(`${last ?? first ?? ''}T00:00:00Z`);
    if (name === undefined || Number.isNaN(start) || Number.isNaN(end) || end < start || end - start > 60 * DAY_MS) throw new BadLineError(line);
    for (let at = start; at <= end; at += DAY_MS) found[new Date(at).toISOString().slice(0, 10)] = name;
  }
  return found;
}
