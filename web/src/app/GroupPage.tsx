import { Link } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';

import { sectionsOf, useMenu } from './menu';
import styles from './shell.module.css';

/** The pages of a group of the menu, to choose from; a phone has no room for them in its bar. */
function GroupPage({ group }: { group: string }) {
  const line = useMenu().find((each) => each.key === group);
  return (
    <>
      <PageHeader title={line?.title ?? ''} />
      {sectionsOf(line?.children ?? []).map((section) => (
        <nav key={section.title} className={styles.groupPage} aria-label={section.title}>
          {section.title !== '' && <h2>{section.title}</h2>}
          {section.lines.map(({ key, href, title, Icon }) => (
            <Link key={key} to={href}>
              <Icon size={18} strokeWidth={1.7} />
              {title}
            </Link>
          ))}
        </nav>
      ))}
    </>
  );
}

export function AdminPage() {
  return <GroupPage group="admin" />;
}
