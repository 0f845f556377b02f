/**
 * The one place where the look is decided. Ant Design, ECharts, bpmn-js and our own CSS all take their values from here.
 *
 * Colour means state and nothing else (ui.md, principle 2): the accent is a muted ink, so that red, orange, blue and green on
 * a page always say something about the estate. `idle` is unknown or ended; unknown is never green.
 */

export type Mode = 'light' | 'dark';

/** What a state asks of the reader: act now, act soon, it runs, nothing to do, unknown or over. */
export type Tone = 'critical' | 'warning' | 'running' | 'ok' | 'idle';

interface StateColour {
  /** Text and marks on a page or on `tint`; at least 4.5:1 on both. */
  readonly text: string;
  /** Bars, dots, chart areas. */
  readonly solid: string;
  /** A quiet background. */
  readonly tint: string;
}

export interface Palette {
  readonly page: string;
  readonly surface: string;
  readonly raised: string;
  readonly sunken: string;
  readonly hover: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly textSoft: string;
  readonly textFaint: string;
  readonly accent: string;
  readonly accentHover: string;
  readonly onAccent: string;
  readonly accentTint: string;
  readonly shadow: string;
  readonly scrim: string;
  readonly state: Readonly<Record<Tone, StateColour>>;
  /** Eight series before "other"; none of them is a state colour. */
  readonly series: readonly string[];
}

const light: Palette = {
  page: '#f6f7f9',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#eff1f4',
  hover: '#f3f5f8',
  line: '#e4e7ec',
  lineStrong: '#cbd1d9',
  text: '#1a2330',
  textSoft: '#4d5866',
  textFaint: '#5f6978',
  accent: '#274060',
  accentHover: '#34547c',
  onAccent: '#ffffff',
  accentTint: '#e9eef5',
  shadow: '0 1px 2px rgb(16 24 40 / 5%)',
  scrim: 'rgb(16 24 40 / 40%)',
  state: {
    critical: { text: '#b42318', solid: '#d92d20', tint: '#fdf0ee' },
    warning: { text: '#954700', solid: '#e07b12', tint: '#fff4e6' },
    running: { text: '#1753b0', solid: '#2f74e0', tint: '#edf3fd' },
    ok: { text: '#1a6843', solid: '#2f9a65', tint: '#ecf7f1' },
    idle: { text: '#4d5866', solid: '#8a94a2', tint: '#eff1f4' },
  },
  series: ['#3f6fae', '#23908f', '#b98a22', '#7f61b5', '#b0637a', '#66798f', '#768c34', '#53a6d1'],
};

const dark: Palette = {
  page: '#0e1217',
  surface: '#161b22',
  raised: '#1d232c',
  sunken: '#11161c',
  hover: '#1c222b',
  line: '#272f3a',
  lineStrong: '#3a4452',
  text: '#e3e8ef',
  textSoft: '#aab4c1',
  textFaint: '#8b96a5',
  accent: '#abc4e6',
  accentHover: '#c3d6f0',
  onAccent: '#0f1823',
  accentTint: '#1f2b3a',
  shadow: '0 1px 2px rgb(0 0 0 / 40%)',
  scrim: 'rgb(0 0 0 / 60%)',
  state: {
    critical: { text: '#ff8f85', solid: '#ec554a', tint: '#351a1a' },
    warning: { text: '#f3b268', solid: '#de871f', tint: '#32250f' },
    running: { text: '#8cb8fb', solid: '#4b8aea', tint: '#16263d' },
    ok: { text: '#77cfa4', solid: '#37a36f', tint: '#132a1f' },
    idle: { text: '#aab4c1', solid: '#707c8c', tint: '#212832' },
  },
  series: ['#6c9ad6', '#45b5b3', '#d6a945', '#a488d6', '#d2859b', '#8ea1b8', '#9db356', '#7cc4ea'],
};

export const palettes: Readonly<Record<Mode, Palette>> = { light, dark };

/** Logical pixels. */
export const radius = { small: 4, medium: 6, large: 10 } as const;
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 32 } as const;

export const motion = { fast: '90ms', normal: '160ms', curve: 'cubic-bezier(0.2, 0, 0, 1)' } as const;

export const font = {
  text: '"PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif',
  mono: '"JetBrains Mono", "SF Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
  size: 14,
  line: 1.6,
} as const;

/** Below this width (px) a page is laid out for one thumb. */
export const PHONE = 720;
