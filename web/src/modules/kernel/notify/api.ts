import { api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type Channel = Schemas['ChannelOut'];
export type ChannelKind = Schemas['ChannelKindOut'];
export type NewChannel = Schemas['NewChannelIn'];
export type ChannelChange = Schemas['ChannelChangeIn'];
export type Delivery = Schemas['DeliveryOut'];
export type Message = Schemas['NotificationOut'];
export type Preference = Schemas['PreferenceOut'];
export type Category = Schemas['CategoryOut'];

export const listMessages = (query: ListQuery, signal: AbortSignal): Promise<Page<Message>> =>
  unwrap(api.GET('/api/v1/notifications', { params: { query: asQuery('/api/v1/notifications', query) }, signal }));

export const fetchKinds = (): Promise<ChannelKind[]> => unwrap(api.GET('/api/v1/channel-kinds'));
export const listChannels = (query: ListQuery, signal: AbortSignal): Promise<Page<Channel>> =>
  unwrap(api.GET('/api/v1/channels', { params: { query: asQuery('/api/v1/channels', query) }, signal }));
export const createChannel = (body: NewChannel): Promise<Channel> => unwrap(api.POST('/api/v1/channels', { body }));
export const changeChannel = (channel: Channel, body: ChannelChange): Promise<Channel> =>
  unwrap(api.PUT('/api/v1/channels/{channel_id}', { params: { path: { channel_id: channel.id } }, body: { ...body, version: channel.version } }));
export const removeChannel = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/channels/{channel_id}', { params: { path: { channel_id: id } } }));
export const testChannel = (id: string): Promise<Delivery> => unwrap(api.POST('/api/v1/channels/{channel_id}/test', { params: { path: { channel_id: id } } }));

export const listDeliveries = (query: ListQuery, signal: AbortSignal): Promise<Page<Delivery>> =>
  unwrap(api.GET('/api/v1/deliveries', { params: { query: asQuery('/api/v1/deliveries', query) }, signal }));
export const fetchDelivery = (id: string): Promise<Delivery> => unwrap(api.GET('/api/v1/deliveries/{delivery_id}', { params: { path: { delivery_id: id } } }));
export const sendAgain = (id: string): Promise<Delivery> =>
  unwrap(api.POST('/api/v1/deliveries/{delivery_id}/send-again', { params: { path: { delivery_id: id } } }));

export const fetchPreference = (): Promise<Preference> => unwrap(api.GET('/api/v1/notification-preference'));
export const savePreference = (value: Record<string, unknown>, version: number): Promise<Preference> =>
  unwrap(api.PUT('/api/v1/notification-preference', { body: { value, version } }));
export const fetchDefault = (): Promise<Preference> => unwrap(api.GET('/api/v1/notification-default'));
export const saveDefault = (value: Record<string, unknown>, version: number): Promise<Preference> =>
  unwrap(api.PUT('/api/v1/notification-default', { body: { value, version } }));
