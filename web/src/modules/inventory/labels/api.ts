import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type Label = Schemas['LabelOut'];

/** What is printed at a time. */
export const MOST_LABELS = 1000;
const PAGE = 500;

/** The labels of the items that a list's filter finds, in its order, as far as they are printed at a time; and how many there are in all. */
export async function fetchLabels(query: ListQuery, signal: AbortSignal): Promise<{ labels: readonly Label[]; total: number }> {
  const labels: Label[] = [];
  let cursor: string | null = '';
  let total = 0;
  while (cursor !== null && labels.length < MOST_LABELS) {
    const page: Page<Label> = await unwrap(api.GET('/api/v1/item-labels', { params: { query: asQuery('/api/v1/item-labels', { ...query, limit: PAGE, cursor }) }, signal }));
    labels.push(...page.items);
    cursor = page.next;
    total = page.total ?? labels.length;
  }
  return { labels: labels.slice(0, MOST_LABELS), total };
}
