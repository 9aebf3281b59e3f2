import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { moment, shortText, versioned } from './formats.ts';
import { onMatterQuery } from './matter-records.ts';

/** Largest file in one request, in bytes. */
export const maxUploadBytes = 25 * 1024 * 1024;

const contentType = z
  .string()
  .max(200)
  .regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/)
  .describe('Type of the file itself; the request says application/octet-stream');

/** The file's name without any folder that stood before it. */
const fileName = z
  .string()
  .transform((name) => (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}+/gu, '').trim())
  .pipe(z.string().min(1).max(255));

export const uploadQuery = z.object({
  name: fileName.describe('Name of the file and of the document'),
  contentType: contentType.default('application/octet-stream'),
  folderId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  description: z.string().max(2000).default(''),
});
export const newVersionQuery = uploadQuery.pick({ name: true, contentType: true });
export const contentQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .optional()
    .describe('The newest unless said'),
  download: z.enum(['0', '1']).default('0').describe('1: always as an attachment'),
});

export const documentVersion = z.object({
  number: z.number(),
  fileName: z.string(),
  contentType: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  createdByStaffId: z.uuid().nullable(),
  createdByName: z.string().nullable(),
  createdAt: moment,
});
export type DocumentVersion = z.infer<typeof documentVersion>;

export const documentListItem = z.object({
  id: z.uuid(),
  matterId: z.uuid(),
  matterNumber: z.string().nullable(),
  matterTitle: z.string().nullable(),
  folderId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  contactName: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  newest: documentVersion.nullable().describe('null while its file is still on the way'),
  logEntryId: z.uuid().nullable(),
  interactionId: z.uuid().nullable().describe('The call, text or fax that it came from'),
  removedAt: moment.nullable(),
  version: z.number().describe('Of the record, not of the file'),
  createdAt: moment,
  updatedAt: moment,
});
export type DocumentListItem = z.infer<typeof documentListItem>;
export const document = documentListItem.extend({ versions: z.array(documentVersion) });
export const documentsPage = pageOf(documentListItem);

/** `root`: what lies in no folder. */
export const documentsQuery = onMatterQuery.extend({
  matterId: z.uuid().optional(),
  folderId: z.union([z.uuid(), z.literal('root')]).optional(),
});

export const documentPatch = z
  .object({
    name: fileName,
    description: z.string().max(2000),
    folderId: z.uuid().nullable(),
    contactId: z.uuid().nullable(),
  })
  .partial()
  .extend(versioned.shape);

export const folder = z.object({
  id: z.uuid(),
  matterId: z.uuid(),
  parentId: z.uuid().nullable(),
  name: z.string(),
});
export const folderList = z.object({ items: z.array(folder), next: z.null() });
export const folderInput = z.object({ name: shortText.min(1), parentId: z.uuid().nullable().default(null) });
export const folderPatch = z.object({ name: shortText.min(1), parentId: z.uuid().nullable() }).partial();
