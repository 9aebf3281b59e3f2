/** The API of the bank accounts on a sheet: seen after proving who one is, changed by two people, checked by a call-back. */
import { z } from 'zod';
import { route } from '../../../platform/http/contract.ts';
import { moment } from '../formats.ts';

export const numberSources = ['known_before', 'in_person', 'first_papers', 'public_register'] as const;
const person = z.object({ staffId: z.uuid(), name: z.string() });

export const accountCheck = z.object({
  spokeTo: z.string(),
  number: z.string(),
  numberSource: z.enum(numberSources),
  calledAt: moment,
  note: z.string(),
  by: person,
});

export const accountState = z.object({
  masked: z.string().nullable(),
  checked: accountCheck
    .nullable()
    .describe('The last call-back about the account that stands there; null: not checked'),
  change: z
    .object({
      id: z.uuid(),
      masked: z.string().nullable().describe('What is to stand there; null: nothing'),
      state: z.enum(['waiting', 'approved']),
      askedBy: person,
      askedAt: moment,
      takesEffectFrom: moment.describe('Not before, whoever approved when'),
      approvedBy: person.nullable(),
      mayApprove: z.boolean().describe('false: you asked for it, or it is approved'),
      checked: accountCheck.nullable(),
    })
    .nullable(),
});

const where = z.object({ id: z.uuid(), field: z.string().max(60) });
const whereChange = where.extend({ changeId: z.uuid() });
const which = z
  .uuid()
  .nullable()
  .default(null)
  .describe('The account that is to stand there; null: the one that does');
const common = { tag: 'Matters', access: 'member' } as const;
const base = '/api/v1/matters/:id/layouts/completion-details/accounts/:field';

export const accountRoutes = {
  read: route({
    ...common,
    method: 'GET',
    path: base,
    summary: 'A bank account by its last four digits, whether it was checked, and the change that waits',
    params: where,
    answer: accountState,
    audit: 'none',
  }),
  reveal: route({
    ...common,
    method: 'POST',
    path: `${base}/reveal`,
    summary: 'The whole account, after proving once more that it is you',
    params: where,
    body: z.object({ changeId: which }),
    answer: z.object({ holder: z.string(), sortCode: z.string(), accountNumber: z.string() }),
    secretAnswer: true,
    problems: ['step_up_needed'],
    audit: 'matter.account_read',
  }),
  approve: route({
    ...common,
    method: 'POST',
    path: `${base}/changes/:changeId/approve`,
    summary: 'A second person says that a change is right; it takes effect when its time has come',
    params: whereChange,
    answer: accountState,
    problems: ['step_up_needed', 'wrong_state'],
    audit: 'matter.account_change_approved',
  }),
  refuse: route({
    ...common,
    method: 'POST',
    path: `${base}/changes/:changeId/refuse`,
    summary: 'Stop a change that has not taken effect',
    params: whereChange,
    answer: accountState,
    problems: ['wrong_state'],
    audit: 'matter.account_change_refused',
  }),
  check: route({
    ...common,
    method: 'POST',
    path: `${base}/checks`,
    summary: 'Note a call-back: whom, on which number, known from where, and when',
    params: where,
    body: z.object({
      changeId: which,
      spokeTo: z.string().trim().min(1).max(200),
      number: z.string().trim().min(1).max(50),
      numberSource: z.enum(numberSources).describe('Never one that came with the change'),
      calledAt: z.iso.datetime({ offset: true }).optional().describe('Now unless said'),
      note: z.string().trim().max(1000).default(''),
    }),
    answer: accountState,
    problems: ['wrong_state'],
    audit: 'matter.account_checked',
  }),
  care: route({
    ...common,
    method: 'GET',
    path: '/api/v1/account-care',
    summary: 'How long a change of a bank account waits',
    answer: z.object({ coolingOffHours: z.number().int(), version: z.number().int() }),
    audit: 'none',
  }),
  setCare: route({
    tag: 'Matters',
    access: 'administrator',
    method: 'PATCH',
    path: '/api/v1/account-care',
    summary: 'Change how long a change of a bank account waits; what waits already keeps its time',
    body: z.object({
      coolingOffHours: z.number().int().min(0).max(168),
      version: z.number().int().optional(),
    }),
    answer: z.object({ coolingOffHours: z.number().int(), version: z.number().int() }),
    problems: ['conflict'],
    audit: 'account_care.changed',
  }),
};
