import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { maxFilesInMessage, parityClientLimit } from './limits.ts';
import * as shapes from './shapes.ts';
import { whenNotClean } from './states.ts';

const staff = { tag: 'Files', access: 'member' } as const;
const portal = { tag: 'Portal', access: 'portal' } as const;
const idParams = z.object({ id: z.uuid() });
const ofConversation = z.object({ conversationId: z.uuid() });
const waiting = ofConversation.extend({
  forId: z.uuid().optional().describe('What they are for; for a message unless said'),
});
const linkInput = z.object({
  what: z.enum(['download', 'page']).default('download'),
  page: z.number().int().min(1).max(500).default(1),
});

const creation = {
  summary:
    'tus 1.0: announce a file (Upload-Length; Upload-Metadata with filename, filetype, conversationId, stripLocation, and forId where it is not for a message)',
  streams: true,
  status: 201,
  problems: ['too_large', 'too_many_requests', 'wrong_state', 'overtaken', 'step_up_needed', 'unavailable'],
  audit: 'upload.created',
} as const;
const part = {
  summary: 'tus 1.0: send bytes from Upload-Offset on; takes Upload-Checksum',
  params: idParams,
  streams: true,
  status: 204,
  problems: [
    'conflict',
    'gone',
    'overtaken',
    'too_large',
    'unsupported_type',
    'checksum_mismatch',
    'wrong_state',
    'step_up_needed',
    'unavailable',
  ],
  audit: 'upload.received',
} as const;
const getUpload = {
  summary: 'An upload of yours; HEAD answers as tus 1.0 does, with the offset that is durably here',
  params: idParams,
  streams: true,
  problems: ['gone', 'overtaken', 'step_up_needed'],
  audit: 'none',
} as const;
const listUploads = {
  summary: 'Your uploads for a conversation that nothing took yet, the oldest first',
  query: waiting,
  answer: shapes.uploads,
  audit: 'none',
} as const;
const removeUpload = {
  summary: 'tus 1.0: take an upload away, whatever its state',
  params: idParams,
  audit: 'upload.removed',
} as const;
const scanUpload = {
  summary: 'Have an upload scanned again',
  params: idParams,
  answer: shapes.upload,
  problems: ['wrong_state'],
  audit: 'upload.scanned_again',
} as const;
const getFile = {
  summary: 'A file that was sent, shared or asked for',
  params: idParams,
  answer: shapes.file,
  audit: 'none',
} as const;
const createLink = {
  summary: 'An address under which the file, or the picture of a page, can be fetched for a few minutes',
  params: idParams,
  body: linkInput,
  answer: shapes.fileLink,
  status: 201,
  problems: ['wrong_state', 'step_up_needed'],
  audit: 'file.read',
  secretAnswer: true,
} as const;
const withdraw = {
  summary: 'Withdraw a file: nobody opens it any more; who did stays known',
  params: idParams,
  answer: shapes.file,
  problems: ['wrong_state'],
  audit: 'file.withdrawn',
} as const;

