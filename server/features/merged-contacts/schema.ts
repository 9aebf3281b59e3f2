/** Contacts that were merged while both had a way into the portal, until somebody decides who is whom. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';

const tag = 'Merged contacts';
const moment = z.iso.datetime();
const count = z.number().int().min(0);
const named = z.object({ id: z.uuid(), name: z.string() });
const becoming = z.object({ messages: count, files: count });

const gains = z.object({
  kept: becoming.describe('To the access that goes on, of what only the other one reads'),
  other: becoming.describe('To whoever comes by the other one’s mailbox, of what only the first reads'),
});

export const mergedContactLine = z.object({
  id: z.uuid().describe('The contact that was merged away'),
  name: z.string(),
  into: named.describe('The contact that it is now'),
  emails: z.array(z.string()).describe('Of those who come by e-mail, that of the contact that goes on first'),
  apart: z
    .object({ by: z.string(), at: moment })
    .nullable()
    .describe('Somebody decided that they are two people'),
});

export const portalAccess = z.object({
  id: z.uuid().describe('Portal user'),
  name: z.string().describe('As the contact was called'),
  email: z.string().describe('Empty: they come by number'),
  number: z.string().nullable().describe('E.164, of whoever comes by it'),
  active: z.boolean(),
  bounced: z.boolean(),
  numbers: z.array(z.object({ number: z.string(), consent: z.enum(['in', 'out']).nullable() })),
  passkey: z.boolean(),
  authenticator: z.boolean(),
  lastSignedInAt: moment.nullable(),
  lastSeenAt: moment.nullable(),
  signedIn: count.describe('Sessions that go on'),
  matters: z.array(z.object({ id: z.uuid(), number: z.string(), title: z.string() })),
  appointments: z.array(z.object({ id: z.uuid(), title: z.string(), startsAt: moment })),
  toDos: z.array(z.object({ id: z.uuid(), title: z.string() })),
});

const stay = z.object({
  fromSeq: z.number().int(),
  toSeq: z.number().int().nullable().describe('Null: it goes on'),
  joinedAt: moment,
  leftAt: moment.nullable(),
  left: z.enum(['left', 'removed', 'ended', 'for_cause']).nullable(),
  accessUntil: moment.nullable(),
});

export const sharedConversation = z.object({
  id: z.uuid(),
  title: z.string(),
  matterNumber: z.string(),
  matterTitle: z.string(),
  class: z.enum(['privileged', 'common_interest', 'third_party', 'opposing']),
  personClass: z
    .enum(['privileged', 'common_interest', 'third_party', 'opposing'])
    .describe('How close the person is to the client, with everything that both contacts are on the matter'),
  state: z.enum(['draft', 'open', 'archived', 'ended']),
  secondFactor: z.boolean(),
  kept: z.array(stay),
  other: z.array(stay),
  gains,
  problem: z.enum(['for_cause', 'lower_class']).nullable().describe('Why they cannot become one as it is'),
});

export const mergedContact = mergedContactLine.extend({
  seen: z.string().describe('What you see; send it with a decision'),
  kept: portalAccess.nullable().describe('Of the contact that goes on; null: it has none'),
  other: portalAccess.describe('Of the contact that was merged away'),
  conversations: z.array(sharedConversation),
  gains: gains.describe('Of all conversations'),
  resetOpen: z.boolean().describe('Somebody asked to take the second factors of one of them away'),
});

const seen = z
  .string()
  .max(100)
  .describe('Of what you saw; something else by now: `conflict`, nothing changes');

export const decision = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('unite').describe('One person: what both read becomes one’s. It cannot be undone'),
    seen,
    email: z
      .union([z.email().max(254), z.literal('')])
      .describe('One of the two mailboxes: where notices go; empty where neither has one'),
    confirmed: gains.describe('What was shown to become visible'),
  }),
  z.object({
    decision: z.literal('only_one').describe('One person: one access goes on, the other ends at once'),
    seen,
    keepId: z.uuid().describe('The portal user that goes on'),
    reason: z.string().trim().min(3).max(1000),
  }),
  z.object({
    decision: z.literal('apart').describe('Two people: asked again only when something changes'),
    seen,
  }),
]);

export const mergedContactRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/merged-contacts',
    summary:
      'Merged contacts whose ways into the portal somebody has to look at; those of which you see everything',
    tag,
    access: 'member',
    query: pageQuery.extend({
      state: z.enum(['open', 'apart']).default('open').describe('`apart`: those that are two people'),
      contactId: z.uuid().optional().describe('One of the contacts, merged away or not'),
    }),
    answer: pageOf(mergedContactLine),
    audit: 'none',
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/merged-contacts/:id',
    summary: 'What each of the two reaches today, and what they would reach as one',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid() }),
    answer: mergedContact,
    audit: 'none',
  }),
  decide: route({
    method: 'POST',
    path: '/api/v1/merged-contacts/:id/decision',
    summary: 'Decide whether they are one person; you prove yourself once more unless nothing changes',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid() }),
    body: decision,
    answer: z.object({ contactId: z.uuid().describe('The contact that goes on') }),
    problems: ['conflict', 'wrong_state', 'step_up_needed'],
    audit: 'contact.access_decided',
  }),
};
