import type { DestinationPolicy } from '../ports.ts';

/** The row "Clio Manage" of the destination table. */
export const policy: DestinationPolicy = {
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
  // It lies in a folder of its own under the account's root.
  documentWithoutMatter: true,
};
