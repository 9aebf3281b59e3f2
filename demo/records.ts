import type { DemoApi } from './api.ts';
import { daysAgo, type FirmIds, idIn } from './firm.ts';
import { makeLetter, makePaper } from './papers.ts';
import type { StaffKey } from './people.ts';

type Fee = readonly [
  matter: string,
  who: StaffKey,
  daysAgo: number,
  minutes: number,
  subject: string,
  state?: 'billed' | 'not billable',
];

const fees: readonly Fee[] = [
  ['10412', 'thomas', 70, 48, 'Reviewing contract and title', 'billed'],
  ['10412', 'callum', 61, 30, 'Ordering local, drainage and environmental searches', 'billed'],
  ['10412', 'thomas', 40, 36, 'Reporting on title', 'billed'],
  ['10412', 'thomas', 12, 24, 'Exchange of contracts'],
  ['10413', 'margaret', 38, 60, 'Taking instructions for will', 'billed'],
  ['10413', 'margaret', 20, 42, 'Drafting will'],
  ['10398', 'daniel', 90, 54, 'Considering lease and correspondence', 'billed'],
  ['10398', 'daniel', 31, 72, 'Drafting letter before action'],
  ['10415', 'priya', 28, 30, 'Reviewing lease'],
  ['10415', 'callum', 25, 18, 'Ordering searches', 'not billable'],
  ['10401', 'priya', 66, 36, 'Preparing contract pack', 'billed'],
  ['10401', 'priya', 18, 24, 'Replies to enquiries'],
  ['10377', 'margaret', 120, 90, 'First meeting and advice', 'billed'],
  ['10377', 'margaret', 35, 66, 'Drafting application'],
  ['10366', 'margaret', 150, 78, 'Valuing the estate', 'billed'],
  ['10366', 'callum', 96, 60, 'Preparing the probate application', 'billed'],
  ['10366', 'margaret', 16, 30, 'Reviewing the grant'],
  ['10420', 'daniel', 22, 48, 'Advice on conciliation'],
  ['10384', 'daniel', 80, 120, 'Preparing position statement', 'billed'],
  ['10384', 'daniel', 11, 90, 'Preparing bundle for hearing'],
  ['10407', 'daniel', 100, 84, 'Particulars of claim', 'billed'],
  ['10407', 'callum', 14, 150, 'Listing documents for disclosure'],
  ['10416', 'priya', 30, 42, 'Reporting on title'],
  ['10390', 'daniel', 60, 66, 'Settling the claim form', 'billed'],
  ['10405', 'thomas', 26, 30, 'Exchange of contracts'],
  ['10411', 'margaret', 21, 48, 'Letters to banks'],
  ['10355', 'margaret', 30, 36, 'Final estate accounts', 'billed'],
  ['10361', 'thomas', 40, 24, 'Completion', 'billed'],
];

type Cost = readonly [
  matter: string,
  daysAgo: number,
  subject: string,
  pence: number,
  quantity: number,
  billed?: true,
];

const costs: readonly Cost[] = [
  ['10412', 60, 'Local search', 14_250, 1, true],
  ['10412', 60, 'Drainage and water search', 6_180, 1, true],
  ['10412', 12, 'Bank transfer fee', 3_000, 1],
  ['10415', 24, 'Leasehold information pack', 36_000, 1],
  ['10416', 29, 'Official copies', 700, 3],
  ['10401', 64, 'Official copies', 700, 2, true],
  ['10366', 95, 'Probate application fee', 30_000, 1, true],
  ['10366', 95, 'Extra copies of the grant', 150, 6, true],
  ['10384', 79, 'Court fee', 25_500, 1, true],
  ['10407', 99, 'Issue fee', 45_500, 1, true],
  ['10407', 13, 'Photocopying', 12, 640],
  ['10390', 58, 'Counsel’s fee', 120_000, 1],
];

type Task = readonly [
  subject: string,
  who: StaffKey,
  dueInDays: number,
  matter: string | null,
  more?: 'high' | 'done',
];

const tasks: readonly Task[] = [
  ['Chase Calder Vale for the mortgage deed', 'thomas', 1, '10412', 'high'],
  ['Send completion statement', 'callum', 3, '10412'],
  ['Book signing of the will, two witnesses', 'grace', 2, '10413'],
  ['Ask managing agents for service charge accounts', 'priya', -1, '10415', 'high'],
  ['Replies to additional enquiries', 'priya', 0, '10418'],
  ['File the bundle', 'daniel', 1, '10384', 'high'],
  ['Diarise disclosure deadline', 'callum', 5, '10407'],
  ['Collect asset values from the bank', 'margaret', 6, '10411'],
  ['Identity check', 'grace', 0, '10427'],
  ['Identity check', 'grace', -2, '10421'],
  ['Renew the franking machine', 'grace', 9, null],
  ['File closing letter', 'callum', -20, '10355', 'done'],
  ['Order searches', 'callum', -12, '10423', 'done'],
];

type Memo = readonly [matter: string, who: StaffKey, daysAgo: number, subject: string, body: string];

const memos: readonly Memo[] = [
  ['10412', 'thomas', 12, 'Exchanged', 'Exchanged at 14:10, formula B. Completion in three weeks.'],
  [
    '10415',
    'priya',
    15,
    'Service charge',
    'Elena would take a retention of £1,500 if the accounts do not come.',
  ],
  [
    '10366',
    'margaret',
    16,
    'Distribution',
    'George wants the clock, Nell the cottage; Amelia agrees to both. Written consent still to come.',
  ],
  ['10384', 'daniel', 11, 'Hearing', 'Listed for half a day. Client will come with her sister.'],
  ['10407', 'daniel', 33, 'Offer', 'Defendant offers £8,000 all in. Client says no.'],
  ['10377', 'margaret', 35, 'Conflict check', 'Checked and recorded. Wall set: Margaret and Grace only.'],
];

