/** The API of retro-link: what came from a contact's numbers before the contact had them. */
import { z } from 'zod';
import { route } from '../../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../../platform/http/paging.ts';
import { redoRun } from '../redos/schema.ts';
import { interactionSummary } from '../schema.ts';

export const earlierInteraction = z.object({
  interaction: interactionSummary,
  becomes: z.string().describe('What it would be: kind of record, `skipped:<rule>`, `held`'),
  changes: z
    .boolean()
    .describe('False: linking would change nothing, such as where several contacts share the number'),
  thenSentence: z.string(),
  thenMatterId: z.uuid().nullable(),
  thenMatterTitle: z.string().nullable(),
});

const id = z.object({ id: z.uuid() });
const common = { tag: 'Call logging', access: 'member' } as const;

export const retroLinkRoutes = {
  listOffers: route({
    ...common,
    method: 'GET',
    path: '/api/v1/earlier-interactions',
    summary: 'Contacts whose number somebody called from before they had it',
    answer: pageOf(
      z.object({
        contactId: z.uuid(),
        contactName: z.string(),
        numbers: z.array(z.string()),
        count: z.number().int(),
      }),
    ),
    audit: 'none',
  }),
  listEarlier: route({
    ...common,
    method: 'GET',
    path: '/api/v1/contacts/:id/earlier-interactions',
    summary:
      'Calls, texts and faxes from its numbers that were logged without a contact, and what they would become',
    params: id,
    query: pageQuery,
    answer: pageOf(earlierInteraction).extend({
      total: z.number().int(),
      linking: redoRun.nullable().describe('The latest linking for this contact'),
    }),
    audit: 'none',
  }),
  linkEarlier: route({
    ...common,
    method: 'POST',
    path: '/api/v1/contacts/:id/earlier-interactions/link',
    summary: 'Decide them again, now that the contact is known; all, or those named',
    params: id,
    status: 202,
    body: z.object({ interactionIds: z.array(z.uuid()).min(1).max(1000).optional() }),
    answer: redoRun,
    problems: ['wrong_state', 'already_exists'],
    audit: 'contact.earlier_linked',
  }),
  dismissEarlier: route({
    ...common,
    method: 'POST',
    path: '/api/v1/contacts/:id/earlier-interactions/dismiss',
    summary: 'Do not offer them any more; they can still be linked on the contact’s page',
    params: id,
    audit: 'contact.earlier_dismissed',
  }),
};
