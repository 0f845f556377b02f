import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Popover } from 'antd';
import { Bookmark, ChevronDown, MoreHorizontal } from 'lucide-react';
import { useEffect, useState } from 'react';

import { asProblem } from '@/shared/api/problem';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { Failure } from '@/shared/state/Failure';

import { DEFAULT_LAYOUT, layoutOf, type ListLayout } from './layout';
import styles from './list.module.css';
import type { ListAddress } from './useListAddress';
import { ViewDialog } from './ViewDialog';
import { changeView, contentOf, fetchViews, layoutIn, removeView, showsTheSame, type KeptView } from './views';
import { words } from './words';

interface ViewsMenuProps {
  /** Whose views these are. */
  list: string;
  /** The variant of the list that is shown: its columns are kept with the view. */
  table: string;
  address: ListAddress;
  layout: ListLayout;
  phone: boolean;
}

/** The view whose columns each list has taken over in this visit. */
const shownBefore = new Map<string, string>();

function takeColumns(view: KeptView, list: string, table: string): void {
  shownBefore.set(list, view.id);
  layoutOf(view.content.table === '' ? table : view.content.table).set(layoutIn(view.content));
}

interface LineProps {
  view: KeptView;
  on: boolean;
  onOpen: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

function Line({ view, on, onOpen, onEdit, onRemove }: LineProps) {
  const say = useWords(words);
  const from = view.mine ? view.organisation?.name : [view.owner.name, view.organisation?.name].filter(Boolean).join(' · ');
  return (
    <li className={styles.viewLine} data-on={on}>
      <button type="button" className={styles.viewName} aria-pressed={on} onClick={onOpen}>
        {view.name}
        {from !== undefined && from !== '' && <span className={styles.viewFrom}>{from}</span>}
      </button>
      {view.changeable && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'edit', label: say('editView'), onClick: onEdit },
              { key: 'remove', label: say('removeView'), danger: true, onClick: onRemove },
            ],
          }}
        >
          <Button type="text" size="small" icon={<MoreHorizontal size={14} />} aria-label={say('viewActions', { name: view.name })} />
        </Dropdown>
      )}
    </li>
  );
}

/** Kept views of a list: what is found, in which order, with which columns; one's own and those of the organisation. */
export function ViewsMenu({ list, table, address, layout, phone }: ViewsMenuProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState<KeptView | 'new'>();
  const views = useQuery({ queryKey: ['list-views', list], queryFn: () => fetchViews(list), enabled: open || address.view !== '', staleTime: 60_000 });
  const known = views.data ?? [];
  const current = known.find((view) => view.id === address.view);
  const now = contentOf(address.own, table, layout);
  const changed = current !== undefined && !showsTheSame(current.content, now);
  useEffect(() => {
    // Who opens the address of a view, sent by a colleague, sees its columns too; what is changed after that stays.
    if (current !== undefined && shownBefore.get(list) !== current.id) takeColumns(current, list, table);
  }, [current, list, table]);
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['list-views', list] });
  const tell = (error: unknown): void => {
    void message.error(asProblem(error).told);
  };

  const show = (view: KeptView | undefined): void => {
    if (view === undefined) {
      shownBefore.delete(list);
      layoutOf(table).set(DEFAULT_LAYOUT);
    } else takeColumns(view, list, table);
    address.apply(view?.content.query ?? {}, view?.id ?? '');
    setOpen(false);
  };
  const update = (view: KeptView): void => {
    changeView(view.id, { version: view.version, content: now }).then(() => {
      void message.success(shared('saved'));
      return refresh();
    }, tell);
    setOpen(false);
  };
  const remove = (view: KeptView): void => {
    setOpen(false);
    modal.confirm({
      title: say('removeViewAsk', { name: view.name }),
      ...(view.organisation !== null && { content: say('removeSharedAsk', { name: view.organisation.name }) }),
      okText: say('removeView'),
      okButtonProps: { danger: true },
      onOk: () =>
        removeView(view.id).then(() => {
          if (view.id === address.view) address.apply(address.own, '');
          return refresh();
        }, tell),
    });
  };
  const edit = (which: KeptView | 'new'): void => {
    setOpen(false);
    setEditing(which);
  };

  const group = (title: string, members: readonly KeptView[]) =>
    members.length > 0 && (
      <>
        <div className={styles.settingsTitle}>{title}</div>
        <ul className={styles.viewLines}>
          {members.map((view) => (
            <Line key={view.id} view={view} on={view.id === current?.id} onOpen={() => show(view)} onEdit={() => edit(view)} onRemove={() => remove(view)} />
          ))}
        </ul>
      </>
    );
  const menu = (
    <div className={styles.views}>
      {views.isError ? (
        <Failure error={views.error} compact />
      ) : (
        <>
          <ul className={styles.viewLines}>
            <li className={styles.viewLine} data-on={current === undefined && Object.keys(address.own).length === 0}>
              <button type="button" className={styles.viewName} onClick={() => show(undefined)}>
                {say('defaultView')}
              </button>
            </li>
          </ul>
          {group(say('myViews'), known.filter((view) => view.mine))}
          {group(say('sharedViews'), known.filter((view) => !view.mine))}
        </>
      )}
      <div className={styles.viewFoot}>
        {current !== undefined && changed && current.changeable && (
          <Button size="small" type="primary" onClick={() => update(current)}>
            {say('updateView')}
          </Button>
        )}
        <Button size="small" onClick={() => edit('new')}>
          {say('saveView')}
        </Button>
      </div>
    </div>
  );
  const label = current === undefined ? say('views') : current.name + (changed ? say('viewChanged') : '');
  return (
    <>
      <Popover content={menu} trigger="click" placement="bottomRight" arrow={false} open={open} onOpenChange={setOpen}>
        <Button type="text" icon={<Bookmark size={15} />} aria-label={`${say('views')} ${label}`} title={say('views')} className={styles.viewButton}>
          {!phone && (
            <>
              <span className={styles.viewLabel}>{label}</span>
              <ChevronDown size={13} />
            </>
          )}
        </Button>
      </Popover>
      {editing !== undefined && (
        <ViewDialog
          list={list}
          view={editing === 'new' ? undefined : editing}
          content={now}
          onSaved={(view) => {
            void message.success(shared('saved'));
            if (editing === 'new') {
              shownBefore.set(list, view.id);
              address.apply(address.own, view.id);
            }
            void refresh();
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
