import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';

import { textOf, textOrNull } from '@/shared/form/entered';
import type { JsonSchema } from '@/shared/form/schema';
import { SchemaForm } from '@/shared/form/SchemaForm';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { usePhone } from '@/shared/theme/usePhone';
import { today } from '@/shared/time/format';

import { choices } from '../organisations/forest';
import { useTree } from '../organisations/queries';
import { appoint, listPosts } from './api';
import type { PersonDetail } from './types';
import { words } from './words';

/** A post for a person, in their own unit unless another is chosen. */
export function Appoint({ person, onDone, onClose }: { person: PersonDetail; onDone: () => void; onClose: () => void }) {
  const say = useWords(words);
  const phone = usePhone();
  const units = useTree().data ?? [];
  const posts = useQuery({ queryKey: ['posts', 'all'], queryFn: () => listPosts({ active: 'true', limit: 500 }) });
  return (
    <Drawer open title={`${say('appoint')} · ${person.name}`} size={phone ? '100%' : 520} onClose={onClose}>
      <Loaded query={posts} rows={4}>
        {({ items }) => {
          const schema: JsonSchema = {
            type: 'object',
            required: ['post_id', 'organisation_id', 'since'],
            properties: {
              post_id: { type: 'string', title: say('post'), oneOf: items.map((post) => ({ const: post.id, title: post.name })), 'x-widget': 'select' },
              organisation_id: { type: 'string', title: say('organisation'), oneOf: choices(units), 'x-widget': 'select' },
              since: { type: 'string', title: say('since'), format: 'date' },
              until: { type: 'string', title: say('until'), format: 'date' },
            },
          };
          return (
            <SchemaForm
              schema={schema}
              initial={{ organisation_id: person.organisation?.id, since: today() }}
              submitLabel={say('appoint')}
              onSubmit={async (entered) => {
                await appoint({
                  user_id: person.id,
                  post_id: textOf(entered.post_id),
                  organisation_id: textOf(entered.organisation_id),
                  since: textOf(entered.since),
                  until: textOrNull(entered.until),
                });
                onDone();
                onClose();
              }}
            />
          );
        }}
      </Loaded>
    </Drawer>
  );
}
