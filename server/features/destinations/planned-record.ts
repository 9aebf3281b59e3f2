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
/** A file that belongs to an interaction; its bytes are stored with the interaction's artefacts, perhaps not yet. */
const file = z.object({ interactionId: id, name: z.string() });

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
  }),
  z.object({ record: z.literal('activity_code'), label: z.string(), description: z.string() }),
]);
export type PlannedRecord = z.infer<typeof plannedRecord>;

export function parsePlanned(stored: unknown): PlannedRecord {
  return plannedRecord.parse(stored);
}
