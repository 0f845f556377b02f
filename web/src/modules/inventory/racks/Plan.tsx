import type { KeyboardEvent, Ref } from 'react';
import { useNavigate } from 'react-router';

import { useWords } from '@/shared/i18n/words';
import { useMode } from '@/shared/theme/mode';
import { font, palettes, type Palette, type Tone } from '@/shared/theme/tokens';

import { HEALTH_TONES } from '../health';
import { shortened } from '../topology/drawing';
import { words as itemWords } from '../words';
import type { RackCell, RoomPlan } from './api';
import { toneOf } from './Bar';
import { CELL, rounded, type Spot } from './layout';
import styles from './racks.module.css';
import { rackWords } from './words';

interface PlanProps {
  ref?: Ref<SVGSVGElement>;
  plan: RoomPlan;
  spots: readonly Spot[];
  /** Racks that have a place for what is looked for; undefined when nothing is. */
  offered: readonly string[] | undefined;
}

/** A room from above: its racks by row and position. */
export function Plan({ ref, plan, spots, offered }: PlanProps) {
  const say = useWords(rackWords);
  const palette = palettes[useMode()];
  const width = CELL.side + plan.positions.length * (CELL.width + CELL.gap);
  const height = CELL.head + plan.rows.length * (CELL.height + CELL.gap);
  return (
    <svg
      ref={ref}
      className={styles.plan}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      fontFamily={font.text}
      role="group"
      aria-label={say('planOf', { name: plan.room.name })}
      onKeyDown={(event) => step(event, spots)}
    >
      <title>{plan.room.name}</title>
      <rect width={width} height={height} fill={palette.surface} />
      {plan.positions.map((position, at) => (
        <text key={position} x={CELL.side + at * (CELL.width + CELL.gap) + CELL.width / 2} y={15} fontSize={12} textAnchor="middle" fill={palette.textFaint}>
          {position}
        </text>
      ))}
      {plan.rows.map((row, at) => (
        <text key={row} x={0} y={CELL.head + at * (CELL.height + CELL.gap) + CELL.height / 2 + 4} fontSize={12} fill={palette.textFaint}>
          {shortened(say('row', { name: row }), 10)}
        </text>
      ))}
      {spots.map((spot) => (
        <Cell key={spot.rack.id} spot={spot} palette={palette} fits={offered?.includes(spot.rack.id)} />
      ))}
    </svg>
  );
}

/** How a rack is with what is in it. */
export function rackTone(rack: RackCell): Tone {
  if (rack.clashes > 0 || (rack.ill > 0 && rack.worst !== 'warning')) return 'critical';
  return HEALTH_TONES[rack.worst];
}

function Cell({ spot, palette, fits }: { spot: Spot; palette: Palette; fits: boolean | undefined }) {
  const say = useWords(rackWords);
  const sayItem = useWords(itemWords);
  const go = useNavigate();
  const { rack, x, y } = spot;
  const tone = rackTone(rack);
  const colours = palette.state[tone];
  const ill = tone === 'critical' || tone === 'warning';
  const open = (): void => void go(`/rooms/racks/${rack.id}`);
  const feeds = rack.feeds.length === 0 ? say('feeds0') : rack.single ? say('single') : say(rack.feeds.length === 1 ? 'feeds1' : 'feeds2');
  const power = rack.load.rated_w === null ? '' : `${rounded(rack.load.used_w / 1000)}/${rounded(rack.load.rated_w / 1000)} kW`;
  const state = rack.ill > 0 ? say('illCount', { n: rack.ill }) : sayItem(rack.worst);
  const told = [rack.name, say('usedOf', { used: rack.used_units, all: rack.units }), power, feeds, state, rack.clashes > 0 ? say('clashes') : '', rack.veils ? say('roomVeils') : ''].filter((each) => each !== '');
  const edge = fits === true ? palette.accent : ill ? colours.solid : palette.lineStrong;
  return (
    <g
      role="link"
      tabIndex={0}
      className={styles.mount}
      aria-label={told.join(' · ')}
      opacity={fits === false ? 0.35 : 1}
      transform={`translate(${x} ${y})`}
      onClick={open}
      onKeyDown={(event) => event.key === 'Enter' && open()}
    >
      <title>{told.join(' · ')}</title>
      <rect x={1.5} y={1.5} width={CELL.width - 3} height={CELL.height - 3} rx={5} fill={ill ? colours.tint : palette.page} stroke={edge} strokeWidth={fits === true ? 3 : 1} />
      <rect x={1.5} y={1.5} width={5} height={CELL.height - 3} rx={2} fill={colours.solid} />
      <text x={14} y={19} fontSize={12} fontWeight={600} fill={palette.text}>
        {shortened(rack.name, 11)}
      </text>
      <text x={CELL.width - 14} y={19} fontSize={13} fontWeight={700} textAnchor="middle" fill={colours.text}>
        {tone === 'critical' ? '✕' : tone === 'warning' ? '!' : ''}
      </text>
      <Gauge y={29} used={rack.used_units} all={rack.units} kept={rack.reserved_units} palette={palette} />
      <Gauge y={39} used={rack.load.used_w} all={rack.load.rated_w} kept={rack.load.reserved_w} palette={palette} />
      <text x={14} y={58} fontSize={11} fill={palette.textSoft}>
        {[`${String(rack.used_units)}/${String(rack.units)}U`, power].filter((each) => each !== '').join(' ')}
      </text>
      <text x={14} y={71} fontSize={10.5} fill={rack.single || rack.feeds.length === 1 ? palette.state.warning.text : palette.textFaint}>
        {feeds}
      </text>
    </g>
  );
}

function Gauge({ y, used, all, kept, palette }: { y: number; used: number; all: number | null; kept: number; palette: Palette }) {
  const whole = CELL.width - 28;
  const share = (value: number): number => (all === null || all === 0 ? 0 : Math.min(1, value / all) * whole);
  const tone = toneOf(used, all);
  return (
    <g>
      <rect x={14} y={y} width={whole} height={6} rx={3} fill={palette.line} />
      <rect x={14} y={y} width={share(used + kept)} height={6} rx={3} fill={palette.lineStrong} />
      <rect x={14} y={y} width={share(used)} height={6} rx={3} fill={tone === 'idle' ? palette.accent : palette.state[tone].solid} />
    </g>
  );
}

/** The arrows go to the next rack on that side. */
function step(event: KeyboardEvent<SVGSVGElement>, spots: readonly Spot[]): void {
  const ways: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const way = ways[event.key];
  const all = [...event.currentTarget.querySelectorAll<SVGGElement>('[role=link]')];
  const here = spots[all.findIndex((each) => each === document.activeElement)];
  if (way === undefined || here === undefined) return;
  const [across, down] = way;
  const ahead = spots
    .map((spot, at) => ({ at, along: (spot.x - here.x) * across + (spot.y - here.y) * down, aside: Math.abs((spot.x - here.x) * down) + Math.abs((spot.y - here.y) * across) }))
    .filter((each) => each.along > 0)
    .sort((one, other) => one.along + 4 * one.aside - (other.along + 4 * other.aside));
  const next = all[ahead[0]?.at ?? -1];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
