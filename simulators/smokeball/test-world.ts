/** A simulated firm, a client of ours let into it, and records to write. */
import { afterEach, expect } from 'vitest';
import { z } from 'zod';
import {
  type ContactToWrite,
  type DocumentToWrite,
  type FeeToWrite,
  type MemoToWrite,
  type MirrorItem,
  type MirrorKind,
  type OfMatterToWrite,
  type PracticeContext,
  type PracticeSystemClient,
  type TaskToWrite,
  VendorError,
  type WriteProgress,
} from '../../server/vendors/ports.ts';
import { smokeball } from '../../server/vendors/smokeball/index.ts';
import { createTestClock, type TestClock } from '../practice/clock.ts';
import {
  demoIds,
  type SmokeballSimulator,
  type SmokeballSimulatorOptions,
  startSmokeballSimulator,
} from './index.ts';

export interface World {
  simulator: SmokeballSimulator;
  control: SmokeballSimulator['control'];
  clock: TestClock;
  client: PracticeSystemClient;
  context: PracticeContext;
}

const running: SmokeballSimulator[] = [];

/** Ends the simulators of a test, and fails it when a request was not as the vendor describes it. */
export function watchViolations(): void {
  afterEach(async () => {
    const simulators = running.splice(0);
    for (const { close } of simulators) await close();
    for (const { control } of simulators) expect(control.violations).toEqual([]);
  });
}

export async function startWorld(options: SmokeballSimulatorOptions = {}): Promise<World> {
  const clock = createTestClock('2026-03-02T09:30:00.000Z');
  const simulator = await startSmokeballSimulator({
    clock,
    enforceBudget: false,
    lag: { read: 0, list: 0 },
    ...options,
  });
  running.push(simulator);
  const context = contextFor(simulator, () => clock.now());
  return { simulator, control: simulator.control, clock, context, client: smokeball.client(context) };
}

