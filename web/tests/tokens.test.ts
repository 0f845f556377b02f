import { describe, expect, it } from 'vitest';

import { palettes, type Mode, type Tone } from '@/shared/theme/tokens';

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const MODES: Mode[] = ['light', 'dark'];
const TONES: Tone[] = ['critical', 'warning', 'running', 'ok', 'idle'];

describe.each(MODES)('%s colours', (mode) => {
  const palette = palettes[mode];

  it.each(['text', 'textSoft', 'textFaint'] as const)('%s can be read on every ground (WCAG AA)', (name) => {
    for (const ground of ['page', 'surface', 'raised', 'sunken', 'hover', 'accentTint'] as const) {
      expect(contrast(palette[name], palette[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('state words can be read on pages, tints and chosen rows', () => {
    for (const tone of TONES) {
      for (const ground of [palette.surface, palette.page, palette.raised, palette.accentTint, palette.state[tone].tint]) {
        expect(contrast(palette.state[tone].text, ground), `${tone} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('marks, lines of charts and buttons stand out (3:1, 4.5:1 for words)', () => {
    for (const tone of TONES.filter((each) => each !== 'idle')) {
      // Orange cannot be both orange and 3:1 on white; its word beside it can (see above).
      const least = tone === 'warning' ? 2.5 : 3;
      expect(contrast(palette.state[tone].solid, palette.surface), tone).toBeGreaterThanOrEqual(least);
    }
    for (const colour of palette.series) expect(contrast(colour, palette.surface), colour).toBeGreaterThanOrEqual(2.5);
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
  });

  it('unknown is never green', () => {
    expect(palette.state.idle).not.toEqual(palette.state.ok);
  });
});
