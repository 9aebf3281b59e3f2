import type { DestinationPolicy } from '../ports.ts';

/** Smokeball's row of the destination table. The activity code is a field of fees only; elsewhere it stands in the text. */
export const smokeballPolicy: DestinationPolicy = {
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
  activityCodeOn: ['fee'],
};
