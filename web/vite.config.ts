import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` sends the API; the platform itself serves the built files and the API from one address. */
const backend = process.env.TONGYUN_URL ?? `http://127.0.0.1:${process.env.TONGYUN_PORT ?? '8000'}`;

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/api': { target: backend, changeOrigin: false } } },
  build: {
    outDir: 'dist',
    manifest: true,
    sourcemap: false,
    // Charts and the process viewer are big and load when opened; the limit that matters is checked by `npm run size`.
    chunkSizeWarningLimit: 2000,
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    css: false,
    // Each file leaves the page as it found it (tests/setup.ts); loading everything anew for each took most of the time.
    isolate: false,
    // The machine that runs the checks has two cores and antd is slow to mount under jsdom.
    testTimeout: 60_000,
  },
});
