import { useNavigate, useSearchParams } from 'react-router';

import { readField, writeField } from '@/shared/list/fieldAddress';
import { FilterMenu } from '@/shared/list/FilterMenu';
import { RangeFilter, TextFilter } from '@/shared/list/TypedFilter';

import type { ItemFilters } from './itemFilters';
import { MoreFilters } from './MoreFilters';
import { pinnedIn } from './pinned';
import { PinnedTag } from './PinnedTag';

/** What narrows figures of items as it narrows their list; it stands in the address. */
export function ItemFilterBar({ filters: { fields, rest, take } }: { filters: ItemFilters }) {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const choose = (key: string, kind: (typeof fields)[number]['kind'], values: readonly string[]): void => {
    const next = new URLSearchParams(params);
    writeField(next, key, kind, values);
    void navigate({ search: next.toString() }, { replace: true, preventScrollReset: true });
  };
  return (
    <>
      {fields.map((field) => {
        const Menu = field.kind === 'text' ? TextFilter : field.kind === 'range' ? RangeFilter : FilterMenu;
        return <Menu key={field.key} field={field} values={readField(params, field.key, field.kind)} onChange={(chosen) => choose(field.key, field.kind, chosen)} />;
      })}
      <MoreFilters rest={rest} onTake={take} />
      <PinnedTag pinned={pinnedIn(params, fields)} />
    </>
  );
}
