import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import 'dayjs/locale/zh-cn';
import dayjs from 'dayjs';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router';

import { localeChoice, useLocale } from '@/shared/i18n/words';
import { antdTheme } from '@/shared/theme/antd';
import { applyTheme } from '@/shared/theme/css';
import { useMode } from '@/shared/theme/mode';

import type { AppRouter } from './routes';

/** Everything that is the same for all pages: language, look, data, address. */
export function App({ client, router }: { client: QueryClient; router: AppRouter }) {
  const mode = useMode();
  const locale = useLocale();

  useEffect(() => applyTheme(mode), [mode]);
  useEffect(() => {
    document.documentElement.lang = locale;
    dayjs.locale(locale === 'zh-CN' ? 'zh-cn' : 'en');
  }, [locale]);
  // Titles of rules, types and menus come from the server in one language.
  useEffect(() => localeChoice.subscribe(() => void client.invalidateQueries()), [client]);

  return (
    <ConfigProvider theme={antdTheme(mode)} locale={locale === 'zh-CN' ? zh : en} button={{ autoInsertSpace: false }}>
      <AntApp component={false} message={{ maxCount: 3 }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
