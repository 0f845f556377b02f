import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What is waited for comes within moments, but not on a machine that is busy with other things.
configure({ asyncUtilTimeout: 20_000 });

// jsdom has no layout: what asks for it gets a plain answer. The theme asks for the system's preferences when it is loaded.
// Not by vi.stubGlobal: a test that takes its own stubs back would take these with them.
Object.assign(window, {
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
    onchange: null,
  }),
  ResizeObserver: class {
    observe(): void {
      // Nothing ever changes its size here.
    }
    unobserve(): void {
      // Nothing ever changes its size here.
    }
    disconnect(): void {
      // Nothing ever changes its size here.
    }
  },
});
Element.prototype.scrollIntoView = () => undefined;

// What appears in its time on a quiet machine takes longer beside builds and other suites; what never appears fails all the same.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
