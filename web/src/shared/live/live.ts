import { useSyncExternalStore } from 'react';

import { API } from '@/shared/api/client';

/** What the server says over one connection: only that something of a kind changed, never what. */
export const LIVE_KINDS = ['notification', 'ticket', 'incident', 'alert', 'run'] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

/** While the connection stands, lists look again only this seldom, for the sake of what depends on the time of day. */
const CALM_MS = 60_000;
/** How long a page may be out of sight before it hangs up: a browser grants a server few connections. */
const HIDDEN_MS = 5_000;
const RETRY_MS = 5_000;

type Hear = (kind: LiveKind) => void;

class Live {
  private source: EventSource | undefined;
  private connected = false;
  private greeted = false;
  private hear: Hear | undefined;
  private timer: number | undefined;
  private readonly watchers = new Set<() => void>();

  /** Connects while the page is in sight; gives back how to end it. */
  start(hear: Hear): () => void {
    this.hear = hear;
    this.greeted = false;
    document.addEventListener('visibilitychange', this.look);
    this.look();
    return () => {
      document.removeEventListener('visibilitychange', this.look);
      window.clearTimeout(this.timer);
      this.hangUp();
      this.hear = undefined;
    };
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly isConnected = (): boolean => this.connected;

  private readonly look = (): void => {
    window.clearTimeout(this.timer);
    if (!document.hidden) this.connect();
    else this.timer = window.setTimeout(() => this.hangUp(), HIDDEN_MS);
  };

  private connect(): void {
    if (this.source !== undefined || typeof EventSource === 'undefined') return;
    const source = new EventSource(`${API}/live`);
    this.source = source;
    source.addEventListener('hello', () => {
      this.set(true);
      // Whatever changed while nobody listened is asked for once.
      if (this.greeted) for (const kind of LIVE_KINDS) this.hear?.(kind);
      this.greeted = true;
    });
    for (const kind of LIVE_KINDS) source.addEventListener(kind, () => this.hear?.(kind));
    source.onerror = () => {
      this.set(false);
      // The browser comes back by itself after a break, but not after a refusal, such as of a session that ended.
      if (source.readyState !== EventSource.CLOSED) return;
      this.hangUp();
      this.timer = window.setTimeout(this.look, RETRY_MS);
    };
  }

  private hangUp(): void {
    this.source?.close();
    this.source = undefined;
    this.set(false);
  }

  private set(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    for (const watcher of this.watchers) watcher();
  }
}

export const live = new Live();

/** How often to look again: seldom while the server tells of changes by itself, else every `ms`. */
export function useLookAgain(ms: number): number {
  return useSyncExternalStore(live.watch, live.isConnected) ? Math.max(CALM_MS, ms) : ms;
}
