import { Button } from 'antd';
import { isRouteErrorResponse, useNavigate, useRouteError } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { Failure } from '@/shared/state/Failure';
import { Notice } from '@/shared/state/Notice';

import { words } from './words';

export function MissingPage() {
  const say = useWords(words);
  const navigate = useNavigate();
  return (
    <Notice title={say('missingPage')} detail={say('missingPageHint')}>
      <Button type="primary" onClick={() => void navigate('/')}>
        {say('home')}
      </Button>
    </Notice>
  );
}

/** A page that broke while it was drawn, or whose code is gone because the platform was updated under it. */
export function ErrorPage() {
  const say = useWords(words);
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <MissingPage />;
  if (error instanceof TypeError && /dynamically imported module|Importing a module/.test(error.message)) {
    return (
      <Notice title={say('updated')}>
        <Button type="primary" onClick={() => location.reload()}>
          {say('reload')}
        </Button>
      </Notice>
    );
  }
  return <Failure error={error} onRetry={() => location.reload()} />;
}
