import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link, useParams, useSearchParams } from 'react-router';

import { useMay } from '@/modules/kernel';
import { asProblem } from '@/shared/api/problem';
import { Code } from '@/shared/detail/Code';
import { Facts } from '@/shared/detail/Facts';
import { PageHeader } from '@/shared/detail/PageHeader';
import { Quiet } from '@/shared/detail/Quiet';
import { Section } from '@/shared/detail/Section';
import { common } from '@/shared/i18n/common';
import { useListed, useTitled, useWords } from '@/shared/i18n/words';
import { Loaded } from '@/shared/state/Loaded';
import { StateBadge } from '@/shared/state/StateBadge';
import { Time } from '@/shared/time/Time';

import { applyPack, fetchPack, retirePack } from './api';
import { FileDrawer } from './FileDrawer';
import { kindTitle } from './kinds';
import styles from './packs.module.css';
import { EditState, maturityOf, needsDecision, PackState, shown, SlotText } from './state';
import type { PackDetail, PackFile, Report } from './types';
import { words } from './words';

function Actions({ pack }: { pack: PackDetail }) {
  const say = useWords(words);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const run = async (what: () => Promise<Report>): Promise<void> => {
    try {
      const report = await what();
      if (report.state === 'refused') void message.error(say('refusedNow'));
      else void message.success(say(report.state === 'retired' ? 'retired' : 'appliedNow'));
    } catch (error) {
      const problem = asProblem(error);
      void message.error(problem.told);
    }
    await client.invalidateQueries({ queryKey: ['packs'] });
  };
  const retire = (): void => {
    modal.confirm({ title: say('retire'), content: say('retireAsk'), okText: say('retire'), onOk: () => run(() => retirePack(pack.id)) });
  };
  const stale = pack.state !== 'ok' || pack.pending > 0 || pack.version !== pack.available;
  return (
    <>
      {stale && pack.state !== 'missing' && (
        <Button type="primary" onClick={() => void run(() => applyPack(pack.id))}>
          {say('apply')}
        </Button>
      )}
      {pack.version !== '' && pack.state !== 'retired' && <Button onClick={retire}>{say('retire')}</Button>}
    </>
  );
}

