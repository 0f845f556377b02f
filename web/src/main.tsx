import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from '@/app/App';
import '@/app/base.css';
import { makeClient } from '@/app/client';
import { makeRouter } from '@/app/routes';
import { watchInput } from '@/shared/api/idle';
import { applyTheme } from '@/shared/theme/css';
import { currentMode } from '@/shared/theme/mode';

applyTheme(currentMode());
watchInput();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its #root');
createRoot(root).render(
  <StrictMode>
    <App client={makeClient()} router={makeRouter()} />
  </StrictMode>,
);
