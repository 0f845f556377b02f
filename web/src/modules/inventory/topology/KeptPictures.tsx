import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { asProblem } from '@/shared/api/problem';
import { common } from '@/shared/i18n/common';
import { useWords } from '@/shared/i18n/words';
import { ViewDialog } from '@/shared/list/ViewDialog';
import { changeView, fetchViews, removeView, type KeptView, type ViewContent } from '@/shared/list/views';

import type { Place } from './layered';
import { words } from './words';

const LIST = 'topology';
const KEY = ['list-views', LIST] as const;

/** The kept pictures of a reader, and those shared with them. */
export function useKeptPictures(): readonly KeptView[] {
  return useQuery({ queryKey: KEY, queryFn: () => fetchViews(LIST), staleTime: 60_000 }).data ?? [];
}

/** Where a kept picture has its things. */
export function placesIn(content: ViewContent | undefined): ReadonlyMap<string, Place> {
  return new Map(Object.entries(content?.places ?? {}));
}

/** The address of a kept picture. */
export function hrefOf(view: KeptView): string {
  return `/topology?${new URLSearchParams({ ...view.content.query, kept: view.id }).toString()}`;
}

interface KeptPicturesProps {
  /** What is shown: the item, the view, the depth; nothing where no picture is open. */
  query?: Readonly<Record<string, string>>;
  places?: ReadonlyMap<string, Place>;
  /** The kept picture that is open. */
  current?: string;
}

/** Keeps a picture under a name with everything where it was put; opens, changes, copies and removes kept ones (CD-O-20). */
export function KeptPictures({ query, places, current = '' }: KeptPicturesProps) {
  const say = useWords(words);
  const shared = useWords(common);
  const go = useNavigate();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const kept = useKeptPictures();
  const [editing, setEditing] = useState<KeptView | 'new'>();
  const shown = kept.find((view) => view.id === current);
  const content: ViewContent = {
    query: { ...query },
    table: '',
    hidden: [],
    shown: [],
    density: 'normal',
    places: Object.fromEntries([...(places ?? [])].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }])),
  };
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: KEY });
  const tell = (error: unknown): void => {
    void message.error(asProblem(error).told);
  };
  const update = (view: KeptView): void =>
    void changeView(view.id, { version: view.version, content }).then(() => {
      void message.success(shared('saved'));
      return refresh();
    }, tell);
  const remove = (view: KeptView): void =>
    void modal.confirm({
      title: say('removePicture', { name: view.name }),
      okButtonProps: { danger: true },
      onOk: () => removeView(view.id).then(refresh, tell),
    });

  const items: MenuProps['items'] = [
    ...kept.map((view) => ({ key: view.id, label: view.name, onClick: () => void go(hrefOf(view)) })),
    ...(kept.length === 0 ? [{ key: 'none', label: say('noPictures'), disabled: true }] : []),
    ...(query === undefined
      ? []
      : [
          { type: 'divider' as const },
          ...(shown?.changeable === true
            ? [
                { key: 'update', label: say('updatePicture', { name: shown.name }), onClick: () => update(shown) },
                { key: 'edit', label: say('editPicture'), onClick: () => setEditing(shown) },
                { key: 'remove', label: say('removeThis'), danger: true, onClick: () => remove(shown) },
              ]
            : []),
          { key: 'new', label: say(shown === undefined ? 'keepPicture' : 'copyPicture'), onClick: () => setEditing('new') },
        ]),
  ];
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button icon={<Bookmark size={15} />}>{shown?.name ?? say('pictures')}</Button>
      </Dropdown>
      {editing !== undefined && (
        <ViewDialog
          list={LIST}
          view={editing === 'new' ? undefined : editing}
          content={content}
          onSaved={(view) => {
            void message.success(shared('saved'));
            void refresh();
            if (editing === 'new') void go(hrefOf(view), { replace: true });
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
