/** What the API says of files. */
import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { locationResults, uploadStates, verdicts, whenNotClean } from './states.ts';

const moment = z.string();
const delivery = z
  .enum(['deliver', 'warn', 'blocked', 'owner_must_release'])
  .describe(
    '`warn`: it may be sent and opened, with a warning and without a preview where it could not be scanned',
  );

export const upload = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  name: z.string(),
  sizeBytes: z.number(),
  receivedBytes: z.number().describe('Durably here'),
  state: z.enum(uploadStates),
  delivery: delivery.nullable().describe('null: not known yet'),
  words: z.string().describe('What the state means, in a sentence'),
  sha256: z.string().nullable(),
  contentType: z.string().nullable().describe('Found in the bytes'),
  typeMismatch: z.boolean().describe('The name promises another type'),
  location: z
    .enum(locationResults)
    .nullable()
    .describe('Where the sender asked to leave out the place of a picture'),
  expiresAt: moment,
  createdAt: moment,
});
export type Upload = z.infer<typeof upload>;

export const uploads = z.object({ items: z.array(upload), next: z.null() });

export const file = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  seq: z.number().int().describe('Of its message'),
  name: z.string(),
  sizeBytes: z.number(),
  sha256: z.string(),
  contentType: z.string(),
  typeMismatch: z.boolean(),
  location: z.enum(locationResults).nullable(),
  state: z.enum([...verdicts, 'withdrawn']),
  delivery,
  words: z.string(),
  preview: z.boolean().describe('Pictures of its pages can be asked for'),
  withdrawnAt: moment.nullable(),
  createdAt: moment,
});
export type File = z.infer<typeof file>;

export const fileLink = z.object({
  url: z.string().describe('Of this one file, for whoever asked, as long as they may see it'),
  expiresAt: moment.describe('It can be opened until then'),
  pages: z.number().int().nullable().describe('How many pictures there are; null: none was drawn yet'),
});

export const ownFilesQuery = pageQuery.extend({
  matterId: z.uuid().optional(),
  q: z.string().trim().min(1).max(200).optional().describe('Part of its name'),
});
export type OwnFilesQuery = z.output<typeof ownFilesQuery>;
export const ownFile = file.omit({ sha256: true, typeMismatch: true, location: true }).extend({
  mine: z.boolean().describe('You sent it'),
  fromName: z.string(),
  conversationTitle: z.string(),
  matterId: z.uuid().nullable(),
});
export type OwnFile = z.infer<typeof ownFile>;
export const ownFilesPage = pageOf(ownFile).extend({
  locked: z.boolean().describe('Conversations that ask for a second factor are left out'),
});
export type OwnFilesPage = z.infer<typeof ownFilesPage>;

export const reads = z.object({
  items: z.array(
    z.object({
      at: moment,
      who: z.enum(['staff', 'external']),
      personId: z.uuid(),
      name: z.string(),
      what: z.enum(['download', 'page']),
      page: z.number().nullable(),
    }),
  ),
  next: z.null(),
});

export const settings = z.object({
  clientUploadLimit: z.number().int().describe('Largest file of people outside the firm, in bytes'),
  waitingBytesLimit: z.number().int().describe('Bytes that may wait in the firm, not sent yet'),
  whenUnscannable: z.enum(whenNotClean),
  whenUnscanned: z.enum(whenNotClean),
  scanner: z
    .string()
    .nullable()
    .describe('Version of the scanner; null: none is set up, or it does not answer'),
  version: z.number(),
});

export const heldUpload = upload.extend({
  personName: z.string(),
  external: z.boolean(),
});
export const heldUploads = z.object({ items: z.array(heldUpload), next: z.null() });
