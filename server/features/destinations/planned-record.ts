/** A record on its way to a practice system, with our own ids: theirs are looked up when it is sent. */
import { z } from 'zod';

const id = z.uuid();

const log = {
  interaction: z.enum(['call', 'sms', 'fax']),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  outcome: z.string(),
  subject: z.string(),
  text: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  date: z.string(),
  timeZone: z.string(),
  talkSeconds: z.number(),
  party: z.object({ e164: z.string().nullable(), name: z.string().nullable() }),
  contactId: id.nullable(),
  matterId: id.nullable(),
  staffId: id.nullable(),
};
const details = z.object({
  firstName: z.string(),
  lastName: z.string(),
  companyName: z.string(),
  phones: z.array(z.object({ number: z.string(), label: z.string() })),
  emails: z.array(z.object({ email: z.string(), label: z.string() })),
  address: z
    .object({
      line1: z.string(),
      line2: z.string(),
      town: z.string(),
      county: z.string(),
      postcode: z.string(),
      country: z.string(),
    })
    .nullable(),
});
const onMatter = { matterId: id };
const charge = {
  ...onMatter,
  staffId: id.nullable(),
  date: z.string(),
  subject: z.string(),
  text: z.string(),
  amount: z.number().int(),
  taxAmount: z.number().int().nullish(),
  currency: z.string(),
  tax: z.enum(['standard', 'zero', 'exempt', 'outside_scope']),
  activityCode: z.string().nullable(),
};
/** A file that belongs to an interaction; its bytes are stored with the interaction's artefacts, perhaps not yet. */
const file = z.object({ interactionId: id, name: z.string() });
/** A file that is stored already, by its content's hash (hex). */
const storedFile = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  contentType: z.string(),
  sizeBytes: z.number().int().nonnegative(),
});

export const plannedRecord = z.discriminatedUnion('record', [
  z.object({
    record: z.literal('fee'),
    ...log,
    workedMinutes: z.number().int(),
    billedMinutes: z.number().int(),
    billable: z.boolean(),
    activityCode: z.string().nullable(),
  }),
  z.object({ record: z.literal('task'), ...log, assigneeId: id, dueOn: z.string() }),
  z.object({ record: z.literal('memo'), ...log }),
  z.object({ record: z.literal('document'), ...log, file }),
  z.object({ record: z.literal('communication'), ...log }),
  z.object({
    record: z.literal('time_entry'),
    ...log,
    billable: z.boolean(),
    activityCode: z.string().nullable(),
    /** The write whose record this time belongs to. */
    parentWriteId: id.nullable(),
  }),
  z.object({ record: z.literal('interaction'), ...log }),
  z.object({ record: z.literal('note'), ...log }),
  z.object({ record: z.literal('attachment'), ...log, file }),
  z.object({
    record: z.literal('contact'),
    type: z.enum(['person', 'company']),
    name: z.string(),
    e164: z.string().nullable(),
    country: z.string(),
    details: details.nullish(),
  }),
  z.object({ record: z.literal('activity_code'), label: z.string(), description: z.string() }),
  z.object({
    record: z.literal('matter'),
    ...onMatter,
    title: z.string(),
    description: z.string(),
    matterTypeId: id.nullable(),
    contactIds: z.array(id),
    clientRole: z.string().nullable(),
    /** The person responsible. */
    staffId: id.nullable(),
    referrerContactId: id.nullable(),
    openedOn: z.string(),
  }),
  z.object({ record: z.literal('fixed_fee'), ...charge }),
  z.object({ record: z.literal('cost_recovery'), ...charge, quantity: z.number().positive() }),
  z.object({
    record: z.literal('matter_memo'),
    ...onMatter,
    staffId: id.nullable(),
    date: z.string(),
    subject: z.string(),
    text: z.string(),
  }),
  z.object({ record: z.literal('matter_document'), ...onMatter, file: storedFile }),
  z.object({
    record: z.literal('layout'),
    ...onMatter,
    layout: z.literal('completion_details'),
    values: z.record(z.string(), z.string()),
  }),
]);
export type PlannedRecord = z.infer<typeof plannedRecord>;
/** A record of the kinds named. */
export type Planned<Kind extends PlannedRecord['record']> = Extract<PlannedRecord, { record: Kind }>;

export function parsePlanned(stored: unknown): PlannedRecord {
  return plannedRecord.parse(stored);
}
