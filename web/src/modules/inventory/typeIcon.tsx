import {
  AppWindow, BatteryCharging, Blocks, Box, Boxes, Building2, Cable, Camera, Cloud, CloudCog, Container, Cpu, Database, DoorClosed, Fan, FileBadge, FileText,
  Flame, Gauge, Globe, HardDrive, KeyRound, Layers, LayoutGrid, LogIn, MapPin, Monitor, Network, PanelTop, Plug, Radio, Router, Scale, ScrollText, Server,
  ShieldCheck, Ship, SlidersHorizontal, Split, SquareStack, Thermometer, Video, Warehouse, Waypoints, Zap, type LucideIcon,
} from 'lucide-react';

/** The icons that packs may name (`tongyun/inventory/content/vocabulary.py`). */
const ICONS: Readonly<Record<string, LucideIcon>> = {
  air: Fan, api: Plug, appstore: AppWindow, balance: Scale, battery: BatteryCharging, box: Box, building: Building2, camera: Camera, certificate: FileBadge,
  cloud: Cloud, 'cloud-server': CloudCog, cluster: Boxes, container: Container, contract: FileText, control: SlidersHorizontal, database: Database, device: Cpu,
  domain: Globe, door: DoorClosed, facility: Warehouse, fire: Flame, gauge: Gauge, global: Globe, hypervisor: Layers, kubernetes: Ship, licence: KeyRound,
  line: Cable, login: LogIn, middleware: Blocks, nic: Network, os: Monitor, pool: LayoutGrid, power: Plug, rack: SquareStack, region: MapPin, room: Warehouse,
  router: Router, sensor: Thermometer, server: Server, shield: ShieldCheck, slot: PanelTop, storage: HardDrive, subnet: Waypoints, switch: Split, system: AppWindow,
  tape: ScrollText, thunderbolt: Zap, ups: BatteryCharging, video: Video, vlan: Radio, vm: Monitor, volume: HardDrive,
};

export function TypeIcon({ icon, size = 16 }: { icon: string; size?: number }) {
  const Icon = ICONS[icon] ?? Box;
  return <Icon size={size} strokeWidth={1.6} aria-hidden="true" />;
}
