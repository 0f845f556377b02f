import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, type RenderResult } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';

interface Shown extends RenderResult {
  /** The address the component is shown at, as it changes. */
  readonly address: () => string;
  readonly back: () => Promise<void>;
}

/** Draws a component as the application would: with data, address and Ant Design around it. */
export function show(component: ReactNode, address = '/'): Shown {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter([{ path: '*', element: component }], { initialEntries: [address] });
  const shown = render(
    // Without its styles: jsdom would match every rule of every component whenever a test asks for a role.
    <ConfigProvider button={{ autoInsertSpace: false }} theme={{ token: { motion: false }, zeroRuntime: true }}>
      <App component={false}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>,
  );
  return {
    ...shown,
    address: () => router.state.location.pathname + router.state.location.search,
    back: () => router.navigate(-1),
  };
}
