import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { Section } from '@/shared/detail/Section';
import { textOf, textOrNull } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';

import { createAnnouncement, editAnnouncement, fetchDesk, listBoards, type Board, type Desk } from './api';
import { words } from './words';

function Writing({ boards, desk }: { boards: readonly Board[]; desk: Desk | undefined }) {
  const say = useWords(words);
  const titled = useTitled();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const offered = desk === undefined || boards.some((board) => board.id === desk.board.id) ? boards : [...boards, desk.board];
  const schema: JsonSchema = {
    type: 'object',
    required: ['board_id', 'title', 'must_read', 'pinned'],
    properties: {
      board_id: { type: 'string', title: say('board'), oneOf: offered.map((board) => ({ const: board.id, title: titled(board.title, board.title_en) })), 'x-widget': 'select' },
      title: { type: 'string', title: say('title'), minLength: 1, maxLength: 199 },
      body: { type: 'string', title: say('body'), 'x-widget': 'richtext' },
      must_read: { type: 'boolean', title: say('mustRead'), description: say('mustReadHelp') },
      pinned: { type: 'boolean', title: say('pinned'), description: say('pinnedHelp') },
      publish_at: { type: 'string', format: 'date-time', title: say('publishAt'), description: say('publishAtHelp') },
      expires_at: { type: 'string', format: 'date-time', title: say('expiresAt'), description: say('expiresAtHelp') },
    },
  };
  const initial = desk === undefined ? { must_read: false, pinned: false, ...(boards.length === 1 && { board_id: boards[0]?.id }) } : { ...desk, board_id: desk.board.id };
  const save = async (entered: Record<string, unknown>): Promise<void> => {
    const fields = {
      board_id: textOf(entered.board_id),
      title: textOf(entered.title),
      body: textOf(entered.body),
      must_read: entered.must_read === true,
      pinned: entered.pinned === true,
      publish_at: textOrNull(entered.publish_at),
      expires_at: textOrNull(entered.expires_at),
    };
    const saved = desk === undefined ? await createAnnouncement(fields) : await editAnnouncement(desk.id, { version: desk.version, ...fields });
    void message.success(say('saved'));
    await client.invalidateQueries({ queryKey: ['announcements'] });
    void navigate(`/admin/announcements/${saved.id}`, { replace: desk === undefined });
  };
  return <SchemaForm schema={schema} initial={initial} draftKey={`announcement.${desk === undefined ? 'new' : `${desk.id}.${desk.version}`}`} submitLabel={say('save')} onSubmit={save} />;
}

/** Write an announcement, or go on with a draft. */
export function WritePage() {
  const say = useWords(words);
  const { id } = useParams();
  const boards = useQuery({ queryKey: ['announcements', 'boards'], queryFn: listBoards });
  // As it is now, and then no more: what somebody else saves meanwhile must not take the place of what is being written.
  const desk = useQuery({ queryKey: ['announcements', 'written', id], queryFn: () => fetchDesk(id ?? ''), enabled: id !== undefined, staleTime: Infinity, gcTime: 0 });
  return (
    <>
      <PageHeader kicker={<Link to="/admin/announcements">{say('desk')}</Link>} title={desk.data === undefined ? say('write') : desk.data.title} />
      <Section title={say('write')}>
        <Loaded query={boards}>
          {(found) => {
            if (found.length === 0) return <Notice title={say('noBoards')} detail={say('noBoardsHint')} />;
            return id === undefined ? <Writing boards={found} desk={undefined} /> : <Loaded query={desk}>{(draft) => <Writing key={draft.version} boards={found} desk={draft} />}</Loaded>;
          }}
        </Loaded>
      </Section>
    </>
  );
}
