import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { Link } from 'react-router';

import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';

import { useMay } from '../session';
import { listAppointments } from './api';
import styles from './people.module.css';
import type { Post } from './types';
import { words } from './words';

/** Who holds a post, where, since when. */
export function PostPanel({ post, onEdit, onClose }: { post: Post; onEdit: (post: Post) => void; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const may = useMay('group:manage');
  const held = useQuery({ queryKey: ['appointments', 'post', post.id], queryFn: () => listAppointments({ post: post.id, limit: 500 }) });
  return (
    <Drawer open title={post.name} size={phone ? '100%' : 560} onClose={onClose} extra={may && <Button onClick={() => onEdit(post)}>{say('edit')}</Button>}>
      {post.description !== '' && <Quiet as="p">{post.description}</Quiet>}
      <Section title={say('appointments')} count={held.data?.total}>
        <Loaded query={held} rows={5}>
          {({ items }) => (
            <ul className={styles.rows}>
              {items.length === 0 && <Quiet as="li">{say('noAppointments')}</Quiet>}
              {items.map((row) => (
                <li key={row.id}>
                  <span>
                    <Link to={`/admin/users/${row.user.id}`}>{row.user.name}</Link> · {row.organisation.name}
                  </span>
                  <Quiet>
                    {row.since} – {row.until ?? say('present')}
                  </Quiet>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
    </Drawer>
  );
}
