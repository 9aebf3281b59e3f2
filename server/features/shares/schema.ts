import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import * as shapes from './shapes.ts';

const staff = { tag: 'Shares', access: 'member' } as const;
const portal = { tag: 'Portal: shares', access: 'portal' } as const;
const params = z.object({ id: z.uuid() });

export const shareRoutes = {
  list: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/shares',
    summary: 'What is shared with people outside the firm, of a matter or of one conversation, newest first',
    query: shapes.sharesQuery,
    answer: shapes.sharesPage,
    audit: 'none',
  }),
  create: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/conversations/:id/shares',
    summary:
      'Share documents and folders of the matter as they are and will be; a level with more than 130 files refuses all of it',
    params,
    body: shapes.newShares,
    answer: z.object({ items: z.array(shapes.share), next: z.null() }),
    status: 201,
    problems: ['wrong_state', 'already_exists'],
    audit: 'share.created',
  }),
  get: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/shares/:id',
    summary: 'A share with its levels',
    params,
    answer: shapes.shareDetail,
    audit: 'none',
  }),
  listFiles: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/shares/:id/files',
    summary: 'Files of a share by name: those seen, those that wait for a yes, those that ended',
    params,
    query: shapes.staffFilesQuery,
    answer: shapes.staffShareFilesPage,
    audit: 'none',
  }),
  patch: route({
    ...staff,
    method: 'PATCH',
    path: '/api/v1/shares/:id',
    summary: 'Share what is put into the folder later at once, or hold it for a yes',
    params,
    body: z.object({ auto: z.boolean(), version: z.number().int().positive().optional() }),
    answer: shapes.share,
    problems: ['wrong_state', 'conflict'],
    audit: 'share.changed',
  }),
  decideFiles: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/shares/:id/decide',
    summary: 'Say yes or no to files; no to a file that is seen takes it back',
    params,
    body: z.object({ fileIds: z.array(z.uuid()).min(1).max(3000), yes: z.boolean() }),
    answer: shapes.share,
    problems: ['wrong_state'],
    audit: 'share.decided',
  }),
  withdraw: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/shares/:id/withdraw',
    summary: 'Withdraw a share: nobody outside the firm opens it any more; who did stays known',
    params,
    answer: shapes.share,
    problems: ['wrong_state'],
    audit: 'share.withdrawn',
  }),
  listReads: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/shares/:id/reads',
    summary: 'Who opened or downloaded which version of which file, the newest first',
    params,
    answer: shapes.shareReads,
    audit: 'none',
  }),
};

export const portalShareRoutes = {
  list: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/shares',
    summary: 'What the firm shares with you, newest first',
    query: shapes.sharesQuery.omit({ matterId: true }),
    answer: shapes.ownSharesPage,
    audit: 'none',
  }),
  get: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/shares/:id',
    summary: 'A share with its levels',
    params,
    answer: shapes.ownShareDetail,
    audit: 'none',
  }),
  listFiles: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/shares/:id/files',
    summary: 'Files of a share by name, each as it is now; a line for those that are not shared any more',
    params,
    query: shapes.filesQuery,
    answer: shapes.shareFilesPage,
    audit: 'none',
  }),
};
