/** The API of leads, lost reasons and chase sequences. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import {
  board,
  chaseSequence,
  chaseSequenceInput,
  chaseSequencePatch,
  conflictAnswer,
  conflictInput,
  lead,
  leadEvent,
  leadFilters,
  leadInput,
  leadPatch,
  leadsPage,
  leadsQuery,
  lostReason,
  moveInput,
} from './shapes.ts';

const id = z.object({ id: z.uuid() });
const tag = 'Leads';
const member = { tag, access: 'member' } as const;
const administrator = { tag, access: 'administrator' } as const;

const leads = {
  list: route({
    ...member,
    method: 'GET',
    path: '/api/v1/leads',
    summary: 'Leads, latest change first',
    query: leadsQuery,
    answer: leadsPage,
    audit: 'none',
  }),
  board: route({
    ...member,
    method: 'GET',
    path: '/api/v1/leads/board',
    summary: 'The pipeline: of each state how many, their value, and the first of them',
    query: leadFilters,
    answer: board,
    audit: 'none',
  }),
  get: route({
    ...member,
    method: 'GET',
    path: '/api/v1/leads/:id',
    summary: 'One lead',
    params: id,
    answer: lead,
    audit: 'none',
  }),
  create: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads',
    summary: 'Add a lead, with contacts of the firm or new ones',
    body: leadInput,
    answer: lead,
    status: 201,
    audit: 'lead.created',
  }),
  update: route({
    ...member,
    method: 'PATCH',
    path: '/api/v1/leads/:id',
    summary: 'Change a lead',
    params: id,
    body: leadPatch,
    answer: lead,
    problems: ['conflict'],
    audit: 'lead.changed',
  }),
  move: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads/:id/state',
    summary: 'Move a lead to another state; losing it needs a reason',
    params: id,
    body: moveInput,
    answer: lead,
    problems: ['wrong_state'],
    audit: 'lead.state_changed',
  }),
  reopen: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads/:id/reopen',
    summary: 'Reopen a lost, expired or duplicate lead: it goes back to where it was',
    params: id,
    answer: lead,
    problems: ['wrong_state'],
    audit: 'lead.state_changed',
  }),
  addNote: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads/:id/notes',
    summary: 'Write down what happened',
    params: id,
    body: z.object({
      text: z.string().trim().max(20_000).default(''),
      kind: z
        .enum(['note', 'answered', 'replied'])
        .default('note')
        .describe(
          '`answered`: we answered the enquiry; `replied`: the client got back to us, which ends the chase',
        ),
    }),
    answer: leadEvent,
    status: 201,
    audit: 'lead.note_added',
  }),
  events: route({
    ...member,
    method: 'GET',
    path: '/api/v1/leads/:id/events',
    summary: 'What happened with a lead, newest first',
    params: id,
    query: pageQuery,
    answer: pageOf(leadEvent),
    audit: 'none',
  }),
  chase: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads/:id/chase',
    summary: 'Begin a chase, stop it, go on with it, or leave out its next step',
    params: id,
    body: z.object({
      do: z.enum(['start', 'stop', 'resume', 'skip']),
      sequenceId: z.uuid().optional().describe('To start another one than the default'),
    }),
    answer: lead,
    problems: ['wrong_state'],
    audit: 'lead.chase_changed',
  }),
  setReminders: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads/:id/reminders',
    summary: 'A client wants no more reminders, or wants them again; holds for all leads of that client',
    params: id,
    body: z.object({ contactId: z.uuid(), wanted: z.boolean() }),
    answer: lead,
    audit: 'lead.reminders_changed',
  }),
  conflictCheck: route({
    ...member,
    method: 'POST',
    path: '/api/v1/leads/:id/conflict-check',
    summary: 'Who of a lead is known already, and in what role; noted on the lead',
    params: id,
    answer: conflictAnswer,
    audit: 'lead.conflict_checked',
  }),
  conflictCheckBefore: route({
    ...member,
    method: 'POST',
    path: '/api/v1/conflict-check',
    summary: 'The same before there is a lead; nothing is kept',
    body: conflictInput,
    answer: conflictAnswer,
    audit: 'none',
  }),
};

const lostReasons = {
  listLostReasons: route({
    ...member,
    method: 'GET',
    path: '/api/v1/lost-reasons',
    summary: 'Why leads are lost: the firm’s list, in its order',
    query: z.object({ archived: z.stringbool().default(false) }),
    answer: pageOf(lostReason),
    audit: 'none',
  }),
  createLostReason: route({
    ...administrator,
    method: 'POST',
    path: '/api/v1/lost-reasons',
    summary: 'Add a reason, at the end',
    body: z.object({ label: z.string().trim().min(1).max(100), counts: z.boolean().default(true) }),
    answer: lostReason,
    status: 201,
    problems: ['already_exists'],
    audit: 'lost_reason.created',
  }),
  updateLostReason: route({
    ...administrator,
    method: 'PATCH',
    path: '/api/v1/lost-reasons/:id',
    summary: 'Rename a reason, archive it or bring it back',
    params: id,
    body: z
      .object({ label: z.string().trim().min(1).max(100), counts: z.boolean(), archived: z.boolean() })
      .partial(),
    answer: lostReason,
    problems: ['already_exists'],
    audit: 'lost_reason.changed',
  }),
  orderLostReasons: route({
    ...administrator,
    method: 'PUT',
    path: '/api/v1/lost-reasons/order',
    summary: 'Put the reasons in this order',
    body: z.object({ ids: z.array(z.uuid()).min(1).max(200) }),
    answer: pageOf(lostReason),
    audit: 'lost_reason.ordered',
  }),
};

const sequences = {
  listSequences: route({
    ...member,
    method: 'GET',
    path: '/api/v1/chase-sequences',
    summary: 'Ways of following up a quote, the default one first',
    query: z.object({ archived: z.stringbool().default(false) }),
    answer: pageOf(chaseSequence),
    audit: 'none',
  }),
  createSequence: route({
    ...administrator,
    method: 'POST',
    path: '/api/v1/chase-sequences',
    summary: 'Add a chase sequence',
    body: chaseSequenceInput,
    answer: chaseSequence,
    status: 201,
    problems: ['already_exists'],
    audit: 'chase_sequence.created',
  }),
  updateSequence: route({
    ...administrator,
    method: 'PATCH',
    path: '/api/v1/chase-sequences/:id',
    summary: 'Change a chase sequence; chases that run keep the steps that they began with',
    params: id,
    body: chaseSequencePatch,
    answer: chaseSequence,
    problems: ['already_exists', 'conflict', 'wrong_state'],
    audit: 'chase_sequence.changed',
  }),
};

const stops = {
  readReminderStop: route({
    tag,
    access: 'anyone',
    method: 'GET',
    path: '/api/v1/reminder-stops/:token',
    summary: 'Whose reminders a link in an e-mail ends',
    params: z.object({ token: z.string().min(1).max(400) }),
    answer: z.object({ firmName: z.string(), stopped: z.boolean() }),
    audit: 'none',
  }),
  stopReminders: route({
    tag,
    access: 'anyone',
    method: 'POST',
    path: '/api/v1/reminder-stops/:token',
    summary: 'End the reminders to whom the e-mail was sent',
    params: z.object({ token: z.string().min(1).max(400) }),
    answer: z.object({ firmName: z.string(), stopped: z.boolean() }),
    audit: 'lead.reminders_changed',
  }),
};

export const leadRoutes = { ...leads, ...lostReasons, ...sequences, ...stops };
