import { Link } from 'react-router';

import { Code } from '@/shared/detail/Code';
import { PlainTable } from '@/shared/detail/PlainTable';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { useWords } from '@/shared/i18n/words';

import styles from './addresses.module.css';
import { useItemAddresses } from './api';
import { AddressState } from './Marks';
import { planWords } from './words';

/** The addresses that are allotted to an item; nothing when there are none. */
export function ItemAddresses({ id }: { id: string }) {
  const say = useWords(planWords);
  const found = useItemAddresses(id).data ?? [];
  if (found.length === 0) return null;
  return (
    <Section title={say('addresses')} count={found.length} flush>
      <PlainTable className={styles.uses}>
        <tbody>
          {found.map((each) => (
            <tr key={each.id}>
              <td>
                {each.prefix === null ? (
                  <Code>{each.address}</Code>
                ) : (
                  <Link to={`/addresses/${each.prefix.id}`}>
                    <Code>{each.address}</Code>
                  </Link>
                )}
                <Quiet as="div">{[each.purpose, each.until ?? ''].filter((text) => text !== '').join(' · ')}</Quiet>
              </td>
              <td>
                <AddressState address={each} />
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Section>
  );
}
