/** What a conversion plans for a practice system: for tests. */
import type { NewWrite, Planned, PlannedRecord } from '../features/destinations/index.ts';
import { newId } from '../platform/ids.ts';

export interface PlannedConversion {
  conversionId: string;
  matterId: string;
  contactIds: string[];
  writes: NewWrite[];
}

export const emptyDetails = {
  firstName: '',
  lastName: '',
  companyName: '',
  phones: [],
  emails: [],
  address: null,
} as const satisfies NonNullable<Planned<'contact'>['details']>;

/** Two clients, their matter, then a fee, a cost and a memo on it; each after the one before. */
export function planConversionWrites(
  connectionId: string,
  mark: string,
  more: { e164?: string | null; matter?: Partial<Planned<'matter'>>; others?: readonly PlannedRecord[] } = {},
): PlannedConversion {
  const [conversionId, matterId, contactIds] = [newId(), newId(), [newId(), newId()]];
  const on = { matterId, staffId: null, date: '2026-03-02' };
  const charge = { ...on, amount: 95_000, currency: 'GBP', tax: 'standard', activityCode: null } as const;
  const client = (firstName: string): PlannedRecord => ({
    record: 'contact',
    type: 'person',
    name: `${firstName} Okafor`,
    e164: more.e164 ?? null,
    country: 'GB',
    details: { ...emptyDetails, firstName, lastName: 'Okafor' },
  });
  const records: PlannedRecord[] = [
    client('Jane'),
    client('Tom'),
    {
      record: 'matter',
      matterId,
      title: 'Okafor – Purchase of 12 Mill Lane',
      description: '',
      matterTypeId: null,
      contactIds,
      clientRole: null,
      staffId: null,
      referrerContactId: null,
      openedOn: '2026-03-02',
      ...more.matter,
    },
    { ...charge, record: 'fixed_fee', subject: 'Legal fee', text: 'Fixed price' },
    { ...charge, record: 'cost_recovery', subject: 'Searches', text: 'Fixed price', quantity: 1 },
    { ...on, record: 'matter_memo', subject: 'Notes', text: 'Before Christmas' },
    ...(more.others ?? []),
  ];
  const ids = records.map(() => newId());
  const writes = records.map(
    (record, index): NewWrite => ({
      id: ids[index] ?? '',
      connectionId,
      logEntryId: null,
      contactId: record.record === 'contact' ? (contactIds[index] ?? null) : null,
      matterId: record.record === 'contact' ? null : matterId,
      conversionId,
      action: 'create',
      reference: `${mark}-${index + 1}`,
      record,
      targetId: null,
      afterId: ids[index - 1] ?? null,
      priority: 1,
      extra: null,
    }),
  );
  return { conversionId, matterId, contactIds, writes };
}
