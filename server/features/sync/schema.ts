/** The API of two-way sync with a practice system. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { resyncChange } from './resync.ts';

const moment = z.iso.datetime();
const person = z.object({ staffId: z.uuid().nullable(), name: z.string().nullable() });

export const difference = z.object({
  id: z.uuid(),
  connectionId: z.uuid(),
  system: z.string().describe('"Smokeball"'),
  contactId: z.uuid().nullable(),
  matterId: z.uuid().nullable(),
  recordLabel: z.string().describe('Name of the contact, or number and title of the matter'),
  field: z.string(),
  fieldLabel: z.string(),
  valueKind: z
    .enum(['text', 'money', 'percent', 'date', 'time', 'moment', 'yes_no'])
    .describe(
      'How the three values are written: money "250000.00", a day "2026-12-18", yes and no "true", "false"',
    ),
  kind: z
    .enum(['suggestion', 'conflict'])
    .describe('`suggestion`: changed here, kept there; `conflict`: both sides changed it'),
  state: z.enum(['open', 'sending', 'failed', 'closed']),
  base: z.string().nullable().describe('What both said before; null: nothing'),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  oursBy: person,
  oursAt: moment,
  theirsAt: moment.nullable().describe('When it was first seen; null: it is as it was. Nobody tells by whom'),
  answer: z.enum(['ours', 'theirs', 'same']).nullable().describe('`same`: both came to say the same'),
  answeredBy: person,
  answeredAt: moment.nullable(),
  detail: z.string().nullable(),
});
export type DifferenceView = z.infer<typeof difference>;

export const resync = z.object({
  id: z.uuid(),
  contactId: z.uuid().nullable(),
  matterId: z.uuid().nullable(),
  system: z.string(),
  state: z.enum(['looking', 'ready', 'applied', 'failed']),
  changes: z.array(resyncChange).describe('What taking it would change here; empty: nothing'),
  detail: z.string().nullable(),
  askedAt: moment,
  lookedAt: moment.nullable(),
  appliedAt: moment.nullable(),
});

const keeper = z
  .object({
    connectionId: z.uuid(),
    system: z.string(),
    takesChanges: z.boolean().describe('What is changed here can be sent there'),
  })
  .nullable()
  .describe('null: it is kept here');

export const contactSync = z.object({
  keeper,
  differences: z.array(difference).describe('Those that wait for somebody'),
});

export const syncMode = z
  .enum(['on', 'dry_run', 'paused'])
  .describe('`dry_run`: differences are shown, nothing is changed on either side');

export const matterSync = z.object({
  keeper,
  mode: syncMode.nullable().describe('null: the matter is kept here'),
  stagesBothWays: z
    .boolean()
    .nullable()
    .describe('Whether key stages move the matter there, too; null: the matter is kept here'),
  sheet: z
    .object({
      state: z
        .enum(['waiting', 'in_step', 'sending', 'differs', 'failed', 'stopped', 'no_form', 'dry_run'])
        .describe('`stopped`: it was changed too often within a minute; `dry_run`: nothing is changed'),
      detail: z.string().nullable(),
      lookedAt: moment.nullable(),
      planned: z
        .object({ take: z.array(resyncChange), send: z.array(resyncChange) })
        .nullable()
        .describe('In a dry run: what would be done'),
    })
    .nullable()
    .describe('Completion Details; null: nothing is shared yet'),
  differences: z.array(difference),
});

export const connectionSync = z.object({
  mode: syncMode,
  newContacts: z
    .boolean()
    .describe('Clients of enquiries and referrers that staff make are made there at once'),
  can: z.object({ contacts: z.boolean(), completionDetails: z.boolean(), stages: z.boolean() }),
  sheets: z.object({ inStep: z.number(), waiting: z.number(), differ: z.number(), stopped: z.number() }),
  openDifferences: z.number(),
});

const tag = 'Sync';
const idParams = z.object({ id: z.uuid() });
const member = { tag, access: 'member' } as const;

export const syncRoutes = {
  listDifferences: route({
    ...member,
    method: 'GET',
    path: '/api/v1/sync/differences',
    summary: 'Suggestions and fields that both sides changed, newest first',
    query: pageQuery.extend({
      state: z.enum(['open', 'closed']).default('open'),
      contact: z.uuid().optional(),
      matter: z.uuid().optional(),
    }),
    answer: pageOf(difference),
    audit: 'none',
  }),
  count: route({
    ...member,
    method: 'GET',
    path: '/api/v1/sync/count',
    summary: 'How many wait for a person',
    answer: z.object({
      open: z.number(),
      systems: z.array(z.string()).describe('With which: "Smokeball"'),
    }),
    audit: 'none',
  }),
  answer: route({
    ...member,
    method: 'POST',
    path: '/api/v1/sync/differences/:id/answer',
    summary: 'Ours goes there, or theirs stands',
    params: idParams,
    body: z.object({ answer: z.enum(['ours', 'theirs']) }),
    answer: difference,
    problems: ['wrong_state', 'conflict'],
    audit: 'contact.difference_answered',
  }),
  contact: route({
    ...member,
    method: 'GET',
    path: '/api/v1/contacts/:id/sync',
    summary: 'How a contact stands against the system that keeps it',
    params: idParams,
    answer: contactSync,
    audit: 'none',
  }),
  matter: route({
    ...member,
    method: 'GET',
    path: '/api/v1/matters/:id/sync',
    summary: 'How a matter and its Completion Details stand against the system that keeps it',
    params: idParams,
    answer: matterSync,
    audit: 'none',
  }),
  goOn: route({
    ...member,
    method: 'POST',
    path: '/api/v1/matters/:id/sync/go-on',
    summary: 'Try again what was stopped or refused',
    params: idParams,
    answer: matterSync,
    audit: 'matter.sync_resumed',
  }),
  resyncContact: route({
    ...member,
    method: 'POST',
    path: '/api/v1/contacts/:id/resync',
    summary: 'Look at the contact there now; what would change is told before anything does',
    params: idParams,
    answer: resync,
    status: 202,
    problems: ['wrong_state'],
    audit: 'none',
  }),
  resyncMatter: route({
    ...member,
    method: 'POST',
    path: '/api/v1/matters/:id/resync',
    summary: 'Look at the matter there now; what would change is told before anything does',
    params: idParams,
    answer: resync,
    status: 202,
    problems: ['wrong_state'],
    audit: 'none',
  }),
  getResync: route({
    ...member,
    method: 'GET',
    path: '/api/v1/resyncs/:id',
    summary: 'What was found there',
    params: idParams,
    answer: resync,
    audit: 'none',
  }),
  applyResync: route({
    ...member,
    method: 'POST',
    path: '/api/v1/resyncs/:id/apply',
    summary: 'Take what was found',
    params: idParams,
    answer: resync,
    problems: ['wrong_state'],
    audit: 'contact.resynced',
  }),
  connection: route({
    ...member,
    access: 'administrator',
    method: 'GET',
    path: '/api/v1/connections/:id/sync',
    summary: 'How sync works with a connection, and how it stands',
    params: idParams,
    answer: connectionSync,
    audit: 'none',
  }),
  changeConnection: route({
    ...member,
    access: 'administrator',
    method: 'PATCH',
    path: '/api/v1/connections/:id/sync',
    summary: 'Pause sync, try it without changing anything, or let it go on',
    params: idParams,
    body: z
      .object({ mode: syncMode, newContacts: z.boolean() })
      .partial()
      .refine((body) => Object.keys(body).length > 0, 'Say what to change'),
    answer: connectionSync,
    audit: 'connection.sync_changed',
  }),
};
