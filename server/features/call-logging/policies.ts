/**
 * What a call, a text and a fax become in each destination: the table of call-logging.md §6, row by row, as data.
 * `decide` knows no destination by name.
 */
import type { DestinationPolicy, RecordKind } from '../../vendors/ports.ts';

export type Policy = DestinationPolicy;

/** What stands for a record when there is no talk to make time of, or time is not accepted without a matter. */
export const withoutTime: Readonly<Partial<Record<RecordKind, RecordKind>>> = {
  communication_and_time_entry: 'communication',
  interaction_and_time_entry: 'interaction',
};

/** Smokeball and the embedded record decide alike; they differ in where the activity code can stand. */
const smokeballRows = {
  oneMatter: {
    call: { record: 'fee', onMatter: true },
    sms: { record: 'memo', onMatter: true },
    fax: { record: 'document', onMatter: true },
  },
  otherwise: {
    call: { record: 'task', onMatter: false },
    sms: { record: 'task', onMatter: false },
    fax: { skip: 'fax_needs_matter' },
  },
  noContact: {
    call: { record: 'task', onMatter: false },
    sms: { record: 'task', onMatter: false },
    fax: { skip: 'fax_needs_contact' },
  },
  time: 'worked_and_billed_minutes',
} as const satisfies Partial<Policy>;

export const smokeball: Policy = { ...smokeballRows, activityCodeOn: ['fee'] };

export const embedded: Policy = { ...smokeballRows, activityCodeOn: ['fee', 'memo', 'task'] };

export const clio: Policy = {
  oneMatter: {
    call: { record: 'communication_and_time_entry', onMatter: true },
    sms: { record: 'communication', onMatter: true },
    fax: { record: 'document', onMatter: true },
  },
  otherwise: {
    call: { record: 'communication_and_time_entry', onMatter: false },
    sms: { record: 'communication', onMatter: false },
    fax: { record: 'document', onMatter: false },
  },
  noContact: {
    call: { record: 'communication_and_time_entry', onMatter: false },
    sms: { record: 'communication', onMatter: false },
    fax: { record: 'document', onMatter: false },
  },
  time: 'raw_seconds',
  activityCodeOn: ['communication_and_time_entry'],
  // The schema lets the matter out, but such an entry can be billed to nobody.
  timeWithoutMatter: false,
  documentWithoutMatter: true,
};

export const lawmatics: Policy = {
  oneMatter: {
    call: { record: 'interaction_and_time_entry', onMatter: true },
    sms: { record: 'interaction', onMatter: true },
    fax: { record: 'document', onMatter: true },
  },
  otherwise: {
    call: { record: 'interaction', onMatter: false },
    sms: { record: 'interaction', onMatter: false },
    fax: { record: 'document', onMatter: false },
  },
  noContact: {
    call: { record: 'interaction', onMatter: false },
    sms: { record: 'interaction', onMatter: false },
    fax: { record: 'document', onMatter: false },
  },
  time: 'raw_seconds',
  activityCodeOn: [],
  contactRequiredOn: ['interaction', 'interaction_and_time_entry', 'document'],
  standInCompany: true,
};

/** A record of Zoho's Calls module is a `communication`; it carries its own length, so no time is handed over. */
export const zoho: Policy = {
  oneMatter: {
    call: { record: 'communication', onMatter: true },
    sms: { record: 'note', onMatter: false },
    fax: { record: 'attachment', onMatter: true },
  },
  otherwise: {
    call: { record: 'communication', onMatter: false },
    sms: { record: 'note', onMatter: false },
    fax: { record: 'attachment', onMatter: false },
  },
  noContact: {
    call: { record: 'communication', onMatter: false },
    sms: { skip: 'no_contact' },
    fax: { skip: 'no_contact' },
  },
  time: 'none',
  activityCodeOn: [],
  contactRequiredOn: ['note', 'attachment'],
};

export const policies = { embedded, smokeball, clio, lawmatics, zoho } as const;
