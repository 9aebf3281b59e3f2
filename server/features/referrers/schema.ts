/** The API of referrers. What is agreed with one stands in `rule.ts`. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { transaction } from '../fee-scales/index.ts';
import { referralStates } from './decide.ts';
import { feeRule, payer } from './rule.ts';

const day = z.iso.date();
const name = z.string().trim().min(1).max(200);
const short = z.string().trim().max(300);
const moneyShape = z.object({ amount: z.number().int(), currency: z.string() });
const version = z.number().int().positive().optional();

export const branchView = z.object({
  id: z.uuid(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  archived: z.boolean(),
  version: z.number().int(),
});

export const userView = z.object({
  id: z.uuid(),
  branchId: z.uuid().nullable(),
  contactId: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phone: z.string(),
  archived: z.boolean(),
  version: z.number().int(),
});

export const ruleView = z.object({
  id: z.uuid(),
  number: z.number().int(),
  state: z.enum(['coming', 'in_force', 'past']),
  startsOn: day,
  rule: feeRule,
  words: z.string().describe('"£75 + VAT, paid by us on completion"'),
  used: z.boolean().describe('Referrals were made under it'),
});

export const referrerListItem = z.object({
  id: z.uuid(),
  name: z.string(),
  contactId: z.uuid(),
  archived: z.boolean(),
  branches: z.number().int(),
  people: z.number().int(),
  feeWords: z.string().nullable().describe('What is agreed today; null: nothing'),
  payer: payer.nullable(),
  underWay: z.number().int().describe('Referrals that are referred or in progress'),
  owed: moneyShape.describe('Due and invoiced, with VAT'),
  version: z.number().int(),
});

export const referrerView = referrerListItem.extend({
  contactName: z.string(),
  notes: z.string(),
  feeScales: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('The first is its default'),
  branchList: z.array(branchView),
  userList: z.array(userView),
  rules: z.array(ruleView).describe('Newest first'),
});

export const referralView = z.object({
  id: z.uuid(),
  referrerId: z.uuid(),
  referrerName: z.string(),
  branchId: z.uuid().nullable(),
  branchName: z.string().nullable(),
  userId: z.uuid().nullable(),
  userName: z.string().nullable(),
  lead: z
    .object({ id: z.uuid(), number: z.number().int(), title: z.string(), state: z.string() })
    .nullable()
    .describe('null: erased, or behind a wall'),
  clients: z.array(z.string()),
  state: z.enum(referralStates),
  stateSince: z.iso.datetime(),
  mayMoveTo: z.array(z.enum(referralStates)),
  transaction,
  price: z.number().int().nullable().describe('Whole units of currency'),
  legalFeesNet: moneyShape.nullable(),
  fee: moneyShape.nullable().describe('Before VAT; null: cannot be worked out yet'),
  vat: moneyShape.nullable(),
  feeWhy: z.string(),
  payer: payer.nullable(),
  ruleNumber: z.number().int().nullable(),
  referredOn: day,
  dueOn: day.nullable(),
  invoiceNumber: z.string(),
  invoicedOn: day.nullable(),
  paidOn: day.nullable(),
  publicNote: z.string().describe('For the referrer’s eyes'),
  version: z.number().int(),
});
export type ReferralView = z.output<typeof referralView>;

export const statementView = z.object({
  from: day,
  to: day,
  by: z.enum(['referred', 'due']),
  totals: z.array(
    z.object({
      state: z.enum(referralStates),
      count: z.number().int(),
      net: moneyShape,
      vat: moneyShape,
      gross: moneyShape,
      unknown: z.number().int().describe('Of these, so many have no fee yet'),
    }),
  ),
  owed: moneyShape.describe('Due and invoiced, with VAT'),
});

const branchFields = { name, phone: short, email: z.union([z.literal(''), z.email().max(254)]) };
export const branchInput = z.object({
  ...branchFields,
  phone: short.default(''),
  email: branchFields.email.default(''),
});
export const branchPatch = z.object({ ...branchFields, archived: z.boolean(), version }).partial();

const userFields = {
  firstName: short,
  lastName: short,
  email: z.email().max(254),
  phone: short,
  branchId: z.uuid().nullable(),
};
export const userInput = z.object({
  ...userFields,
  firstName: short.default(''),
  lastName: short.default(''),
  phone: short.default(''),
  branchId: z.uuid().nullable().default(null),
  contactId: z.uuid().optional().describe('A person of the practice record; made when left out'),
});
export const userPatch = z.object({ ...userFields, archived: z.boolean(), version }).partial();

const feeScaleIds = z.array(z.uuid()).max(20).describe('The first is its default');
export const referrerInput = z.object({
  name,
  contactId: z.uuid().optional().describe('A company of the practice record; made when left out'),
  phone: short.default('').describe('Of a contact that is made'),
  email: branchFields.email.default(''),
  notes: z.string().max(20_000).default(''),
  feeScaleIds: feeScaleIds.default([]),
});
export const referrerPatch = z
  .object({ name, contactId: z.uuid(), notes: z.string().max(20_000), feeScaleIds, version })
  .partial();

export const ruleInput = z.object({ startsOn: day, rule: feeRule });
export const feeFacts = z.object({
  transaction,
  price: z.number().int().min(0).max(1_000_000_000).nullable().default(null),
  legalFeesNetPence: z.number().int().min(0).max(1_000_000_000_00).nullable().default(null),
});

export const referralPatch = z
  .object({
    state: z.enum(referralStates),
    note: z.string().trim().max(1000).describe('Why it was moved; for the firm only'),
    invoiceNumber: short,
    paidOn: day,
    publicNote: z.string().trim().max(1000),
    price: z.number().int().min(0).max(1_000_000_000).nullable(),
    legalFeesNetPence: z.number().int().min(0).max(1_000_000_000_00).nullable(),
    version,
  })
  .partial();

const id = z.object({ id: z.uuid() });
const tag = 'Referrers';
const member = { tag, access: 'member' } as const;
const administrator = { tag, access: 'administrator' } as const;
const period = z.object({
  from: day,
  to: day,
  by: z.enum(['referred', 'due']).default('referred').describe('Which day must lie in the period'),
});

export const referrerRoutes = {
  list: route({
    ...member,
    method: 'GET',
    path: '/api/v1/referrers',
    summary: 'Referrers by name',
    query: pageQuery.extend({
      q: z.string().trim().max(200).optional().describe('A part of the name'),
      archived: z.stringbool().default(false),
    }),
    answer: pageOf(referrerListItem),
    audit: 'none',
  }),
  get: route({
    ...member,
    method: 'GET',
    path: '/api/v1/referrers/:id',
    summary: 'One referrer with branches, people and what is agreed',
    params: id,
    answer: referrerView,
    audit: 'none',
  }),
  create: route({
    ...member,
    method: 'POST',
    path: '/api/v1/referrers',
    summary: 'Add a referrer; its company is made in the practice record unless one is chosen',
    body: referrerInput,
    answer: referrerView,
    status: 201,
    problems: ['already_exists'],
    audit: 'referrer.created',
  }),
  update: route({
    ...member,
    method: 'PATCH',
    path: '/api/v1/referrers/:id',
    summary: 'Change a referrer',
    params: id,
    body: referrerPatch,
    answer: referrerView,
    problems: ['already_exists', 'conflict'],
    audit: 'referrer.changed',
  }),
  archive: route({
    ...member,
    method: 'DELETE',
    path: '/api/v1/referrers/:id',
    summary: 'Archive a referrer; its ledger stays',
    params: id,
    audit: 'referrer.archived',
  }),
  restore: route({
    ...member,
    method: 'POST',
    path: '/api/v1/referrers/:id/restore',
    summary: 'Bring an archived referrer back',
    params: id,
    answer: referrerView,
    problems: ['already_exists'],
    audit: 'referrer.restored',
  }),
  addBranch: route({
    ...member,
    method: 'POST',
    path: '/api/v1/referrers/:id/branches',
    summary: 'Add a branch',
    params: id,
    body: branchInput,
    answer: branchView,
    status: 201,
    problems: ['already_exists'],
    audit: 'referrer.branch_added',
  }),
  changeBranch: route({
    ...member,
    method: 'PATCH',
    path: '/api/v1/referrers/:id/branches/:branchId',
    summary: 'Change a branch, archive it or bring it back',
    params: z.object({ id: z.uuid(), branchId: z.uuid() }),
    body: branchPatch,
    answer: branchView,
    problems: ['already_exists', 'conflict'],
    audit: 'referrer.branch_changed',
  }),
  addUser: route({
    ...member,
    method: 'POST',
    path: '/api/v1/referrers/:id/users',
    summary: 'Add a person of a referrer; their contact is made unless one is chosen',
    params: id,
    body: userInput,
    answer: userView,
    status: 201,
    problems: ['already_exists'],
    audit: 'referrer.user_added',
  }),
  changeUser: route({
    ...member,
    method: 'PATCH',
    path: '/api/v1/referrers/:id/users/:userId',
    summary: 'Change a person of a referrer, archive them or bring them back',
    params: z.object({ id: z.uuid(), userId: z.uuid() }),
    body: userPatch,
    answer: userView,
    problems: ['already_exists', 'conflict'],
    audit: 'referrer.user_changed',
  }),
  addRule: route({
    ...administrator,
    method: 'POST',
    path: '/api/v1/referrers/:id/fee-rules',
    summary: 'Agree another fee from a day on; referrals that came before keep theirs',
    params: id,
    body: ruleInput,
    answer: referrerView,
    status: 201,
    audit: 'referrer.fee_agreed',
  }),
  withdrawRule: route({
    ...administrator,
    method: 'DELETE',
    path: '/api/v1/referrers/:id/fee-rules/:ruleId',
    summary: 'Take back an agreement under which nobody was referred',
    params: z.object({ id: z.uuid(), ruleId: z.uuid() }),
    problems: ['wrong_state'],
    audit: 'referrer.fee_withdrawn',
  }),
  checkRule: route({
    ...member,
    method: 'POST',
    path: '/api/v1/referrers/fee-rules/check',
    summary: 'What a fee would come to, and what the client would read; nothing is saved',
    body: z.object({ rule: feeRule, facts: feeFacts, name: name.default('The referrer') }),
    answer: z.object({
      problems: z.array(z.object({ field: z.string(), message: z.string() })),
      fee: moneyShape.nullable(),
      vat: moneyShape.nullable(),
      why: z.string(),
      disclosure: z.string(),
      words: z.string(),
    }),
    audit: 'none',
  }),
  ledger: route({
    ...member,
    method: 'GET',
    path: '/api/v1/referrers/:id/ledger',
    summary: 'Referrals, newest first',
    params: id,
    query: pageQuery.extend({
      state: z.enum(referralStates).optional(),
      from: day.optional(),
      to: day.optional(),
    }),
    answer: pageOf(referralView),
    audit: 'none',
  }),
  changeReferral: route({
    ...administrator,
    method: 'PATCH',
    path: '/api/v1/referrers/:id/ledger/:referralId',
    summary: 'Move a referral on, note its invoice, or say by what its fee is worked out',
    params: z.object({ id: z.uuid(), referralId: z.uuid() }),
    body: referralPatch,
    answer: referralView,
    problems: ['conflict', 'wrong_state'],
    audit: 'referral.changed',
  }),
  statement: route({
    ...member,
    method: 'GET',
    path: '/api/v1/referrers/:id/statement',
    summary: 'Totals of a period by state',
    params: id,
    query: period,
    answer: statementView,
    audit: 'none',
  }),
  statementCsv: route({
    ...member,
    method: 'GET',
    path: '/api/v1/referrers/:id/statement.csv',
    summary: 'Every referral of a period, as CSV',
    params: id,
    query: period,
    streams: true,
    audit: 'referrer.statement_exported',
  }),
};
