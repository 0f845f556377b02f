import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { Plus, Signpost } from 'lucide-react';
import { useState } from 'react';

import { Quiet } from '@/shared/detail/Quiet';
import { textsOf, trimmed } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { common } from '@/shared/i18n/common';
import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';
import { usePhone } from '@/shared/theme/usePhone';

import { useRoles } from '../access/queries';
import { choices } from '../organisations/forest';
import { useTree } from '../organisations/queries';
import { useMay } from '../session';
import styles from './announcements.module.css';
import { createBoard, editBoard, listAllBoards, type BoardDetail } from './api';
import { words } from './words';

interface Offer {
  readonly value: string;
  readonly label: string;
}

/** What is offered, and what is chosen already: a unit may have ended since, and roles may be out of one's sight. */
function withChosen(offered: readonly Offer[], chosen: readonly { id: string; name: string }[] = []): Offer[] {
  const others = chosen.filter((each) => !offered.some((offer) => offer.value === each.id));
  return [...offered, ...others.map((each) => ({ value: each.id, label: each.name }))];
}

function several(title: string, offered: readonly Offer[]): JsonSchema {
  const named = Object.fromEntries(offered.map((each) => [each.value, { 'zh-CN': each.label, 'en-US': each.label }]));
  return { type: 'array', title, items: { type: 'string', enum: offered.map((each) => each.value), 'x-enum': named } };
}

function BoardForm({ board, onClose }: { board: BoardDetail | undefined; onClose: () => void }) {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const phone = usePhone();
  const client = useQueryClient();
  const tree = useTree().data ?? [];
  const roles = useRoles(useMay('role:read')) ?? [];
  const units = choices(tree).map((unit) => ({ value: unit.const, label: unit.title }));
  const key: Record<string, JsonSchema> = board === undefined ? { key: { type: 'string', title: say('key'), pattern: '^[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}$', examples: ['notice'] } } : {};
  const narrow: JsonSchema = {
    properties: {
      organisations: several(say('units'), withChosen(units, board?.organisations)),
      roles: several(
        say('roles'),
        withChosen(
          roles.map((role) => ({ value: role.id, label: titled(role.title, role.title_en) })),
          board?.roles,
        ),
      ),
    },
  };
  const schema: JsonSchema = {
    type: 'object',
    required: [...Object.keys(key), 'title', 'audience', 'reviewed'],
    properties: {
      ...key,
      title: { type: 'string', title: say('name'), minLength: 1, maxLength: 100 },
      title_en: { type: 'string', title: say('titleEn'), maxLength: 100 },
      description: { type: 'string', title: say('description'), maxLength: 500, 'x-widget': 'textarea' },
      position: { type: 'integer', title: say('position'), minimum: -1000, maximum: 1000 },
      audience: { type: 'string', title: say('audience'), oneOf: [{ const: 'everyone', title: say('everyone') }, { const: 'some', title: say('some') }], 'x-widget': 'radio' },
      reviewed: { type: 'boolean', title: say('reviewed') },
      ...(board !== undefined && { retired: { type: 'boolean', title: say('retired') } }),
    },
    if: { properties: { audience: { const: 'some' } }, required: ['audience'] },
    then: narrow,
  };
  const initial =
    board === undefined
      ? { audience: 'everyone', reviewed: true, position: 0 }
      : {
          ...board,
          audience: board.everyone ? 'everyone' : 'some',
          organisations: board.organisations.map((unit) => unit.id),
          roles: board.roles.map((role) => role.id),
        };
  const save = async (entered: Record<string, unknown>): Promise<void> => {
    const everyone = entered.audience !== 'some';
    const fields = {
      title: trimmed(entered.title),
      title_en: trimmed(entered.title_en),
      description: trimmed(entered.description),
      position: typeof entered.position === 'number' ? entered.position : 0,
      everyone,
      organisations: everyone ? [] : textsOf(entered.organisations),
      roles: everyone ? [] : textsOf(entered.roles),
      reviewed: entered.reviewed !== false,
    };
    if (board === undefined) await createBoard({ key: trimmed(entered.key), ...fields });
    else await editBoard(board.id, { version: board.version, ...fields, retired: entered.retired === true });
    await client.invalidateQueries({ queryKey: ['announcements'] });
    onClose();
  };
  return (
    <Drawer open title={board === undefined ? say('newBoard') : `${say('edit')} · ${board.title}`} size={phone ? '100%' : 560} onClose={onClose}>
      <SchemaForm schema={schema} initial={initial} submitLabel={shared('save')} onSubmit={save} />
    </Drawer>
  );
}

/** Which boards there are and who reads them. */
export function Boards() {
  const say = useWords(words);
  const titled = useTitled();
  const listed = useListed();
  const boards = useQuery({ queryKey: ['announcements', 'all-boards'], queryFn: listAllBoards });
  const [open, setOpen] = useState<BoardDetail | 'new'>();
  const create = (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => setOpen('new')}>
      {say('newBoard')}
    </Button>
  );
  const audience = (board: BoardDetail): string =>
    board.everyone ? say('everyone') : listed([...board.organisations, ...board.roles].map((each) => each.name));
  return (
    <>
      {open !== undefined && <BoardForm board={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
      <Loaded query={boards}>
        {(found) =>
          found.length === 0 ? (
            <Notice icon={<Signpost size={28} strokeWidth={1.4} />} title={say('noBoards')} detail={say('noBoardsHint')}>
              {create}
            </Notice>
          ) : (
            <>
              <div className={styles.bar}>{create}</div>
              <ul className={styles.boards}>
                {found.map((board) => (
                  <li key={board.id}>
                    <button type="button" onClick={() => setOpen(board)}>
                      <span className={styles.boardTitle}>
                        {titled(board.title, board.title_en)}
                        <StateBadge tone={board.retired ? 'idle' : 'ok'} label={say(board.retired ? 'retired' : 'inUse')} />
                      </span>
                      <span>
                        {audience(board)} · {say('people', { n: board.readers })} · {say(board.reviewed ? 'reviewed' : 'notReviewed')}
                      </span>
                      {board.description !== '' && <Quiet small>{board.description}</Quiet>}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  );
}
