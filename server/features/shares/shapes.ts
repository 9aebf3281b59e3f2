/** What the API says of shares. */
import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { fileShape } from '../files/index.ts';
import { endings, shareFileStates } from './states.ts';

const moment = z.string();

const common = {
  id: z.uuid(),
  conversationId: z.uuid(),
  kind: z.enum(['document', 'folder']),
  name: z.string(),
  files: z.number().int().describe('That recipients see'),
  sharedAt: moment,
  withdrawnAt: moment.nullable().describe('It was withdrawn: nobody outside the firm opens it any more'),
};

export const share = z.object({
  ...common,
  matterId: z.uuid(),
  conversationTitle: z.string(),
  sourceId: z.uuid().describe('The document or the folder'),
  auto: z.boolean().describe('What is put into the folder is shared at once'),
  held: z.number().int().describe('Files that wait for a yes'),
  sharedByName: z.string(),
  frozen: z.boolean().describe('The conversation or the matter has ended: it stays as it was then'),
  version: z.number().int(),
});
export type Share = z.infer<typeof share>;
export const sharesPage = pageOf(share);

const level = z.object({
  level: z.string().describe('Folders inside the shared one, with `/`; empty: the shared one'),
  files: z.number().int(),
});
export const shareDetail = share.extend({ levels: z.array(level) });

export const shareFile = fileShape
  .omit({ seq: true, location: true, withdrawnAt: true, createdAt: true })
  .extend({
    shareId: z.uuid(),
    documentId: z.uuid(),
    level: z.string(),
    version: z.number().int().describe('Of the document'),
    versionAt: moment.describe('Since when this version is there'),
    endedAt: moment.nullable().describe('Nobody outside the firm opens it any more'),
    endedWhy: z.enum(endings).nullable(),
  });
export type ShareFile = z.infer<typeof shareFile>;

export const staffShareFile = shareFile.extend({ shareState: z.enum(shareFileStates) });
export const staffShareFilesPage = pageOf(staffShareFile);
export const shareFilesPage = pageOf(shareFile);

export const ownShare = z.object({ ...common, matterId: z.uuid() });
export type OwnShare = z.infer<typeof ownShare>;
export const ownSharesPage = pageOf(ownShare);
export const ownShareDetail = ownShare.extend({ levels: z.array(level) });

export const sharesQuery = pageQuery.extend({
  conversationId: z.uuid().optional(),
  matterId: z.uuid().optional(),
});
export const filesQuery = pageQuery.extend({
  level: z.string().max(5000).optional().describe('Of this level alone; empty: the shared folder itself'),
});
export const staffFilesQuery = filesQuery.extend({
  shareState: z.enum(shareFileStates).optional().describe('All but what was replaced unless said'),
});
export type FilesQuery = z.output<typeof staffFilesQuery>;

export const newShares = z.object({
  documentIds: z.array(z.uuid()).max(130).default([]),
  folderIds: z.array(z.uuid()).max(20).default([]),
  auto: z.boolean().default(false).describe('What is put into the folders later is shared at once'),
  confirmed: z
    .boolean()
    .default(false)
    .describe('It was shown that these people are further from the client than privilege reaches'),
});
export type NewShares = z.output<typeof newShares>;

export const shareReads = z.object({
  items: z.array(
    z.object({
      at: moment,
      who: z.enum(['staff', 'external']),
      personId: z.uuid(),
      name: z.string(),
      fileName: z.string(),
      version: z.number().int(),
      what: z.enum(['download', 'page']),
      page: z.number().int().nullable(),
    }),
  ),
  next: z.null(),
});