type Document = readonly [
  matter: string,
  folder: string | null,
  contact: string | null,
  name: string,
  make: () => Buffer,
];

const documents: readonly Document[] = [
  [
    '10412',
    'Contract',
    null,
    'Contract, 12 Mill Lane.pdf',
    () =>
      makePaper([
        {
          heading: 'Contract of sale',
          lines: [
            'Property: 12 Mill Lane',
            'Seller: as named in the particulars',
            'Buyer: Jane Okafor',
            'Price: £412,000',
          ],
        },
        { heading: 'Special conditions', lines: ['1. The property is sold with vacant possession.'] },
      ]),
  ],
  [
    '10412',
    null,
    'okafor',
    'Report on title.pdf',
    () =>
      makeLetter('Jane Okafor', '12 Mill Lane', [
        'The title is freehold and in good order.',
        'There is a right of way over the rear path for the residents of Mill Lane.',
      ]),
  ],
  [
    '10413',
    null,
    'okafor',
    'Draft will.pdf',
    () => makeLetter('Jane Okafor', 'Your will', ['Please read the draft and tell us of any change.']),
  ],
  [
    '10366',
    'Grant',
    null,
    'Grant of probate.pdf',
    () =>
      makePaper([
        { heading: 'Grant of probate (demo)', lines: ['Harold Finch, deceased', 'Executor: Amelia Finch'] },
      ]),
  ],
  [
    '10384',
    'Hearing',
    null,
    'Position statement.pdf',
    () =>
      makePaper([
        { heading: 'Position statement', lines: ['The mother asks for the order in the terms attached.'] },
        { heading: 'Schedule', lines: ['Alternate weekends; half of each school holiday.'] },
      ]),
  ],
  [
    '10407',
    'Disclosure',
    null,
    'List of documents.pdf',
    () => makePaper([{ heading: 'List of documents', lines: ['1. Care plan', '2. Incident book, 3 pages'] }]),
  ],
  [
    '10377',
    null,
    'lindqvist-anya',
    'Application.pdf',
    () => makeLetter('Anya Lindqvist', 'Your application', ['Please check each date before you sign.']),
  ],
];

/** What the firm's people wrote themselves, beside what call logging makes. */
export async function addRecords(api: DemoApi, ids: FirmIds): Promise<void> {
  await addFees(api, ids);
  await addCosts(api, ids);
  for (const [subject, who, dueInDays, matter, more] of tasks) {
    const { id } = await api.call('POST /api/v1/tasks', {
      body: {
        subject,
        assigneeId: idIn(ids.staff, who),
        dueOn: daysAgo(-dueInDays),
        matterId: matter === null ? null : idIn(ids.matters, matter),
        priority: more === 'high' ? 'high' : 'normal',
      },
    });
    if (more === 'done') await api.call('POST /api/v1/tasks/:id/complete', { params: { id } });
  }
  for (const [matter, who, ago, subject, body] of memos) {
    await api.call('POST /api/v1/matters/:matterId/memos', {
      params: { matterId: idIn(ids.matters, matter) },
      body: { staffId: idIn(ids.staff, who), date: daysAgo(ago), subject, body },
    });
  }
  await addDocuments(api, ids);
}

async function addFees(api: DemoApi, ids: FirmIds): Promise<void> {
  for (const [matter, who, ago, minutes, subject, state] of fees) {
    const { id } = await api.call('POST /api/v1/matters/:matterId/fees', {
      params: { matterId: idIn(ids.matters, matter) },
      body: {
        staffId: idIn(ids.staff, who),
        date: daysAgo(ago),
        subject,
        workedMinutes: minutes,
        billable: state !== 'not billable',
      },
    });
    if (state === 'billed') await api.call('POST /api/v1/fees/:id/bill', { params: { id } });
  }
}

async function addCosts(api: DemoApi, ids: FirmIds): Promise<void> {
  for (const [matter, ago, subject, pence, quantity, billed] of costs) {
    const { id } = await api.call('POST /api/v1/matters/:matterId/cost-recoveries', {
      params: { matterId: idIn(ids.matters, matter) },
      body: {
        date: daysAgo(ago),
        subject,
        unitPrice: { amount: pence, currency: 'GBP' },
        quantity,
        billable: true,
      },
    });
    if (billed) await api.call('POST /api/v1/cost-recoveries/:id/bill', { params: { id } });
  }
}

async function addDocuments(api: DemoApi, ids: FirmIds): Promise<void> {
  for (const [matter, folder, contact, name, make] of documents) {
    const matterId = idIn(ids.matters, matter);
    const made =
      folder === null
        ? null
        : await api.call('POST /api/v1/matters/:matterId/folders', {
            params: { matterId },
            body: { name: folder },
          });
    await api.call('POST /api/v1/matters/:matterId/documents', {
      params: { matterId },
      query: {
        name,
        contentType: 'application/pdf',
        ...(made ? { folderId: made.id } : {}),
        ...(contact === null ? {} : { contactId: idIn(ids.contacts, contact) }),
      },
      bytes: make(),
    });
  }
}
