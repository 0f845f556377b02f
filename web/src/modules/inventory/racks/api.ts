import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api, unwrap, type Schemas } from '@/shared/api/client';

import type { Item } from '../types';

export type Elevation = Schemas['ElevationOut'];
export type Mount = Schemas['MountOut'];
export type Clash = Schemas['ClashOut'];
export type Face = Mount['mounted_at'];
export type Load = Schemas['LoadOut'];
export type Feed = Schemas['FeedOut'];
export type Standing = Schemas['StandingItemOut'];
export type RoomPlan = Schemas['RoomPlanOut'];
export type RackCell = Schemas['RackCellOut'];
export type Places = Schemas['PlacesOut'];
export type Place = Schemas['PlaceIn'];
/** Why a rack is no place for something. */
export type Refusal = 'space' | 'feeds' | 'power' | 'weight';

/** What is looked for in a room. */
export interface Wish {
  readonly units: number;
  readonly feeds: number;
  readonly power_w: number;
  readonly weight_kg: number;
  readonly full_depth: boolean;
}

const REFRESH_MS = 15_000;
const at = (id: string) => ({ params: { path: { item_id: id } } });

export const rackKeys = {
  all: ['racks'],
  rack: (id: string) => ['racks', 'rack', id],
  rooms: ['racks', 'rooms'],
  room: (id: string) => ['racks', 'room', id],
  places: (id: string, wish: Wish | undefined) => ['racks', 'room', id, 'places', wish],
} as const;

/** One rack, front and rear; asked again while it is looked at, because states change. */
export function useElevation(id: string) {
  return useQuery({ queryKey: rackKeys.rack(id), queryFn: () => unwrap(api.GET('/api/v1/racks/{item_id}', at(id))), refetchInterval: REFRESH_MS });
}

export function useRooms() {
  return useQuery({ queryKey: rackKeys.rooms, queryFn: () => unwrap(api.GET('/api/v1/rooms')), refetchInterval: 4 * REFRESH_MS });
}

export function useRoom(id: string) {
  return useQuery({ queryKey: rackKeys.room(id), queryFn: () => unwrap(api.GET('/api/v1/rooms/{item_id}', at(id))), refetchInterval: REFRESH_MS });
}

/** Where in a room something fits; nothing is asked before something is looked for. */
export function usePlaces(id: string, wish: Wish | undefined) {
  return useQuery({
    queryKey: rackKeys.places(id, wish),
    queryFn: () => unwrap(api.GET('/api/v1/rooms/{item_id}/places', { params: { path: { item_id: id }, query: { face: 'front', ...wish } } })),
    enabled: wish !== undefined,
    placeholderData: keepPreviousData,
  });
}

export const placeItem = (id: string, body: Place): Promise<Item> => unwrap(api.POST('/api/v1/items/{item_id}/place', { ...at(id), body }));
