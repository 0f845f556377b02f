import { API, api, asQuery, unwrap, type Schemas } from '@/shared/api/client';
import type { ListQuery, Page } from '@/shared/api/page';

export type Board = Schemas['BoardOut'];
export type BoardDetail = Schemas['BoardDetailOut'];
export type AnnouncementRow = Schemas['AnnouncementRowOut'];
export type Announcement = Schemas['AnnouncementOut'];
export type DeskRow = Schemas['DeskRowOut'];
export type Desk = Schemas['DeskOut'];
export type Reader = Schemas['ReaderOut'];

const at = (id: string) => ({ params: { path: { announcement_id: id } } });

export const listBoards = (): Promise<Board[]> => unwrap(api.GET('/api/v1/boards'));
export const listAllBoards = (): Promise<BoardDetail[]> => unwrap(api.GET('/api/v1/announcement-boards'));
export const createBoard = (body: Schemas['BoardIn']): Promise<BoardDetail> => unwrap(api.POST('/api/v1/announcement-boards', { body }));
export const editBoard = (id: string, body: Schemas['BoardPatchIn']): Promise<BoardDetail> =>
  unwrap(api.PATCH('/api/v1/announcement-boards/{board_id}', { params: { path: { board_id: id } }, body }));

export const listAnnouncements = (query: ListQuery, signal?: AbortSignal): Promise<Page<AnnouncementRow>> =>
  unwrap(api.GET('/api/v1/announcements', { params: { query: asQuery('/api/v1/announcements', query) }, ...(signal && { signal }) }));
export const fetchAnnouncement = (id: string): Promise<Announcement> => unwrap(api.GET('/api/v1/announcements/{announcement_id}', at(id)));
export const markRead = (id: string): Promise<Announcement> => unwrap(api.POST('/api/v1/announcements/{announcement_id}/read', at(id)));

export const listDesk = (query: ListQuery, signal: AbortSignal): Promise<Page<DeskRow>> =>
  unwrap(api.GET('/api/v1/announcement-desk', { params: { query: asQuery('/api/v1/announcement-desk', query) }, signal }));
export const fetchDesk = (id: string): Promise<Desk> => unwrap(api.GET('/api/v1/announcement-desk/{announcement_id}', at(id)));
export const readersPath = (id: string): string => `${API}/announcement-desk/${id}/readers`;
export const listReaders = (id: string, query: ListQuery, signal: AbortSignal): Promise<Page<Reader>> =>
  unwrap(
    api.GET('/api/v1/announcement-desk/{announcement_id}/readers', {
      params: { path: { announcement_id: id }, query: asQuery('/api/v1/announcement-desk/{announcement_id}/readers', query) },
      signal,
    }),
  );

export const createAnnouncement = (body: Schemas['AnnouncementIn']): Promise<Desk> => unwrap(api.POST('/api/v1/announcements', { body }));
export const editAnnouncement = (id: string, body: Schemas['AnnouncementPatchIn']): Promise<Desk> =>
  unwrap(api.PATCH('/api/v1/announcements/{announcement_id}', { ...at(id), body }));
export const removeAnnouncement = (id: string): Promise<unknown> => unwrap(api.DELETE('/api/v1/announcements/{announcement_id}', at(id)));
export const submitAnnouncement = (id: string): Promise<Desk> => unwrap(api.POST('/api/v1/announcements/{announcement_id}/submit', at(id)));
export const recallAnnouncement = (id: string): Promise<Desk> => unwrap(api.POST('/api/v1/announcements/{announcement_id}/recall', at(id)));
export const approveAnnouncement = (id: string): Promise<Desk> => unwrap(api.POST('/api/v1/announcements/{announcement_id}/approve', at(id)));
export const rejectAnnouncement = (id: string, reason: string): Promise<Desk> =>
  unwrap(api.POST('/api/v1/announcements/{announcement_id}/reject', { ...at(id), body: { reason } }));
export const withdrawAnnouncement = (id: string, reason: string): Promise<Desk> =>
  unwrap(api.POST('/api/v1/announcements/{announcement_id}/withdraw', { ...at(id), body: { reason } }));
export const pinAnnouncement = (id: string, pinned: boolean): Promise<Desk> =>
  unwrap(api.POST('/api/v1/announcements/{announcement_id}/pin', { ...at(id), body: { pinned } }));
export const remindReaders = (id: string): Promise<Schemas['RemindedOut']> => unwrap(api.POST('/api/v1/announcements/{announcement_id}/remind', at(id)));
