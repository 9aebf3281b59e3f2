/** What Lawmatics' tests share: a simulated firm, a client that is connected to it, and records to write. */
import { lawmatics } from '../../server/vendors/lawmatics/index.ts';
import {
  type DocumentToWrite,
  type InteractionToWrite,
  type MirrorItem,
  type MirrorKind,
  type PracticeContext,
  type TimeEntryToWrite,
  VendorError,
  type WriteProgress,
} from '../../server/vendors/ports.ts';
import { createTestClock } from '../practice/clock.ts';
import { lawmaticsDemoApplication, startLawmaticsSimulator } from './index.ts';

type SimulatorOptions = NonNullable<Parameters<typeof startLawmaticsSimulator>[0]>;

/** By default the budget only counts: the test clock stands still. */
export async function startWorld(options: SimulatorOptions = {}) {
  const clock = createTestClock('2026-03-02T17:00:00.000Z');
  const simulator = await startLawmaticsSimulator({
    clock,
    enforceBudget: false,
    seeded: false,
    ...options,
  });
  let token = simulator.control.signIn.issue().accessToken;
  let renewals = 0;
  const context: PracticeContext = {
    credentials: {
      apiUrl: simulator.apiUrl,
      authUrl: simulator.authUrl,
      uploadUrl: null,
      clientId: lawmaticsDemoApplication.clientId,
      apiKey: null,
    },
    token: async () => token,
    async renewToken() {
      renewals += 1;
      // There is nothing to renew it with: a refused token needs a person.
      throw new VendorError({ failure: 'unauthorised', detail: 'There is no refresh token' });
    },
    fetch: (input, init) => fetch(input, init),
    now: clock.now,
    country: 'US',
    currency: 'USD',
  };
  const { world } = simulator;
  const dana = world.addContact({ firstName: 'Dana', lastName: 'Whitlock', phones: ['(415) 555-0142'] });
  const lease = world.addMatter({ contactId: dana, title: 'Lease dispute', number: 'L-7' });
  return {
    ...simulator,
    clock,
    context,
    client: lawmatics.client(context),
    renewals: () => renewals,
    /** Somebody connects again. */
    signInAgain() {
      token = simulator.control.signIn.issue().accessToken;
    },
    ids: { nora: 101, theo: 102, dana, lease },
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

export const ref = (id: number | string) => ({ id: String(id), extra: {} });

export function interaction(world: World, more: Partial<InteractionToWrite> = {}): InteractionToWrite {
  return { record: 'interaction', ...logged(world), ...more };
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

export function faxDocument(world: World, more: Partial<DocumentToWrite> = {}): DocumentToWrite {
  return {
    record: 'document',
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
    contact: ref(`contact/${ids.dana}`),
    matter: ref(ids.lease),
    staff: ref(ids.nora),
  };
}

/** Follows the cursor; `between` happens after each page. */
export async function pullAll(
  { client }: Pick<World, 'client'>,
  kind: MirrorKind,
  options: { since?: string; between?: (page: number) => void } = {},
): Promise<MirrorItem[]> {
  const items: MirrorItem[] = [];
  let cursor: string | null = null;
  let page = 0;
  do {
    const read = await client.pull(kind, { cursor, since: options.since ?? null });
    items.push(...read.items);
    cursor = read.cursor;
    page += 1;
    options.between?.(page);
  } while (cursor !== null);
  return items;
}
