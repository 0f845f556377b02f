import { cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// jsdom has no layout: what asks for it gets a plain answer. The theme asks for the system's preferences when it is loaded.
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
  dispatchEvent: () => false,
  onchange: null,
}));
vi.stubGlobal(
  'ResizeObserver',
  class {
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
);
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  cleanup();
  localStorage.clear();
});
