import { api, unwrap } from '@/shared/api/client';

import type { EditIn, FileDetail, Pack, PackDetail, PackFile, Report } from './types';

const at = (id: string) => ({ params: { path: { pack_id: id } } });
const ofFile = (pack: string, file: Pick<PackFile, 'kind' | 'id'>) => ({ path: { pack_id: pack, kind: file.kind }, query: { file: file.id } });

export const fileKey = (pack: string, file: Pick<PackFile, 'kind' | 'id'>): readonly string[] => ['packs', pack, file.kind, file.id];

export const fetchPacks = (): Promise<Pack[]> => unwrap(api.GET('/api/v1/packs'));
export const fetchPack = (id: string): Promise<PackDetail> => unwrap(api.GET('/api/v1/packs/{pack_id}', at(id)));
export const applyPack = (id: string): Promise<Report> => unwrap(api.POST('/api/v1/packs/{pack_id}/apply', at(id)));
export const retirePack = (id: string): Promise<Report> => unwrap(api.POST('/api/v1/packs/{pack_id}/retire', at(id)));

export const fetchFile = (pack: string, file: Pick<PackFile, 'kind' | 'id'>): Promise<FileDetail> =>
  unwrap(api.GET('/api/v1/packs/{pack_id}/files/{kind}', { params: ofFile(pack, file) }));

/** Makes these the site's edits of a file, unless somebody else changed them since `version` was read. */
export const saveEdits = (file: FileDetail, edits: EditIn[]): Promise<FileDetail> =>
  unwrap(
    api.PUT('/api/v1/packs/{pack_id}/files/{kind}', {
      params: ofFile(file.pack, file),
      headers: { 'If-Match': `"${file.version}"` },
      body: { edits },
    }),
  );
