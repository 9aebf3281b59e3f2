/** Who asks what a move costs, and how far each has come: new, quoted, accepted, a matter, lost. */
import type { Api } from '../server/api.ts';
import type { DemoApi } from './api.ts';
import { daysAgo } from './firm.ts';

type Lead = Api['POST /api/v1/leads']['body'];
type Inputs = Api['POST /api/v1/quotes']['body']['inputs'];

interface Enquiry {
  name: readonly [first: string, last: string];
  /** The last three digits of a number kept for fiction. */
  phone: string;
  transaction: Lead['transaction'];
  properties?: Lead['properties'];
  answers?: Inputs['answers'];
  clients?: number;
  assignee: 'priya' | 'thomas';
  referrer?: 'quayside' | 'bellmoss';
  note?: string;
  until: 'new' | 'draft' | 'sent' | 'accepted' | 'matter' | 'lost';
}

const place = (line1: string, town: string, postcode: string) => ({
  line1,
  line2: '',
  town,
  county: '',
  postcode,
  country: '',
});

/** In the order in which they came. */
const enquiries: readonly Enquiry[] = [
  {
    name: ['Ruth', 'Adeyemi'],
    phone: '601',
    transaction: 'sale',
    properties: { sale: place('Flat 4, 18 Chandlers Wharf', 'Saltmouth', 'SM1 4QT') },
    answers: { sale: { price: 285_000, tenure: 'leasehold', mortgagesToRedeem: 1 } },
    assignee: 'priya',
    referrer: 'quayside',
    until: 'matter',
  },
  {
    name: ['Callum', 'Fraser'],
    phone: '602',
    transaction: 'purchase',
    properties: { purchase: place('9 Kirk Brae', 'Inverlochan', 'IV99 2AB') },
    answers: { purchase: { price: 420_000, nation: 'scotland', mortgage: true, lender: 'Northern Mutual' } },
    assignee: 'thomas',
    until: 'lost',
  },
  {
    name: ['Hannah', 'Whitfield'],
    phone: '603',
    transaction: 'purchase',
    properties: { purchase: place('27 Orchard Close', 'Saltmouth', 'SM2 7DP') },
    answers: {
      purchase: {
        price: 340_000,
        mortgage: true,
        lender: 'Harbour Building Society',
        buyerStatus: 'first_time_buyer',
        giftedDeposits: 1,
      },
    },
    clients: 2,
    assignee: 'priya',
    referrer: 'quayside',
    until: 'accepted',
  },
  {
    name: ['Marcus', 'Lindqvist'],
    phone: '604',
    transaction: 'sale_and_purchase',
    properties: {
      sale: place('3 Elm Road', 'Saltmouth', 'SM1 9RF'),
      purchase: place('12 Mill Lane', 'Hartley Cross', 'HX4 1LN'),
    },
    answers: {
      sale: { price: 310_000, mortgagesToRedeem: 1 },
      purchase: { price: 525_000, mortgage: true, lender: 'Northern Mutual' },
    },
    clients: 2,
    assignee: 'thomas',
    referrer: 'bellmoss',
    until: 'sent',
  },
  {
    name: ['Siân', 'Morgan'],
    phone: '605',
    transaction: 'purchase',
    properties: { purchase: place('2 Heol y Bont', 'Llanfair Isaf', 'LL99 8XY') },
    answers: { purchase: { price: 360_000, nation: 'wales', buyerStatus: 'additional' } },
    assignee: 'priya',
    until: 'sent',
  },
  {
    name: ['Imran', 'Sheikh'],
    phone: '606',
    transaction: 'remortgage',
    properties: { remortgage: place('41 Quarry Street', 'Saltmouth', 'SM1 2BB') },
    answers: { remortgage: { price: 450_000, loan: 260_000, lender: 'Harbour Building Society' } },
    assignee: 'priya',
    until: 'sent',
  },
  {
    name: ['Giorgos', 'Papadakis'],
    phone: '607',
    transaction: 'purchase',
    properties: { purchase: place('Plot 16, Tannery Yard', 'Hartley Cross', 'HX4 6TY') },
    answers: { purchase: { price: 610_000, newBuild: true, tenure: 'leasehold', overHeight: true } },
    assignee: 'thomas',
    referrer: 'bellmoss',
    until: 'draft',
  },
  {
    name: ['Olivia', 'Grant'],
    phone: '608',
    transaction: 'sale',
    properties: { sale: place('The Old Forge, Church Lane', 'Hartley Cross', 'HX4 3AA') },
    assignee: 'priya',
    note: 'Asked how long it takes; her buyer has nothing to sell.',
    until: 'new',
  },
  {
    name: ['Nadia', 'Rahman'],
    phone: '609',
    transaction: 'transfer_of_equity',
    assignee: 'thomas',
    note: 'Her brother joins the title. The mortgage stays.',
    until: 'new',
  },
];

