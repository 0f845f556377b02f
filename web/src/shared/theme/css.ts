import { font, motion, palettes, radius, space, type Mode, type Palette, type Tone } from './tokens';

const TONES: readonly Tone[] = ['critical', 'warning', 'running', 'ok', 'idle'];

function colourVariables(palette: Palette): [string, string][] {
  const plain: [string, string][] = [
    ['page', palette.page],
    ['surface', palette.surface],
    ['raised', palette.raised],
    ['sunken', palette.sunken],
    ['hover', palette.hover],
    ['line', palette.line],
    ['line-strong', palette.lineStrong],
    ['text', palette.text],
    ['text-soft', palette.textSoft],
    ['text-faint', palette.textFaint],
    ['accent', palette.accent],
    ['accent-hover', palette.accentHover],
    ['on-accent', palette.onAccent],
    ['accent-tint', palette.accentTint],
    ['shadow', palette.shadow],
    ['scrim', palette.scrim],
  ];
  const states = TONES.flatMap((tone): [string, string][] => {
    const colour = palette.state[tone];
    return [
      [`${tone}-text`, colour.text],
      [`${tone}-solid`, colour.solid],
      [`${tone}-tint`, colour.tint],
    ];
  });
  return [...plain, ...states];
}

function shapeVariables(): [string, string][] {
  return [
    ...Object.entries(radius).map(([name, px]): [string, string] => [`radius-${name}`, `${px}px`]),
    ...Object.entries(space).map(([name, px]): [string, string] => [`space-${name}`, `${px}px`]),
    ['fast', motion.fast],
    ['normal', motion.normal],
    ['curve', motion.curve],
    ['font', font.text],
    ['mono', font.mono],
  ];
}

/** Puts the tokens on the page as `--ty-*` custom properties; called before the first paint and on each switch. */
export function applyTheme(mode: Mode): void {
  const root = document.documentElement;
  for (const [name, value] of [...colourVariables(palettes[mode]), ...shapeVariables()]) {
    root.style.setProperty(`--ty-${name}`, value);
  }
  root.dataset.theme = mode;
  root.style.colorScheme = mode;
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', palettes[mode].page);
}
