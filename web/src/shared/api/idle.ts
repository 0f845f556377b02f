const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let lastInput = Date.now();

/** Notices when somebody touches keyboard, mouse or screen. */
export function watchInput(): void {
  const noted = (): void => {
    lastInput = Date.now();
  };
  for (const input of INPUTS) window.addEventListener(input, noted, { capture: true, passive: true });
}

/** For how long nobody has (seconds). Sent with each request, so that a page that refreshes itself keeps no session alive. */
export function idleSeconds(): number {
  return Math.max(0, Math.floor((Date.now() - lastInput) / 1000));
}