export async function addEnquiries(api: DemoApi): Promise<void> {
  const { items } = await api.call('GET /api/v1/staff');
  const staffId = (firstName: string) =>
    items.find((one) => one.firstName.toLowerCase() === firstName)?.id ?? '';
  const referrers = {
    quayside: await addReferrer(api, 'Quayside Homes', 75, 'firm'),
    bellmoss: await addReferrer(api, 'Bell & Moss Estate Agents', 100, 'added_to_price'),
  };
  for (const enquiry of enquiries) {
    const { name, referrer } = enquiry;
    const email = `${name.join('.').normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()}@example.com`;
    const { id, clients } = await api.call('POST /api/v1/leads', {
      body: {
        transaction: enquiry.transaction,
        clients: [
          { firstName: name[0], lastName: name[1], phones: [`07700 900${enquiry.phone}`], emails: [email] },
        ],
        properties: enquiry.properties ?? {},
        assigneeId: staffId(enquiry.assignee),
        referrerId: referrer ? referrers[referrer] : null,
        note: enquiry.note ?? '',
      },
    });
    const [client] = clients;
    if (client) await goOn(api, enquiry, { leadId: id, contactId: client.contactId, email, staffId });
  }
}

async function goOn(
  api: DemoApi,
  { until, transaction, answers, clients, name, assignee }: Enquiry,
  who: { leadId: string; contactId: string; email: string; staffId(firstName: string): string },
): Promise<void> {
  if (until === 'new' || !answers) return;
  const { leadId, contactId, email } = who;
  const quote = await api.call('POST /api/v1/quotes', {
    body: { leadId, inputs: { transaction, clients: clients ?? 1, answers } },
  });
  if (until === 'draft') return;
  const params = { id: quote.id };
  await api.call('POST /api/v1/quotes/:id/send', { params, body: { to: [{ contactId, email }] } });
  if (until === 'lost') {
    const { items } = await api.call('GET /api/v1/lost-reasons');
    const lostReasonId = items.find(({ label }) => /price/i.test(label))?.id ?? items[0]?.id ?? '';
    await api.call('POST /api/v1/leads/:id/state', {
      params: { id: leadId },
      body: { state: 'lost', lostReasonId, note: 'A firm near the house was cheaper.' },
    });
  }
  if (until !== 'accepted' && until !== 'matter') return;
  await api.call('POST /api/v1/quotes/:id/accept', {
    params,
    body: { by: name.join(' '), note: 'By telephone' },
  });
  if (until === 'matter')
    await api.call('POST /api/v1/leads/:leadId/convert', {
      params: { leadId },
      body: {
        personResponsibleId: who.staffId(assignee),
        sendTo: null,
        clientRole: 'Seller',
        notes: 'Wants to complete before the new year. Keys are with the agent.',
      },
    });
}

/** An estate agent, and what is agreed for each client whom they send, before VAT. */
async function addReferrer(
  api: DemoApi,
  name: string,
  pounds: number,
  payer: 'firm' | 'added_to_price',
): Promise<string> {
  const { id } = await api.call('POST /api/v1/referrers', { body: { name } });
  await api.call('POST /api/v1/referrers/:id/fee-rules', {
    params: { id },
    body: { startsOn: daysAgo(0), rule: { fee: { kind: 'fixed', pence: pounds * 100 }, payer } },
  });
  return id;
}