/** As the product would: a token until it is refused, then another one by the refresh token. */
export function contextFor(simulator: SmokeballSimulator, now: () => Date): PracticeContext {
  const { clientId, clientSecret, apiKey } = simulator.credentials;
  const issued = simulator.control.signIn.issue();
  let current = issued.accessToken;
  return {
    credentials: {
      apiUrl: simulator.url,
      authUrl: simulator.authUrl,
      uploadUrl: simulator.uploadUrl,
      clientId,
      apiKey,
    },
    fetch: globalThis.fetch,
    now,
    country: 'US',
    currency: 'USD',
    token: async () => current,
    async renewToken() {
      const response = await fetch(`${simulator.authUrl}/oauth2/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: clientId,
          refresh_token: issued.refreshToken,
        }),
      });
      if (!response.ok) throw new VendorError({ failure: 'unauthorised', detail: await response.text() });
      current = z.object({ access_token: z.string() }).parse(await response.json()).access_token;
      return current;
    },
  };
}

/** Kept in memory, as the product keeps it in its row of intent. */
export function createProgress(): WriteProgress {
  let saved: Readonly<Record<string, string>> | null = null;
  return {
    get saved() {
      return saved;
    },
    async save(state) {
      saved = state;
    },
  };
}

export async function pullAll(
  client: PracticeSystemClient,
  kind: MirrorKind,
  since: string | null = null,
): Promise<{ items: MirrorItem[]; pages: number }> {
  const items: MirrorItem[] = [];
  let cursor: string | null = null;
  for (let pages = 1; ; pages += 1) {
    const page = await client.pull(kind, { cursor, since });
    items.push(...page.items);
    cursor = page.cursor;
    if (cursor === null) return { items, pages };
  }
}

export async function failureOf(work: Promise<unknown>): Promise<VendorError['problem']> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof VendorError)) throw new Error(`no VendorError but ${String(error)}`);
  return error.problem;
}

/** A call of Ada's with Nora, about the purchase. */
const interaction = {
  interaction: 'call',
  direction: 'inbound',
  outcome: 'answered',
  subject: 'Call from Ada Byron',
  startedAt: '2026-03-02T09:20:00.000Z',
  endedAt: '2026-03-02T09:26:12.000Z',
  date: '2026-03-02',
  timeZone: 'America/Chicago',
  talkSeconds: 372,
  party: { e164: '+13125550101', name: 'Ada Byron' },
  contact: { id: demoIds.ada, extra: {} },
  matter: { id: demoIds.purchase, extra: {} },
  staff: { id: demoIds.nora, extra: { userId: demoIds.noraUser } },
} as const;

export function feeRecord(reference = 'ML-7F3K9Q'): FeeToWrite {
  return {
    ...interaction,
    record: 'fee',
    reference,
    text: `Inbound call, 6 min 12 s.\n${reference}`,
    workedMinutes: 7,
    billedMinutes: 12,
    billable: true,
    activityCode: 'ion8-CALL',
  };
}

export function taskRecord(reference = 'ML-7F3K9Q'): TaskToWrite {
  const text = `Inbound call, 6 min 12 s.\n${reference}`;
  const assignee = { id: demoIds.theo, extra: {} };
  return { ...interaction, reference, text, matter: null, record: 'task', assignee, dueOn: '2026-03-03' };
}

export function memoRecord(reference = 'ML-7F3K9Q'): MemoToWrite {
  return { ...interaction, interaction: 'sms', record: 'memo', reference, text: `Hello.\n${reference}` };
}

/** One record of each kind, all of the same call. */
export const records = { fee: feeRecord, task: taskRecord, memo: memoRecord, document: documentRecord };

export function documentRecord(reference = 'ML-7F3K9Q'): DocumentToWrite {
  const text = `Fax of two pages.\n${reference}`;
  return { ...interaction, interaction: 'fax', record: 'document', reference, text, file: faxFile() };
}

function faxFile() {
  const bytes = new TextEncoder().encode('%PDF-1.4 two pages');
  return {
    name: 'Fax 2026-03-02.pdf',
    contentType: 'application/pdf',
    sizeBytes: bytes.length,
    open: async () => new Blob([bytes]).stream(),
  };
}

const onPurchase = {
  matter: { id: demoIds.purchase, extra: {} },
  staff: interaction.staff,
  date: '2026-03-02',
};
const fullFee = {
  ...onPurchase,
  subject: 'Legal fee',
  text: 'Band to £500,000. Quote 1042-1',
  amount: 95_000,
  currency: 'USD',
  tax: 'standard',
  activityCode: null,
} as const;

/** What becomes of a lead of Ada's, and what is written on her purchase. */
export function conversionRecords(reference = 'ML-C0NV-1') {
  return {
    matter: {
      record: 'matter',
      reference,
      title: 'Byron – Purchase of 12 Mill Lane',
      description: '',
      matterType: { id: demoIds.conveyance, extra: {} },
      clients: [interaction.contact, { id: demoIds.charles, extra: {} }],
      clientRole: null,
      personResponsible: interaction.staff,
      referrer: { id: demoIds.charles, extra: {} },
      openedOn: '2026-03-02',
    },
    fixed_fee: { ...fullFee, record: 'fixed_fee', reference },
    cost_recovery: { ...fullFee, record: 'cost_recovery', reference, amount: 2100, quantity: 3 },
    matter_memo: {
      ...onPurchase,
      record: 'matter_memo',
      reference,
      subject: 'E-mail: Our quote',
      text: 'Sent to ada@example.com.',
    },
    matter_document: {
      record: 'matter_document',
      reference,
      matter: onPurchase.matter,
      file: { ...faxFile(), name: 'Quote 1042-1.pdf' },
    },
    layout: {
      record: 'layout',
      reference,
      matter: onPurchase.matter,
      layout: 'completion_details',
      values: { completionDate: '2026-05-01', price: '450000.00', depositHeldAs: 'stakeholder' },
    },
  } as const satisfies Partial<Record<string, OfMatterToWrite>>;
}

export function contactRecord(reference = 'ML-CNTC01'): ContactToWrite {
  return {
    record: 'contact',
    reference,
    type: 'person',
    name: 'Grace M Hopper',
    e164: '+13125550177',
    country: 'US',
  };
}
