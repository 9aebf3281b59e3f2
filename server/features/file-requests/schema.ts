import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import * as shapes from './shapes.ts';

const staff = { tag: 'Requests for files', access: 'member' } as const;
const portal = { tag: 'Portal: requests', access: 'portal' } as const;
const params = z.object({ id: z.uuid() });

export const fileRequestRoutes = {
  list: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/file-requests',
    summary: 'What clients were asked for, of a matter or of one conversation, newest first',
    query: shapes.requestsQuery,
    answer: shapes.requestsPage,
    audit: 'none',
  }),
  create: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/conversations/:id/file-requests',
    summary:
      'Ask the people outside the firm for files, slot by slot; it becomes something that they have to do',
    params,
    body: shapes.newRequest,
    answer: shapes.requestDetail,
    status: 201,
    problems: ['wrong_state', 'already_exists'],
    audit: 'file_request.created',
  }),
  get: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/file-requests/:id',
    summary: 'A request with its slots and what came',
    params,
    answer: shapes.requestDetail,
    audit: 'none',
  }),
  patch: route({
    ...staff,
    method: 'PATCH',
    path: '/api/v1/file-requests/:id',
    summary: 'Change when it is due and how often it reminds',
    params,
    body: shapes.requestPatch,
    answer: shapes.requestDetail,
    problems: ['wrong_state', 'conflict'],
    audit: 'file_request.changed',
  }),
  cancel: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/file-requests/:id/cancel',
    summary: 'Ask for it no more: reminders stop; what came stays',
    params,
    answer: shapes.requestDetail,
    problems: ['wrong_state'],
    audit: 'file_request.cancelled',
  }),
  decideSlot: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/request-slots/:id/decide',
    summary: 'Accept what came, reject it with a reason, do without it, or ask for it once more',
    params,
    body: shapes.decision,
    answer: shapes.requestDetail,
    problems: ['wrong_state'],
    audit: 'file_request.decided',
  }),
  listTemplates: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/file-request-templates',
    summary: 'Slots that are asked for again and again',
    answer: z.object({ items: z.array(shapes.template), next: z.null() }),
    audit: 'none',
  }),
  removeTemplate: route({
    ...staff,
    method: 'DELETE',
    path: '/api/v1/file-request-templates/:id',
    summary: 'Remove a template; requests made of it stay',
    params,
    audit: 'file_request_template.removed',
  }),
};

export const portalFileRequestRoutes = {
  list: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/requests',
    summary: 'What the firm asks you for, newest first',
    query: shapes.requestsQuery.omit({ matterId: true }),
    answer: shapes.ownRequestsPage,
    audit: 'none',
  }),
  get: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/requests/:id',
    summary: 'A request with its slots and what was sent',
    params,
    answer: shapes.ownRequestDetail,
    audit: 'none',
  }),
  addFiles: route({
    ...portal,
    method: 'POST',
    path: '/portal/api/request-slots/:id/files',
    summary: 'Hand in uploads for a slot (uploads with the slot’s id as `forId`); all of them or none',
    params,
    body: z.object({ uploadIds: z.array(z.uuid()).min(1).max(130) }),
    answer: shapes.ownRequestDetail,
    status: 201,
    problems: ['wrong_state'],
    audit: 'file_request.received',
  }),
  takeBack: route({
    ...portal,
    method: 'POST',
    path: '/portal/api/request-files/:id/take-back',
    summary: 'Take a file back that you sent and that nobody has looked at yet',
    params,
    answer: shapes.ownRequestDetail,
    problems: ['wrong_state'],
    audit: 'file_request.taken_back',
  }),
};
