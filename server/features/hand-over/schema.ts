/** The API of hand-over packs: a matter, a conversation or a person as one file that can be verified. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { handOverScopes, handOverStates } from './tables.ts';

const tag = 'Hand-over';
const id = z.object({ id: z.uuid() });
const members = { tag, access: 'member' } as const;
const clients = { tag: 'Portal', access: 'portal' } as const;

export const handOver = z.object({
  id: z.uuid(),
  scope: z.enum(handOverScopes),
  internal: z.boolean().describe('With what stays in the firm'),
  state: z.enum(handOverStates),
  progress: z.number().min(0).max(1).describe('How much of it is written, about'),
  files: z.number().int(),
  sizeBytes: z.number().int().nullable(),
  sha256: z.string().nullable().describe('Of the whole file'),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('Until then it can be fetched by whoever asked'),
});

const internal = z.boolean().default(false).describe('With what stays in the firm');
const of = z.object({
  matterId: z.uuid().optional(),
  conversationId: z.uuid().optional(),
  contactId: z.uuid().optional(),
});
const list = z.object({
  items: z.array(handOver),
  fingerprint: z.string().describe('Of the key that signs packs'),
});

export const handOverRoutes = {
  ask: route({
    ...members,
    method: 'POST',
    path: '/api/v1/hand-overs',
    summary: 'Put a matter, a conversation or a person together as one file; it is made in the background',
    body: z.union([
      z.object({ matterId: z.uuid(), internal }),
      z.object({ conversationId: z.uuid(), internal }),
      z.object({ contactId: z.uuid(), internal }),
    ]),
    answer: handOver,
    status: 202,
    audit: 'hand_over.asked',
  }),
  list: route({
    ...members,
    method: 'GET',
    path: '/api/v1/hand-overs',
    summary: 'The packs that you asked for, newest first',
    query: of,
    answer: list,
    audit: 'none',
  }),
  get: route({
    ...members,
    method: 'GET',
    path: '/api/v1/hand-overs/:id',
    summary: 'How far a pack is; for whoever asked for it',
    params: id,
    answer: handOver,
    audit: 'none',
  }),
  stop: route({
    ...members,
    method: 'DELETE',
    path: '/api/v1/hand-overs/:id',
    summary: 'Stop making a pack, or let it go',
    params: id,
    audit: 'hand_over.stopped',
  }),
  read: route({
    ...members,
    method: 'GET',
    path: '/api/v1/hand-overs/:id/file',
    summary: 'The file, with ranges, for seven days, for whoever asked for it',
    params: id,
    streams: true,
    problems: ['wrong_state'],
    audit: 'hand_over.downloaded',
  }),
};

export const portalHandOverRoutes = {
  ask: route({
    ...clients,
    method: 'POST',
    path: '/portal/api/hand-overs',
    summary: 'Put everything that is yours together, or one conversation; it is made in the background',
    body: z.object({ conversationId: z.uuid().optional() }),
    answer: handOver,
    status: 202,
    problems: ['step_up_needed', 'too_many_requests'],
    audit: 'hand_over.asked',
  }),
  list: route({
    ...clients,
    method: 'GET',
    path: '/portal/api/hand-overs',
    summary: 'The files that you asked for, newest first',
    answer: list,
    audit: 'none',
  }),
  stop: route({
    ...clients,
    method: 'DELETE',
    path: '/portal/api/hand-overs/:id',
    summary: 'Stop making a file, or let it go',
    params: id,
    audit: 'hand_over.stopped',
  }),
  open: route({
    ...clients,
    method: 'POST',
    path: '/portal/api/hand-overs/:id/open',
    summary: 'Where to fetch the file; asks for a proof first, where files do',
    params: id,
    answer: z.object({ url: z.string() }),
    problems: ['step_up_needed', 'wrong_state'],
    audit: 'none',
  }),
  read: route({
    ...clients,
    method: 'GET',
    path: '/portal/api/hand-overs/:id/file',
    summary: 'The file, with ranges',
    params: id,
    streams: true,
    problems: ['step_up_needed', 'wrong_state'],
    audit: 'hand_over.downloaded',
  }),
};
