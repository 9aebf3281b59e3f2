/**
 * What a call, a text and a fax become in the firm's own record: its row of call-logging.md §6, as data. A practice
 * system's row stands with its vendor; `decide` knows no destination by name.
 */
import type { DestinationPolicy, RecordKind } from '../../vendors/ports.ts';

export type Policy = DestinationPolicy;

/** What stands for a record when there is no talk to make time of, or time is not accepted without a matter. */
export const withoutTime: Readonly<Partial<Record<RecordKind, RecordKind>>> = {
  communication_and_time_entry: 'communication',
  interaction_and_time_entry: 'interaction',
};

export const embedded: Policy = {
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
  activityCodeOn: ['fee', 'memo', 'task'],
};
