import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { addressInput, contactAddress } from './contact-addresses.ts';
import { moment, shortText, versioned } from './formats.ts';
import { keptIn } from './mirror-kept.ts';

export const contactKind = z.enum(['person', 'company', 'group']);

/** One telephone field as somebody wrote it; it may hold several numbers, or none that can be read. */
export const phoneInput = z.object({
  text: z.string().trim().min(1).max(500),
  label: shortText.default(''),
  fax: z.boolean().optional().describe('Unless said, a label that says "fax"'),
});
export type PhoneInput = z.infer<typeof phoneInput>;

export const emailInput = z.object({ email: z.email().max(254), label: shortText.default('') });

const contactFields = z.object({
  kind: contactKind,
  firstName: shortText.default(''),
  lastName: shortText.default(''),
  companyName: shortText.default('').describe('Name of a company or group; employer of a person'),
  notes: z.string().max(20_000).default(''),
  phones: z.array(phoneInput).max(50).default([]),
  emails: z.array(emailInput).max(50).default([]),
  addresses: z.array(addressInput).max(20).default([]),
  memberIds: z.array(z.uuid()).max(200).default([]).describe('Members, of a group only'),
});
export const contactInput = contactFields;
export type ContactInput = z.infer<typeof contactInput>;

/** Lists (`phones`, `emails`, `addresses`, `memberIds`) replace what is there when they are given. */
export const contactPatch = z
  .object({
    kind: contactKind,
    firstName: shortText,
    lastName: shortText,
    companyName: shortText,
    notes: z.string().max(20_000),
    phones: z.array(phoneInput).max(50),
    emails: z.array(emailInput).max(50),
    addresses: z.array(addressInput).max(20),
    memberIds: z.array(z.uuid()).max(200),
  })
  .partial()
  .extend(versioned.shape);
export type ContactPatch = z.infer<typeof contactPatch>;

const foundNumber = z.object({
  id: z.uuid(),
  part: z.string(),
  e164: z.string().nullable(),
  extension: z.string().nullable(),
  note: z.string(),
  problem: z.enum(['unreadable', 'unlikely']).nullable(),
});
export const phoneField = z.object({
  text: z.string(),
  label: z.string(),
  fax: z.boolean(),
  numbers: z.array(foundNumber),
});
export type PhoneField = z.infer<typeof phoneField>;

const named = z.object({ id: z.uuid(), displayName: z.string() });

export const contactListItem = z.object({
  id: z.uuid(),
  kind: contactKind,
  displayName: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  companyName: z.string(),
  notes: z.string(),
  phones: z.array(phoneField),
  emails: z.array(z.object({ email: z.string(), label: z.string() })),
  addresses: z.array(contactAddress),
  createdBy: z.enum(['staff', 'call_logging', 'import', 'sync']),
  keptIn,
  archivedAt: moment.nullable(),
  version: z.number(),
  updatedAt: moment,
});
export type ContactListItem = z.infer<typeof contactListItem>;

export const contact = contactListItem.extend({
  mergedIntoId: z.uuid().nullable(),
  members: z.array(named).describe('Of a group'),
  groups: z.array(named).describe('Groups that this contact belongs to'),
  matters: z.array(
    z.object({
      id: z.uuid(),
      number: z.string(),
      title: z.string(),
      status: z.enum(['open', 'pending', 'closed']),
      role: z.string(),
      isClient: z.boolean(),
    }),
  ),
  createdAt: moment,
});
export type Contact = z.infer<typeof contact>;

export const contactsQuery = pageQuery.extend({
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words of the name, e-mail, notes or postcode, or digits of a number'),
  kind: contactKind.optional(),
  createdBy: z.enum(['staff', 'call_logging', 'import', 'sync']).optional(),
  archived: z.enum(['no', 'only', 'all']).default('no'),
});
export const contactsPage = pageOf(contactListItem);

const contactCard = named.extend({ kind: contactKind, createdBy: z.string(), createdAt: moment }).extend({
  phones: z.array(z.string()).describe('The first five, as somebody wrote them'),
  emails: z.array(z.string()).describe('The first five'),
  matters: z.array(z.object({ id: z.uuid(), title: z.string() })).describe('The last five that you may see'),
});

export const duplicatePair = z.object({
  by: z.enum(['email', 'number']),
  value: z.string(),
  contacts: z.array(contactCard),
});
export const duplicatesPage = pageOf(duplicatePair);

export const apartPair = z.object({
  contacts: z.array(contactCard),
  saidBy: z.string().describe('The member of staff who said that they are not the same person'),
  saidAt: moment,
});
export const apartPage = pageOf(apartPair);
export const apartInput = z.object({
  contactId: z.uuid(),
  otherIds: z.array(z.uuid()).min(1).max(19).describe('None of them is the same person as the contact'),
});
export const apartAnswer = z.object({
  otherIds: z.array(z.uuid()).describe('Of whom this changed something'),
});

export const numberToFix = z.object({
  id: z.uuid(),
  contactId: z.uuid(),
  contactName: z.string(),
  text: z.string(),
  part: z.string(),
  label: z.string(),
  e164: z.string().nullable(),
  problem: z.enum(['unreadable', 'unlikely', 'own_number']),
});
export type NumberToFix = z.infer<typeof numberToFix>;
export const numbersPage = pageOf(numberToFix);
export const numberPatch = z
  .object({ text: z.string().trim().min(1).max(500), label: shortText, fax: z.boolean() })
  .partial();

export const mergeInput = z.object({
  otherId: z.uuid().describe('This contact is emptied into the one in the path, and archived'),
});
