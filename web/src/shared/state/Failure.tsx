import { Button } from 'antd';
import { CloudOff, FileQuestion, Lock, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

import { asProblem, type ProblemKind } from '@/shared/api/problem';
import { defineWords, useWords } from '@/shared/i18n/words';

import { Notice } from './Notice';
import styles from './state.module.css';

const words = defineWords({
  offline: ['连不上服务器', 'The server does not answer'],
  offlineHint: ['请检查网络，或稍后重试。已打开的内容不受影响。', 'Check the network or try again. What is already open stays as it is.'],
  forbidden: ['没有查看权限', 'You may not see this'],
  forbiddenHint: ['如工作需要，请联系系统管理员开通相应角色或数据范围。', 'If you need it for your work, ask an administrator for the role or the data scope.'],
  missing: ['找不到这条记录', 'No such record'],
  missingHint: ['可能已被删除，或不在您的数据范围内。', 'It may have been deleted, or lies outside your data scope.'],
  unavailable: ['服务暂时不可用', 'The service is not available right now'],
  unavailableHint: ['平台正在恢复，通常几秒内可用。', 'It is recovering; this usually takes seconds.'],
  failed: ['加载失败', 'This could not be loaded'],
  retry: ['重试', 'Try again'],
  home: ['回到工作台', 'Go to the workbench'],
  trace: ['请求编号 {id}', 'Request {id}'],
  stale: ['刷新失败，以下为上次取得的内容', 'Refreshing failed; this is what was loaded last'],
});

const ICONS: Record<ProblemKind, ReactNode> = {
  offline: <CloudOff size={28} strokeWidth={1.4} />,
  unavailable: <CloudOff size={28} strokeWidth={1.4} />,
  forbidden: <Lock size={28} strokeWidth={1.4} />,
  unauthenticated: <Lock size={28} strokeWidth={1.4} />,
  missing: <FileQuestion size={28} strokeWidth={1.4} />,
  conflict: <TriangleAlert size={28} strokeWidth={1.4} />,
  invalid: <TriangleAlert size={28} strokeWidth={1.4} />,
  failed: <TriangleAlert size={28} strokeWidth={1.4} />,
};

interface FailureProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  compact?: boolean;
}

/** Content that could not be had: forbidden, missing, offline and broken each say their own next step. */
export function Failure({ error, onRetry, compact = false }: FailureProps) {
  const say = useWords(words);
  const problem = asProblem(error);
  const { kind } = problem;
  const own = kind === 'offline' || kind === 'forbidden' || kind === 'missing' || kind === 'unavailable';
  const title = own ? say(kind) : problem.status > 0 && problem.message !== '' ? problem.message : say('failed');
  const hint = own ? say(`${kind}Hint`) : problem.detail || (problem.status <= 0 ? problem.message : '');
  const canRetry = onRetry !== undefined && kind !== 'forbidden' && kind !== 'missing';
  return (
    <Notice
      icon={ICONS[kind]}
      title={title}
      detail={hint}
      trace={problem.requestId === '' ? '' : say('trace', { id: problem.requestId })}
      compact={compact}
    >
      {canRetry && <Button onClick={onRetry}>{say('retry')}</Button>}
      {!canRetry && !compact && <Button href="/">{say('home')}</Button>}
    </Notice>
  );
}

/** A line above content that is shown although its last refresh failed. */
export function StaleLine({ onRetry }: { onRetry: () => void }) {
  const say = useWords(words);
  return (
    <div className={styles.stale} role="status">
      {say('stale')}
      <Button size="small" type="link" onClick={onRetry}>
        {say('retry')}
      </Button>
    </div>
  );
}
