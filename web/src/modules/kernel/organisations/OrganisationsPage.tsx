import { Button, Checkbox, Input } from 'antd';
import { Building2, Plus, Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useSearchParams } from 'react-router';

import { PageHeader } from '@/shared/detail/PageHeader';
import { useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { Notice } from '@/shared/state/Notice';
import { usePhone } from '@/shared/theme/usePhone';
import { absolute } from '@/shared/time/format';

import { useMay } from '../session';
import { OrganisationDetail } from './OrganisationDetail';
import { OrganisationTree } from './OrganisationTree';
import { CreateOrganisation } from './OrganisationForms';
import { pathTo, plant, prune } from './forest';
import styles from './organisations.module.css';
import { useTree } from './queries';
import type { TreeNode } from './types';
import { UnitCards } from './UnitCards';
import { words } from './words';

const MomentWidget = lazy(() => import('@/shared/form/widgets/MomentWidget'));

interface TreePanelProps {
  units: readonly TreeNode[];
  current: string | undefined;
  hrefOf: (id: string) => string;
  asOf: string | undefined;
  onAsOf: (moment: string | undefined) => void;
}

function TreePanel({ units, current, hrefOf, asOf, onAsOf }: TreePanelProps) {
  const say = useWords(words);
  const phone = usePhone();
  const [search, setSearch] = useState('');
  const [ended, setEnded] = useState(false);
  const branches = prune(plant(units, ended), search);
  const open = new Set(current === undefined ? [] : pathTo(units, current).map((unit) => unit.id));
  const found = (
    <>
      {branches.length === 0 && <Notice compact title={say('nothing')} />}
      {phone ? (
        <div className={styles.tree}>
          <UnitCards units={search === '' ? branches.map((branch) => branch.unit) : flat(units, search)} hrefOf={hrefOf} />
        </div>
      ) : (
        <OrganisationTree branches={branches} current={current} open={open} allOpen={search !== ''} hrefOf={hrefOf} />
      )}
    </>
  );
  return (
    <div className={styles.side}>
      <div className={styles.tools}>
        <Input.Search allowClear placeholder={say('search')} aria-label={say('search')} value={search} onChange={(event) => setSearch(event.target.value)} />
        <Checkbox checked={ended} onChange={(event) => setEnded(event.target.checked)}>
          {say('showEnded')}
        </Checkbox>
        <Suspense fallback={null}>
          <label>
            {say('asOf')}{' '}
            <MomentWidget
              id="organisations-as-of"
              schema={{ type: 'string', format: 'date-time' }}
              title={say('asOf')}
              value={asOf}
              disabled={false}
              invalid={false}
              describedBy={undefined}
              onBlur={() => undefined}
              onChange={(next) => onAsOf(typeof next === 'string' ? next : undefined)}
            />
          </label>
        </Suspense>
      </div>
      {found}
    </div>
  );
}

/** On a phone a search shows what was found as a list; folding a tree with a thumb is no fun. */
function flat(units: readonly TreeNode[], search: string): readonly TreeNode[] {
  const wanted = search.trim().toLowerCase();
  return units.filter((unit) => [unit.name, unit.short_name, unit.code].some((text) => text.toLowerCase().includes(wanted)));
}

/** Which units there are, who stands below whom, and what each is there for. */
export function OrganisationsPage() {
  const say = useWords(words);
  const phone = usePhone();
  const may = useMay('organisation:manage');
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const asOf = params.get('as_of') ?? undefined;
  const current = params.get('id') ?? undefined;
  const tree = useTree(asOf);

  const hrefOf = (id: string): string => {
    const next = new URLSearchParams(params);
    next.set('id', id);
    next.delete('tab');
    return `?${next.toString()}`;
  };
  const setAsOf = (moment: string | undefined): void =>
    setParams(
      (now) => {
        if (moment === undefined) now.delete('as_of');
        else now.set('as_of', moment);
        return now;
      },
      { replace: true },
    );
  const actions = may && asOf === undefined && (
    <>
      <Link to="/admin/people-import?kind=organisations">
        <Button icon={<Upload size={15} />}>{say('import')}</Button>
      </Link>
      <Button type="primary" icon={<Plus size={15} />} onClick={() => setCreating(true)}>
        {say('create')}
      </Button>
    </>
  );

  return (
    <>
      {(!phone || current === undefined) && <PageHeader title={say('organisations')} note={say('note')} actions={actions} />}
      {asOf !== undefined && (
        <div className={styles.then} role="status">
          {say('asOfNote', { at: absolute(Date.parse(asOf)) })}
          <Button size="small" onClick={() => setAsOf(undefined)}>
            {say('backToNow')}
          </Button>
        </div>
      )}
      <Loaded query={tree} rows={10}>
        {(units) => {
          if (units.length === 0) return <Notice icon={<Building2 size={28} strokeWidth={1.4} />} title={say('empty')} detail={say('emptyHint')} />;
          const chosen = current ?? (phone ? undefined : units[0]?.id);
          const panel = <TreePanel units={units} current={chosen} hrefOf={hrefOf} asOf={asOf} onAsOf={setAsOf} />;
          if (phone) return chosen === undefined ? panel : <OrganisationDetail key={chosen} id={chosen} units={units} hrefOf={hrefOf} asOf={asOf} />;
          return (
            <div className={styles.page}>
              {panel}
              {chosen !== undefined && <OrganisationDetail key={chosen} id={chosen} units={units} hrefOf={hrefOf} asOf={asOf} />}
            </div>
          );
        }}
      </Loaded>
      {creating && <CreateOrganisation parent={undefined} units={tree.data ?? []} onClose={() => setCreating(false)} />}
    </>
  );
}
