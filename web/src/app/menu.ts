import { useQuery } from '@tanstack/react-query';
import { Activity, ArrowRightLeft, Bell, BadgeCheck, BookA, Boxes, CalendarClock, CalendarDays, ChartColumn, Database, FileText, Gauge, History, KeyRound, LayoutDashboard, ListChecks, ListTree, LogIn, MailCheck, MapPin, Megaphone, MonitorSmartphone, Network, Package, Play, Settings, Shapes, ShieldCheck, Siren, Ticket, Upload, UserCheck, Users, UsersRound, Warehouse, Waypoints, type LucideIcon } from 'lucide-react';

import { fetchMenu, type MenuEntry } from '@/modules/kernel';
import { useLocale } from '@/shared/i18n/words';

export interface MenuLine {
  readonly key: string;
  readonly title: string;
  readonly href: string;
  readonly Icon: LucideIcon;
  /** The heading it stands under in its group. */
  readonly section: string;
  readonly children: readonly MenuLine[];
}

const ICONS: Readonly<Record<string, LucideIcon>> = {
  dashboard: LayoutDashboard,
  alert: Siren,
  ticket: Ticket,
  database: Database,
  boxes: Boxes,
  list: ListTree,
  review: ListChecks,
  statistics: ChartColumn,
  quality: BadgeCheck,
  changes: History,
  types: Shapes,
  addresses: MapPin,
  rooms: Warehouse,
  run: Play,
  gauge: Gauge,
  users: Users,
  key: KeyRound,
  shield: ShieldCheck,
  settings: Settings,
  file: FileText,
  bell: Bell,
  tree: Network,
  topology: Waypoints,
  group: UsersRound,
  swap: UserCheck,
  upload: Upload,
  package: Package,
  session: MonitorSmartphone,
  token: KeyRound,
  calls: ArrowRightLeft,
  book: BookA,
  megaphone: Megaphone,
  calendar: CalendarDays,
  clock: CalendarClock,
  login: LogIn,
  mail: MailCheck,
};

/** What the signed-in person may open, in their language. */
export function useMenu(): readonly MenuLine[] {
  const locale = useLocale();
  const menu = useQuery({ queryKey: ['menu'], queryFn: fetchMenu, staleTime: 10 * 60_000 });
  const line = (entry: MenuEntry): MenuLine => ({
    key: entry.key,
    title: locale === 'zh-CN' ? entry.title : entry.title_en,
    href: entry.href,
    Icon: ICONS[entry.icon] ?? Activity,
    section: locale === 'zh-CN' ? entry.section : entry.section_en,
    children: entry.children.map(line),
  });
  return (menu.data ?? []).map(line);
}

/** The lines of a group under their headings, in order. */
export function sectionsOf(lines: readonly MenuLine[]): readonly { readonly title: string; readonly lines: readonly MenuLine[] }[] {
  const titles = [...new Set(lines.map((line) => line.section))];
  return titles.map((title) => ({ title, lines: lines.filter((line) => line.section === title) }));
}

/** Every line, also those inside groups; a group that has no page of its own is no line. */
export function everyLine(lines: readonly MenuLine[]): readonly MenuLine[] {
  return lines.flatMap((line) => {
    const inside = everyLine(line.children);
    return inside.some((child) => child.href === line.href) ? inside : [line, ...inside];
  });
}

/** The line a page belongs to: the longest address that leads to it. */
export function currentLine(lines: readonly MenuLine[], path: string): MenuLine | undefined {
  const leading = everyLine(lines).filter(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)));
  return leading.sort((one, other) => other.href.length - one.href.length)[0];
}

/** Whether a line of the menu is this one, or has it inside. */
export function holds(line: MenuLine, current: MenuLine | undefined): boolean {
  return current !== undefined && (line.key === current.key || line.children.some((child) => holds(child, current)));
}
