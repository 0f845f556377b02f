import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { UrlTabs } from '@/shared/detail/UrlTabs';
import { useWords } from '@/shared/i18n/words';
import { ResourceTable } from '@/shared/list/ResourceTable';
import { Notice } from '@/shared/state/Notice';
import { StateBadge } from '@/shared/state/StateBadge';

import { useMay } from '../session';
import { createGroup, createPost, editGroup, editPost, listGroups, listPosts } from './api';
import { GroupPanel } from './GroupPanel';
import { NamedForm } from './NamedForm';
import { PostPanel } from './PostPanel';
import type { Group, Post } from './types';
import { words } from './words';

function ActiveBadge({ active }: { active: boolean }) {
  const say = useWords(words);
  return <StateBadge tone={active ? 'ok' : 'idle'} label={say(active ? 'inUse' : 'inactive')} />;
}

function Groups() {
  const say = useWords(words);
  const may = useMay('group:manage');
  const client = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [editing, setEditing] = useState<Group | 'new'>();
  const open = params.get('open') ?? undefined;
  const setOpen = (id: string | undefined): void =>
    setParams((now) => {
      if (id === undefined) now.delete('open');
      else now.set('open', id);
      return now;
    });
  const changed = (): void => void client.invalidateQueries({ queryKey: ['groups'] });
  return (
    <>
      <ResourceTable
        id="groups"
        source={{ key: ['groups', 'list'], path: '/api/v1/groups', fetch: listGroups }}
        columns={[
          { key: 'name', title: say('groupName'), sort: 'name', phone: 'title', fixed: true, render: (group) => group.name },
          { key: 'code', title: say('code'), sort: 'code', width: 160, phone: 'meta', render: (group) => group.code },
          { key: 'members', title: say('members'), width: 90, align: 'right', phone: 'meta', render: (group) => say('people', { n: group.members }) },
          { key: 'organisation', title: say('organisation'), phone: 'hidden', render: (group) => group.organisation?.name },
          { key: 'description', title: say('description'), phone: 'hidden', render: (group) => group.description },
          { key: 'active', title: say('state'), width: 100, phone: 'state', render: (group) => <ActiveBadge active={group.active} /> },
        ]}
        rowKey={(group) => group.id}
        rowName={(group) => group.name}
        onOpen={(group) => setOpen(group.id)}
        openKey={open}
        defaultSort="code"
        toolbar={
          may && (
            <Button type="primary" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
              {say('newGroup')}
            </Button>
          )
        }
        empty={
          <Notice title={say('noGroups')}>
            {may && <Button onClick={() => setEditing('new')}>{say('newGroup')}</Button>}
          </Notice>
        }
      />
      {open !== undefined && <GroupPanel id={open} onEdit={setEditing} onChanged={changed} onClose={() => setOpen(undefined)} />}
      {editing !== undefined && (
        <NamedForm
          title={say('newGroup')}
          row={editing === 'new' ? undefined : editing}
          onSave={async (fields) => {
            if (editing === 'new') await createGroup({ code: fields.code, name: fields.name, description: fields.description });
            else await editGroup(editing.id, { version: editing.version, name: fields.name, description: fields.description, active: fields.active });
            changed();
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

function Posts() {
  const say = useWords(words);
  const may = useMay('group:manage');
  const client = useQueryClient();
  const [open, setOpen] = useState<Post>();
  const [editing, setEditing] = useState<Post | 'new'>();
  return (
    <>
      <ResourceTable
        id="posts"
        source={{ key: ['posts', 'list'], path: '/api/v1/posts', fetch: listPosts }}
        columns={[
          { key: 'name', title: say('groupName'), sort: 'name', phone: 'title', fixed: true, render: (post) => post.name },
          { key: 'code', title: say('code'), sort: 'code', width: 160, phone: 'meta', render: (post) => post.code },
          { key: 'holders', title: say('holders'), width: 90, align: 'right', phone: 'meta', render: (post) => say('people', { n: post.holders }) },
          { key: 'description', title: say('description'), phone: 'hidden', render: (post) => post.description },
          { key: 'active', title: say('state'), width: 100, phone: 'state', render: (post) => <ActiveBadge active={post.active} /> },
        ]}
        rowKey={(post) => post.id}
        rowName={(post) => post.name}
        onOpen={setOpen}
        openKey={open?.id}
        defaultSort="position"
        toolbar={
          may && (
            <Button type="primary" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
              {say('newPost')}
            </Button>
          )
        }
        empty={
          <Notice title={say('noPosts')}>
            {may && <Button onClick={() => setEditing('new')}>{say('newPost')}</Button>}
          </Notice>
        }
      />
      {open !== undefined && <PostPanel post={open} onEdit={setEditing} onClose={() => setOpen(undefined)} />}
      {editing !== undefined && (
        <NamedForm
          title={say('newPost')}
          row={editing === 'new' ? undefined : editing}
          onSave={async (fields) => {
            if (editing === 'new') await createPost({ code: fields.code, name: fields.name, description: fields.description, position: 0 });
            else await editPost(editing.id, { version: editing.version, name: fields.name, description: fields.description, active: fields.active });
            setOpen(undefined);
            await client.invalidateQueries({ queryKey: ['posts'] });
          }}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

/** People who are addressed together, and the posts that units fill. */
export function GroupsPage() {
  const say = useWords(words);
  return (
    <>
      <PageHeader title={say('groupsAndPosts')} note={say('groupsNote')} />
      <UrlTabs
        tabs={[
          { key: 'groups', title: say('groups'), render: () => <Groups /> },
          { key: 'posts', title: say('posts'), render: () => <Posts /> },
        ]}
      />
    </>
  );
}
