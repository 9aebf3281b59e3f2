import type { DestinationPolicy } from '../ports.ts';

/** The row "Zoho CRM" of the destination table. */
export const policy: DestinationPolicy = {
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
