import type { DestinationPolicy } from '../ports.ts';

/** The row "Lawmatics" of the destination table. */
export const policy: DestinationPolicy = {
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
  // There is no field for it, and no list of billing activity types.
  activityCodeOn: [],
  contactRequiredOn: ['interaction', 'interaction_and_time_entry', 'document'],
  standInCompany: true,
};
