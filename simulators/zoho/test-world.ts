/** What Zoho's tests share: a simulated firm, a client that is connected to it, and records to write. */
import { requestTokens } from '../../server/vendors/kit/oauth.ts';
import {
  type AttachmentToWrite,
  type CommunicationToWrite,
  type MirrorItem,
  type MirrorKind,
  type NoteToWrite,
  type PracticeContext,
  type PracticeSystemClient,
  VendorError,
  type WriteProgress,
} from '../../server/vendors/ports.ts';
import { zoho } from '../../server/vendors/zoho/index.ts';
import { createTestClock } from '../practice/clock.ts';
import { startZohoSimulator, type ZohoSimulatorOptions, zohoDemoApplication } from './index.ts';

/** By default the budget only counts, as the test clock stands still, and nobody but the users is there. */
export async function startWorld(options: ZohoSimulatorOptions = {}) {
  const clock = createTestClock('2026-03-02T17:00:00.000Z');
  const simulator = await startZohoSimulator({ clock, enforceBudget: false, seeded: false, ...options });
  const { control, world, apiUrl, authUrl } = simulator;
  const issued = control.signIn.issue();
  let token = issued.accessToken;
  let renewals = 0;
  const context: PracticeContext = {
    credentials: {
      apiUrl,
      authUrl,
      uploadUrl: null,
      clientId: zohoDemoApplication.clientId,
      apiKey: null,
    },
    token: async () => token,
    async renewToken() {
      renewals += 1;
      const application = { apiUrl, authUrl, ...zohoDemoApplication };
      const { refreshToken } = issued;
      const grant = { grant: 'refresh_token', refreshToken } as const;
      const fresh = await requestTokens({ fetch, now: clock.now }, zoho.signIn, application, grant);
      token = fresh.accessToken;
      return token;
    },
    fetch: (input, init) => fetch(input, init),
    now: clock.now,
    country: 'US',
    currency: 'USD',
  };
  const [nora = ''] = world.users();
  const dana = world.addContact({ firstName: 'Dana', lastName: 'Whitlock', phone: '(415) 555-0142' });
  const omar = world.addLead({ firstName: 'Omar', lastName: 'Reyes', mobile: '415-555-0177' });
  const lease = world.addDeal({ name: 'Lease dispute', contactId: dana });
  control.used.clear();
  control.log.length = 0;
  return {
    ...simulator,
    clock,
    context,
    client: zoho.client(context),
    renewals: () => renewals,
    ids: { nora, dana, omar, lease },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;

export async function pullAll(
  client: PracticeSystemClient,
  kind: MirrorKind,
  since: string | null = null,
): Promise<MirrorItem[]> {
  const items: MirrorItem[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.pull(kind, { cursor, since });
    items.push(...page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return items;
}

/** As the ledger keeps it. */
export function createProgress(): WriteProgress {
  let saved: WriteProgress['saved'] = null;
  return {
    get saved() {
      return saved;
    },
    async save(state) {
      saved = state;
    },
  };
}

export async function failureOf(work: Promise<unknown>): Promise<VendorError['problem'] | null> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof VendorError ? error.problem : null;
}

export const contactRef = (id: string) => ({ id: `Contacts/${id}`, extra: {} });
export const leadRef = (id: string) => ({ id: `Leads/${id}`, extra: {} });
export const ref = (id: string) => ({ id, extra: {} });

export function call(world: World, more: Partial<CommunicationToWrite> = {}): CommunicationToWrite {
  return { record: 'communication', ...logged(world), ...more };
}

export function note(world: World, more: Partial<NoteToWrite> = {}): NoteToWrite {
  return {
    record: 'note',
    ...logged(world),
    interaction: 'sms',
    subject: 'Text from Dana Whitlock',
    ...more,
  };
}

export const pdf = Buffer.from('%PDF-1.4 a fax of one page');

export function fax(world: World, more: Partial<AttachmentToWrite> = {}): AttachmentToWrite {
  return {
    record: 'attachment',
    ...logged(world),
    interaction: 'fax',
    subject: 'Fax from Dana Whitlock',
    file: {
      name: 'Fax 2026-03-02 from +14155550142.pdf',
      contentType: 'application/pdf',
      sizeBytes: pdf.length,
      open: async () => new Blob([pdf]).stream(),
    },
    ...more,
  };
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
    contact: contactRef(ids.dana),
    matter: ref(ids.lease),
    staff: ref(ids.nora),
  };
}