function Findings({ pack }: { pack: PackDetail }) {
  const say = useWords(words);
  if (pack.findings.length === 0) return null;
  return (
    <Section title={say('findings')} count={pack.findings.length}>
      <ul className={styles.lines}>
        {pack.findings.map((finding, at) => (
          <li key={at}>
            <StateBadge tone={finding.severity === 'error' ? 'critical' : 'warning'} label={say(finding.severity === 'error' ? 'error' : 'warning')} />
            <span>{finding.message}</span>
            <Code>{finding.line === null ? finding.path : `${finding.path}:${finding.line}`}</Code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Changes({ pack }: { pack: PackDetail }) {
  const say = useWords(words);
  if (pack.changes.length === 0) return null;
  return (
    <Section title={say('changes')} count={pack.changes.length}>
      <ul className={styles.lines}>
        {pack.changes.map((change) => (
          <li key={`${change.kind}/${change.id}`} className={styles.change}>
            <span>
              {say(change.action === 'retired' ? 'removed' : change.action)} <Code>{`${change.kind}/${change.id}`}</Code>
            </span>
            {change.values.map((value) => (
              <span key={value.path} className={styles.diff}>
                <Code>{value.path}</Code>
                <del>
                  <SlotText slot={value.old} />
                </del>
                <ins>
                  <SlotText slot={value.new} />
                </ins>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function SiteEdits({ pack, onOpen }: { pack: PackDetail; onOpen: (file: Pick<PackFile, 'kind' | 'id'>) => void }) {
  const say = useWords(words);
  return (
    <Section title={say('edits')} count={pack.site_edits.length}>
      {pack.site_edits.length === 0 && <Quiet as="p">{say('noEdits')}</Quiet>}
      <ul className={styles.lines}>
        {pack.site_edits.map((edit) => (
          <li key={`${edit.origin}${edit.kind}/${edit.file}${edit.path}`} className={styles.change}>
            <span className={styles.editHead}>
              <EditState state={edit.state} />
              <Button type="link" size="small" onClick={() => onOpen({ kind: edit.kind, id: edit.file })}>
                {`${edit.kind}/${edit.file}`}
              </Button>
              <Quiet>{edit.origin === '' ? edit.changed_by : say('fromPack', { origin: edit.origin })}</Quiet>
            </span>
            <span className={styles.diff}>
              <Code>{edit.path}</Code>
              <del>
                <SlotText slot={edit.was} />
              </del>
              <ins>
                <SlotText slot={edit.value} />
              </ins>
            </span>
            {edit.state === 'same' && <Quiet>{say('sameHint')}</Quiet>}
            {needsDecision(edit) && (
              <span className={styles.error}>{edit.state === 'gone' ? say('goneHint') : say('conflictHint', { value: shown(edit.shipped.value) })}</span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Files({ pack, onOpen }: { pack: PackDetail; onOpen: (file: PackFile) => void }) {
  const say = useWords(words);
  const titled = useTitled();
  const kinds = [...new Set(pack.contents.map((file) => file.kind))];
  return (
    <Section title={say('files')} count={pack.contents.length}>
      {kinds.map((kind) => (
        <div key={kind} className={styles.kind}>
          <h3>{kindTitle(kind, titled)}</h3>
          <ul className={styles.files}>
            {pack.contents
              .filter((file) => file.kind === kind)
              .map((file) => (
                <li key={file.id}>
                  {file.editable && pack.state !== 'retired' && file.state === 'current' ? (
                    <Button type="link" size="small" onClick={() => onOpen(file)}>
                      {file.id}
                    </Button>
                  ) : (
                    <Quiet>{file.id}</Quiet>
                  )}
                  {file.state !== 'current' && <StateBadge tone="running" label={say(file.state === 'retired' ? 'removed' : file.state)} />}
                  {file.conflicts > 0 && <StateBadge tone="warning" label={say('conflicts', { n: file.conflicts })} />}
                </li>
              ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}

/** One pack: is it in use, what would change, what did this site change, and its files. */
export function PackPage() {
  const say = useWords(words);
  const shared = useWords(common);
  const titled = useTitled();
  const listed = useListed();
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const writable = useMay('pack:write');
  const query = useQuery({ queryKey: ['packs', id], queryFn: () => fetchPack(id) });
  const open = (file: Pick<PackFile, 'kind' | 'id'> | undefined): void => setParams(file === undefined ? {} : { kind: file.kind, file: file.id });
  const [kind, file] = [params.get('kind'), params.get('file')];
  return (
    <Loaded query={query} rows={8}>
      {(pack) => (
        <>
          <PageHeader
            title={titled(pack.title, pack.title_en)}
            kicker={
              <>
                <Link to="/admin/packs">{say('packs')}</Link>
                <span>/</span>
                <span>{pack.id}</span>
              </>
            }
            state={<PackState soft state={pack.state} />}
            note={pack.description}
            actions={writable && <Actions pack={pack} />}
          />
          <div className={styles.page}>
            <div>
              <Findings pack={pack} />
              <Changes pack={pack} />
              <SiteEdits pack={pack} onOpen={open} />
              <Files pack={pack} onOpen={open} />
            </div>
            <Section title={say('description')}>
              <Facts
                narrow
                facts={[
                  { key: 'version', name: say('version'), value: pack.version },
                  { key: 'available', name: say('available'), value: pack.available },
                  { key: 'maturity', name: say('maturity'), value: maturityOf(pack, say) },
                  { key: 'needs', name: say('needs'), value: listed(pack.needs) || shared('none') },
                  { key: 'provides', name: say('provides'), value: listed(pack.provides) || shared('none') },
                  { key: 'locales', name: say('locales'), value: listed(pack.locales) },
                  { key: 'applied', name: say('applied'), value: pack.applied_at !== null && <Time at={pack.applied_at} show="both" /> },
                ]}
              />
            </Section>
          </div>
          {kind !== null && file !== null && <FileDrawer pack={pack.id} file={{ kind, id: file }} writable={writable} onClose={() => open(undefined)} />}
        </>
      )}
    </Loaded>
  );
}
