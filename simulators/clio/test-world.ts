/** What Clio's tests share: a simulated firm, a client that is connected to it, and records to write. */
import { clio } from '../../server/vendors/clio/index.ts';
import { requestTokens } from '../../server/vendors/kit/oauth.ts';
import type {
  CommunicationToWrite,
  ContactToWrite,
  DocumentToWrite,
  OfMatterToWrite,
  PracticeContext,
  TimeEntryToWrite,
  WriteProgress,
} from '../../server/vendors/ports.ts';
import { createTestClock } from '../practice/clock.ts';
import { clioDemoApplication, startClioSimulator } from './index.ts';

type SimulatorOptions = NonNullable<Parameters<typeof startClioSimulator>[0]>;

/** By default the budget only counts: the test clock stands still. */
export async function startWorld(options: SimulatorOptions = {}) {
  const clock = createTestClock('2026-03-02T17:00:00.000Z');
  const simulator = await startClioSimulator({ clock, enforceBudget: false, seeded: false, ...options });
  const issued = simulator.control.signIn.issue();
  let token = issued.accessToken;
  let renewals = 0;
  const context: PracticeContext = {
    credentials: {
      apiUrl: simulator.apiUrl,
      authUrl: simulator.authUrl,
      uploadUrl: null,
      clientId: clioDemoApplication.clientId,
      apiKey: null,
    },
    token: async () => token,
    async renewToken() {
      renewals += 1;
      const { refreshToken } = issued;
      const application = { ...context.credentials, ...clioDemoApplication };
      const grant = { grant: 'refresh_token', refreshToken } as const;
      ({ accessToken: token } = await requestTokens(context, clio.signIn, application, grant));
      return token;
    },
    fetch: (input, init) => fetch(input, init),
    now: clock.now,
    country: 'US',
    currency: 'USD',
  };
  const client = clio.client(context);
  const { world } = simulator;
  const dana = world.addContact({ name: 'Dana Whitlock', phones: ['(415) 555-0142'] });
  const lease = world.addMatter({ clientId: dana, description: 'Lease dispute' });
  return {
    ...simulator,
    clock,
    context,
    client,
    renewals: () => renewals,
    ids: { nora: 1002, dana, lease },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;

/** Progress as the ledger keeps it; `dieAfter` breaks the write off right after that many saves. */
export function createProgress(dieAfter = Number.POSITIVE_INFINITY): WriteProgress & { saves: number } {
  const progress: WriteProgress & { saves: number } = {
    saved: null,
    saves: 0,
    async save(state) {
      progress.saved = state;
      progress.saves += 1;
      if (progress.saves >= dieAfter) throw new Error('killed');
    },
  };
  return progress;
}

export const ref = (id: number) => ({ id: String(id), extra: {} });

export function communication(world: World, more: Partial<CommunicationToWrite> = {}): CommunicationToWrite {
  return { record: 'communication', ...logged(world), ...more };
}

export function timeEntry(world: World, more: Partial<TimeEntryToWrite> = {}): TimeEntryToWrite {
  return {
    record: 'time_entry',
    ...logged(world),
    reference: 'ML-7F3K9Q-2',
    text: 'Call with Dana Whitlock\nML-7F3K9Q-2',
    billable: false,
    activityCode: 'ion8-CALL',
    parentId: null,
    ...more,
  };
}

export const pdf = Buffer.from('%PDF-1.4 a fax of one page');

const faxFile = {
  name: 'Fax 2026-03-02 from +14155550142.pdf',
  contentType: 'application/pdf',
  sizeBytes: pdf.length,
  open: async () => new Blob([pdf]).stream(),
};

export function faxDocument(world: World, more: Partial<DocumentToWrite> = {}): DocumentToWrite {
  return {
    record: 'document',
    ...logged(world),
    interaction: 'fax',
    subject: 'Fax from Dana Whitlock',
    file: faxFile,
    ...more,
  };
}

/** What becomes of a lead of Dana's, and what is written on her matter. */
export function conversionRecords({ ids, world: clio }: World, reference = 'ML-C0NV-1') {
  const on = { reference, matter: ref(ids.lease), staff: ref(ids.nora), date: '2026-03-02' };
  const charge = {
    ...on,
    subject: 'Legal fee',
    text: 'Fixed price. Quote 1042-1',
    amount: 95_000,
    currency: 'USD',
    tax: 'standard',
    activityCode: null,
  } as const;
  const second = clio.addContact({ name: 'Sam Whitlock' });
  return {
    contact: {
      record: 'contact',
      reference: `contact-${reference}`,
      type: 'person',
      name: 'Grace Hopper',
      e164: '+14155550178',
      country: 'US',
      details: {
        firstName: 'Grace',
        lastName: 'Hopper',
        companyName: '',
        phones: [{ number: '+14155550178', label: 'mobile' }],
        emails: [{ email: 'grace@example.com', label: 'private' }],
        address: {
          line1: '12 Mill Lane',
          line2: 'Flat 3',
          town: 'Oakland',
          county: 'CA',
          postcode: '94607',
          country: '',
        },
      },
    },
    matter: {
      record: 'matter',
      reference,
      title: 'Whitlock – Purchase of 12 Mill Lane',
      description: 'From the website',
      matterType: null,
      clients: [ref(ids.dana), ref(second)],
      clientRole: 'Purchaser',
      personResponsible: ref(ids.nora),
      referrer: ref(clio.addContact({ name: 'Harbour Homes', type: 'Company' })),
      openedOn: '2026-03-02',
    },
    fixed_fee: { ...charge, record: 'fixed_fee', reference },
    cost_recovery: {
      ...charge,
      record: 'cost_recovery',
      reference,
      tax: 'exempt',
      amount: 2100,
      quantity: 3,
    },
    matter_memo: { ...on, record: 'matter_memo', subject: 'E-mail: Our quote', text: 'Sent to Dana.' },
    matter_document: {
      record: 'matter_document',
      reference,
      matter: on.matter,
      file: { ...faxFile, name: 'Quote 1042-1.pdf' },
    },
  } as const satisfies Record<string, OfMatterToWrite | ContactToWrite>;
}

function logged({ ids }: World) {
  return {
    reference: 'ML-7F3K9Q',
    interaction: 'call' as const,
    direction: 'inbound' as const,
    outcome: 'answered',
    subject: 'Call from Dana Whitlock',
    text: '--- Call log ML-7F3K9Q ---\nTalk time: 6 min 12 s\n--- End of ML-7F3K9Q ---',
    startedAt: '2026-03-02T16:50:00.000Z',
    endedAt: '2026-03-02T16:56:12.000Z',
    date: '2026-03-02',
    timeZone: 'America/Los_Angeles',
    talkSeconds: 372,
    party: { e164: '+14155550142', name: 'Dana Whitlock' },
    contact: ref(ids.dana),
    matter: ref(ids.lease),
    staff: ref(ids.nora),
  };
}
