/** What somebody outside the firm sees first: their matters and how far they are, and how much waits for them. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { outsideTrack } from '../key-stages/index.ts';

const portal = { tag: 'Portal: home', access: 'portal' } as const;

export const portalMatter = z.object({
  id: z.uuid(),
  title: z.string(),
  current: z.boolean().describe('Something of it still goes on for you; false: it is over, and can be read'),
  tracks: z
    .array(outsideTrack)
    .describe('How far it is, in the firm’s words for clients; none for whoever is no client of the matter'),
});
export type PortalMatter = z.output<typeof portalMatter>;

const waiting = {
  unread: z.number().int().describe('Messages that you have not looked at; counted up to 100'),
  toDos: z.number().int().describe('Of what you have to do, what is open; counted up to 100'),
};

export const waitingCounts = z.object({
  ...waiting,
  elsewhere: z
    .array(z.object({ firmId: z.uuid(), portalUserId: z.uuid(), ...waiting }))
    .describe('As whom else the same mailbox comes in, here or at another firm'),
});
export type WaitingCounts = z.output<typeof waitingCounts>;

export const mattersQuery = pageQuery.extend({
  limit: z.coerce.number().int().min(1).max(50).default(20).describe('Rows in one page'),
});

export const portalHomeRoutes = {
  listMatters: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/matters',
    summary:
      'Matters that you write about, attend something of or have something to do for, the newest first',
    query: mattersQuery,
    answer: pageOf(portalMatter),
    audit: 'none',
  }),
  waiting: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/waiting',
    summary: 'How much waits for you, here and wherever else you come in with this mailbox',
    answer: waitingCounts,
    audit: 'none',
  }),
};