export const fileRoutes = {
  createUpload: route({ ...staff, ...creation, method: 'POST', path: '/api/v1/uploads' }),
  patchUpload: route({ ...staff, ...part, method: 'PATCH', path: '/api/v1/uploads/:id' }),
  getUpload: route({ ...staff, ...getUpload, method: 'GET', path: '/api/v1/uploads/:id' }),
  listUploads: route({ ...staff, ...listUploads, method: 'GET', path: '/api/v1/uploads' }),
  removeUpload: route({ ...staff, ...removeUpload, method: 'DELETE', path: '/api/v1/uploads/:id' }),
  scanUpload: route({ ...staff, ...scanUpload, method: 'POST', path: '/api/v1/uploads/:id/scan' }),
  uploadDocuments: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/uploads/from-documents',
    summary:
      'Make uploads of the newest versions of documents of the conversation’s matter; no bytes are sent',
    body: ofConversation.extend({ documentIds: z.array(z.uuid()).min(1).max(maxFilesInMessage) }),
    answer: shapes.uploads,
    status: 201,
    problems: ['wrong_state', 'too_large'],
    audit: 'upload.created',
  }),
  listHeld: route({
    tag: 'Files',
    access: 'owner',
    method: 'GET',
    path: '/api/v1/held-uploads',
    summary: 'Uploads that an owner must release before they can be sent',
    answer: shapes.heldUploads,
    audit: 'none',
  }),
  releaseUpload: route({
    tag: 'Files',
    access: 'owner',
    method: 'POST',
    path: '/api/v1/held-uploads/:id/release',
    summary: 'Let a file be sent that was not scanned, with the reason',
    params: idParams,
    body: z.object({ reason: z.string().trim().min(3).max(500) }),
    problems: ['wrong_state'],
    audit: 'upload.released',
  }),
  releaseFile: route({
    tag: 'Files',
    access: 'owner',
    method: 'POST',
    path: '/api/v1/files/:id/release',
    summary: 'Let a file of a message, a share or a request be opened that was not scanned, with the reason',
    params: idParams,
    body: z.object({ reason: z.string().trim().min(3).max(500) }),
    problems: ['wrong_state'],
    audit: 'file.released',
  }),
  getFile: route({ ...staff, ...getFile, method: 'GET', path: '/api/v1/files/:id' }),
  createLink: route({ ...staff, ...createLink, method: 'POST', path: '/api/v1/files/:id/links' }),
  withdraw: route({ ...staff, ...withdraw, method: 'POST', path: '/api/v1/files/:id/withdraw' }),
  listReads: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/files/:id/reads',
    summary: 'Who opened or downloaded a file, the newest first',
    params: idParams,
    answer: shapes.reads,
    audit: 'none',
  }),
  saveToMatter: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/files/:id/save',
    summary: 'Save a copy to the documents of the conversation’s matter; once, then it says where that is',
    params: idParams,
    body: z.object({
      name: z.string().trim().min(1).max(255).optional().describe('Its own name unless said'),
      folderId: z.uuid().nullable().default(null),
    }),
    answer: z.object({
      documentId: z.uuid(),
      name: z.string(),
      already: z.boolean().describe('It was saved before: nothing was made now'),
    }),
    status: 201,
    problems: ['wrong_state'],
    audit: 'document.created',
  }),
  getSettings: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/file-settings',
    summary: 'How large files may be, and what becomes of those that were not scanned',
    answer: shapes.settings,
    audit: 'none',
  }),
  updateSettings: route({
    tag: 'Files',
    access: 'administrator',
    method: 'PATCH',
    path: '/api/v1/file-settings',
    summary: 'Change them',
    body: z
      .object({
        clientUploadLimit: z
          .number()
          .int()
          .min(1024 ** 2)
          .max(5 * 1024 ** 3)
          .describe(`In bytes; ${parityClientLimit} is the 100 MB of other portals`),
        waitingBytesLimit: z
          .number()
          .int()
          .min(1024 ** 3)
          .max(1024 ** 5),
        whenUnscannable: z.enum(whenNotClean),
        whenUnscanned: z.enum(whenNotClean),
      })
      .partial()
      .extend({ version: z.number().int().positive().optional() }),
    answer: shapes.settings,
    problems: ['conflict'],
    audit: 'file_settings.changed',
  }),
};

export const portalFileRoutes = {
  listFiles: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/files',
    summary: 'All files of your conversations, the newest first',
    query: shapes.ownFilesQuery,
    answer: shapes.ownFilesPage,
    audit: 'none',
  }),
  createUpload: route({ ...portal, ...creation, method: 'POST', path: '/portal/api/uploads' }),
  patchUpload: route({ ...portal, ...part, method: 'PATCH', path: '/portal/api/uploads/:id' }),
  getUpload: route({ ...portal, ...getUpload, method: 'GET', path: '/portal/api/uploads/:id' }),
  listUploads: route({ ...portal, ...listUploads, method: 'GET', path: '/portal/api/uploads' }),
  removeUpload: route({ ...portal, ...removeUpload, method: 'DELETE', path: '/portal/api/uploads/:id' }),
  scanUpload: route({ ...portal, ...scanUpload, method: 'POST', path: '/portal/api/uploads/:id/scan' }),
  getFile: route({ ...portal, ...getFile, method: 'GET', path: '/portal/api/files/:id' }),
  createLink: route({ ...portal, ...createLink, method: 'POST', path: '/portal/api/files/:id/links' }),
  withdraw: route({ ...portal, ...withdraw, method: 'POST', path: '/portal/api/files/:id/withdraw' }),
};
