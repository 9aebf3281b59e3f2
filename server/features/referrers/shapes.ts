/** What the API of referrers takes and answers. What is agreed with one stands in `rule.ts`. */
import { z } from 'zod';
import { transaction } from '../fee-scales/index.ts';
import { referralStates } from './decide.ts';
import { feeRule, payer } from './rule.ts';

export const day = z.iso.date();
export const name = z.string().trim().min(1).max(200);
const short = z.string().trim().max(300);
export const moneyShape = z.object({ amount: z.number().int(), currency: z.string() });
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
