import type { KeyboardEvent, Ref } from 'react';

import { useWords } from '@/shared/i18n/words';
import { useMode } from '@/shared/theme/mode';
import { font, palettes, type Palette } from '@/shared/theme/tokens';

import { shortened } from '../topology/drawing';
import { moodOf, useMoodName } from '../topology/verdicts';
import type { Elevation, Face, Mount } from './api';
import { boxesOf, frameOf, offsetOf, topOf, UNIT, type Box } from './layout';
import styles from './racks.module.css';
import { rackWords } from './words';

interface RackProps {
  ref?: Ref<SVGSVGElement>;
  elevation: Elevation;
  faces: readonly Face[];
  selected: string;
  onSelect: (key: string) => void;
  onFree?: ((u: number, face: Face) => void) | undefined;
}

/** Half-width characters for each pixel of a box. */
const FITS = 1 / 6.8;
const MARKS = { critical: '✕', warning: '!', running: '', ok: '', idle: '' } as const;

/** A rack as one sees it when one stands before it, and from behind. */
export function Rack({ ref, elevation, faces, selected, onSelect, onFree }: RackProps) {
  const say = useWords(rackWords);
  const palette = palettes[useMode()];
  const { rack } = elevation;
  const frame = frameOf(rack.units, faces.length);
  const numbers = Array.from({ length: rack.units }, (_, at) => at + 1);
  return (
    <svg
      ref={ref}
      className={styles.rack}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      style={{ maxWidth: frame.width }}
      fontFamily={font.text}
      role="group"
      aria-label={say('pictureOf', { name: rack.name })}
      onKeyDown={step}
    >
      <title>{rack.name}</title>
      <defs>
        <pattern id="rack-hidden" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="8" height="8" fill={palette.sunken} />
          <line x1="0" y1="0" x2="0" y2="8" stroke={palette.lineStrong} strokeWidth="3" />
        </pattern>
      </defs>
      <rect width={frame.width} height={frame.height} fill={palette.surface} />
      {faces.map((face, place) => (
        <g key={face} transform={`translate(${offsetOf(place)} 0)`}>
          <text x={UNIT.numbers} y={17} fontSize={13} fontWeight={600} fill={palette.text}>
            {`${rack.name} · ${say(face)}`}
          </text>
          <rect x={UNIT.numbers} y={UNIT.head} width={UNIT.width} height={rack.units * UNIT.height} fill={palette.page} stroke={palette.lineStrong} />
          {numbers.map((u) => (
            <g key={u}>
              <text x={UNIT.numbers - 7} y={topOf(u, rack) + 15} fontSize={11} textAnchor="end" fill={palette.textFaint}>
                {u}
              </text>
              <rect
                x={UNIT.numbers}
                y={topOf(u, rack)}
                width={UNIT.width}
                height={UNIT.height}
                fill="transparent"
                stroke={palette.line}
                className={onFree === undefined ? undefined : styles.slot}
                onClick={onFree === undefined ? undefined : () => onFree(u, face)}
              />
            </g>
          ))}
          {boxesOf(elevation, face).map((box) => (
            <Placed key={box.mount.key} box={box} palette={palette} selected={box.mount.key === selected} onSelect={onSelect} />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Placed({ box, palette, selected, onSelect }: { box: Box; palette: Palette; selected: boolean; onSelect: (key: string) => void }) {
  const name = useMountName();
  const mood = useMoodName();
  const say = useWords(rackWords);
  const { mount } = box;
  const state = mount.kind === 'item' && mount.item !== null ? moodOf(mount.item) : undefined;
  const ill = state !== undefined && (state.tone === 'critical' || state.tone === 'warning');
  const colours = palette.state[state?.tone ?? 'idle'];
  const told = [name(mount), unitsOf(mount, say), state === undefined || mount.item === null ? '' : mood(mount.item), box.clashing ? say('clashes') : ''].filter((each) => each !== '');
  const fill = mount.kind === 'hidden' ? 'url(#rack-hidden)' : ill ? colours.tint : mount.kind === 'item' && !box.behind ? palette.accentTint : mount.kind === 'blocked' ? palette.lineStrong : palette.sunken;
  const edge = box.clashing ? palette.state.critical.solid : selected ? palette.accent : ill ? colours.solid : palette.lineStrong;
  const middle = box.y + box.height / 2 + 4.5;
  const mark = state === undefined ? '' : MARKS[state.tone];
  return (
    <g
      role="button"
      tabIndex={0}
      className={styles.mount}
      aria-label={told.join(' · ')}
      aria-pressed={selected}
      onClick={() => onSelect(mount.key)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onSelect(mount.key);
      }}
      opacity={mount.expired ? 0.55 : 1}
    >
      <title>{told.join(' · ')}</title>
      <rect
        x={box.x + 1.5}
        y={box.y + 1.5}
        width={box.width - 3}
        height={box.height - 3}
        rx={3}
        fill={fill}
        stroke={edge}
        strokeWidth={selected || box.clashing ? 2.5 : 1}
        strokeDasharray={mount.kind === 'reserved' || state?.struck ? '5 3' : undefined}
      />
      {state !== undefined && <rect x={box.x + 1.5} y={box.y + 1.5} width={5} height={box.height - 3} rx={2} fill={colours.solid} />}
      <text x={box.x + 14} y={middle} fontSize={12} fill={box.behind && !ill ? palette.textFaint : palette.text} fontStyle={box.behind ? 'italic' : undefined}>
        {shortened(name(mount), Math.floor((box.width - 44) * FITS))}
      </text>
      {mark !== '' && (
        <text x={box.x + box.width - 16} y={middle} fontSize={13} fontWeight={700} textAnchor="middle" fill={colours.text}>
          {mark}
        </text>
      )}
    </g>
  );
}

/** What a mount is called. */
export function useMountName(): (mount: Mount) => string {
  const say = useWords(rackWords);
  return (mount) => {
    if (mount.kind === 'item') return mount.item?.name ?? '';
    if (mount.kind === 'reserved') {
      const whom = mount.reserved_for === '' ? say('reserved') : say('reservedFor', { whom: mount.reserved_for });
      return mount.expired ? `${whom} · ${say('expired')}` : whom;
    }
    return say(mount.kind);
  };
}

/** The units of something, in words. */
export function unitsOf({ start, end }: { start: number; end: number }, say: (key: 'unitsAt' | 'unitAt', fill: Readonly<Record<string, string>>) => string): string {
  return start === end ? say('unitAt', { u: String(start) }) : say('unitsAt', { from: String(start), to: String(end) });
}

/** Up and down go from one thing to the next. */
function step(event: KeyboardEvent<SVGSVGElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const all = [...event.currentTarget.querySelectorAll<SVGGElement>('[role=button]')];
  const next = all[all.findIndex((each) => each === document.activeElement) + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
