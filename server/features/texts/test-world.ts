/** A firm that texts through a simulated provider, with conversations; its worker runs when it is told to. */
import { createTwilioSimulator, type TwilioSimulator } from '../../../simulators/twilio.ts';
import type { FeatureFactory } from '../../platform/feature.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { messageSenders, practiceSystems } from '../../vendors/registry.ts';
import { createPracticeFeature } from '../practice/index.ts';
import {
  createTextsFeature,
  type PostedMessage,
  postedListener,
  type TextOutcome,
  textsRound,
} from './index.ts';
import type { TextInbox, TextMedia } from './ports.ts';
import type { TextsDeps } from './settings-store.ts';
import type { TextSettings, TriageItem } from './shapes.ts';
import { appendForTests, insertForTests } from './test-inbox.ts';
import { type KeptFiles, mediaForTests } from './test-media.ts';

export const line = '+61491570157';
export const otherLine = '+61491570158';

export interface Client extends TestPortalUser {
  number: string;
}

export interface TextsWorld {
  app: TestApp;
  clock: { now: Date };
  firm: TestFirm;
  ada: TestStaff;
  provider: TwilioSimulator;
  /** What was kept of texts' files; `broken`: nothing can be kept now. */
  files: KeptFiles;
  settings(): Promise<TextSettings>;
  change(patch: Record<string, unknown>): Promise<TextSettings>;
  /** A client with an address in the state of Victoria’s zone and a mobile. */
  client(number: string, more?: Parameters<typeof makePortalUser>[2]): Promise<Client>;
  matter(restrictedTo?: readonly TestStaff[]): Promise<string>;
  conversation(
    matterId: string,
    clients: readonly TestPortalUser[],
    more?: { secondFactor?: boolean },
  ): Promise<string>;
  agree(client: Client): Promise<void>;
  /** A message of staff that goes as a text, too. */
  post(
    conversationId: string,
    body: string,
    to: readonly { id: string }[],
    more?: Partial<PostedMessage> & { urgentReason?: string },
  ): Promise<TextOutcome[]>;
  /** A message that a client writes in the portal. */
  wrote(conversationId: string, client: Client, body: string): Promise<void>;
  /** Everything that is due. */
  work(): Promise<void>;
  pass(minutes: number): void;
  /** What the provider has to tell and has not told yet, in whatever order. */
  tell(order?: (statuses: readonly string[]) => readonly number[]): Promise<number[]>;
  /** A text from outside, told at once. */
  text(from: string, body: string, more?: { to?: string; pictures?: number }): Promise<void>;
  triage(as?: TestStaff): Promise<TriageItem[]>;
  /** Bodies of a conversation's messages, oldest first. */
  messages(conversationId: string): Promise<string[]>;
  states(conversationId: string): Promise<string[]>;
  rows<T extends object>(text: string, values?: unknown[]): Promise<T[]>;
  ok<T>(method: Method, path: string, body?: unknown, as?: TestStaff): Promise<T>;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Thursday, 11:00 in Melbourne. */
export const beginning = '2026-03-05T00:00:00.000Z';

export async function startTextsWorld(
  more: {
    inbox?: boolean;
    media?: boolean;
    features?: readonly FeatureFactory[];
    /** The installation's. */
    word?: string;
  } = {},
): Promise<TextsWorld> {
  const clock = { now: new Date(beginning) };
  const provider = await createTwilioSimulator({ now: () => clock.now, timeScale: 0 });
  const files: KeptFiles = { kept: [], lost: [], broken: false };
  const inbox: TextInbox | null =
    more.inbox === false ? null : { append: appendForTests, noteConsent: async () => undefined };
  const media: TextMedia | null = more.media === false ? null : mediaForTests(files);
  let deps: TextsDeps | undefined;
  const app = await startTestApp({
    allowLoopback: true,
    clock: { now: () => clock.now },
    // Nobody listens there: what the provider sends is handed over by the test.
    config: { publicUrl: new URL('http://127.0.0.1:9'), textSenderWord: more.word ?? null },
    features: [
      (platform) => createPracticeFeature(platform, practiceSystems, async () => false),
      (platform) => {
        deps = { platform, senders: messageSenders, inbox, media };
        return createTextsFeature(deps);
      },
      ...(more.features ?? []),
    ],
  });
  const firm = await app.makeFirm({ country: 'AU', timeZone: 'Australia/Melbourne', currency: 'AUD' });
  const ada = await app.signedIn(firm, 'member', { firstName: 'Ada', lastName: 'Reid' });
  const { pool } = app.platform.database;
  const onPosted = postedListener(app.platform);
  let told = 0;
  let numbers = 0;

  const ok: TextsWorld['ok'] = async (method, path, body, as = ada) => {
    const answer = await as.call(method, `/api/v1/${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.json();
  };
  const rows: TextsWorld['rows'] = async (text, values = []) => (await pool.query(text, values)).rows;
  const settings = () => ok<TextSettings>('GET', 'text-settings', undefined, firm.owner);
  const connected = await ok<TextSettings>(
    'POST',
    'text-settings',
    { apiUrl: provider.url, accountId: provider.accountSid, authToken: provider.authToken },
    firm.owner,
  );
  await ok('POST', 'text-lines', { number: line, label: 'Front desk' }, firm.owner);
  provider.control.setHookUrl(connected.hookUrl ?? '');

  async function write(message: PostedMessage): Promise<TextOutcome[]> {
    return await app.platform.database.firm(firm.id).write(async (tx) => {
      // As conversations do it: their row first, the firm's counter last.
      await insertForTests(tx, message);
      const outcomes = await onPosted(tx, message);
      await appendEvents(tx, firm.id, [{ type: 'conversation.changed', subjectId: message.conversationId }]);
      return outcomes;
    });
  }

  async function tell(
    order = (statuses: readonly string[]): readonly number[] => statuses.map((_, at) => at),
  ) {
    await provider.control.deliveries.settled();
    const news = provider.control.deliveries.log.slice(told).toSorted((a, b) => rank(a.body) - rank(b.body));
    told = provider.control.deliveries.log.length;
    const codes: number[] = [];
    for (const at of order(news.map(({ body }) => new URLSearchParams(body).get('MessageStatus') ?? ''))) {
      const one = news[at];
      if (!one) continue;
      const { pathname } = new URL(one.url);
      const { statusCode } = await app.app.inject({
        method: 'POST',
        url: pathname,
        headers: one.headers,
        payload: one.body,
      });
      codes.push(statusCode);
    }
    return codes;
  }

  return {
    app,
    clock,
    firm,
    ada,
    provider,
    files,
    settings,
    ok,
    rows,
    tell,
    async change(patch) {
      const { version } = await settings();
      return await ok('PATCH', 'text-settings', { ...patch, version }, firm.owner);
    },
    async client(number, given = {}) {
      const user = await makePortalUser(app, firm, given);
      await pool.query(
        `insert into contact_numbers (firm_id, id, contact_id, raw, part, e164) values ($1, $2, $3, $4, $4, $4)`,
        [firm.id, newId(), user.contactId, number],
      );
      return { ...user, number };
    },
    async matter(restrictedTo) {
      const id = newId();
      numbers += 1;
      await pool.query(
        `insert into matters (firm_id, id, number, title, restricted) values ($1, $2, $3, $4, $5)`,
        [firm.id, id, String(1000 + numbers), `Matter ${numbers}`, restrictedTo !== undefined],
      );
      for (const staff of restrictedTo ?? [])
        await pool.query(`insert into matter_access (firm_id, matter_id, staff_id) values ($1, $2, $3)`, [
          firm.id,
          id,
          staff.id,
        ]);
      return id;
    },
    async conversation(matterId, clients, { secondFactor = false } = {}) {
      const id = newId();
      await pool.query(
        `insert into conversations (firm_id, id, kind, matter_id, title, class, state, second_factor, created_at, updated_at)
         values ($1, $2, 'external', $3, 'Your matter', 'privileged', 'open', $4, $5, $5)`,
        [firm.id, id, matterId, secondFactor, clock.now],
      );
      for (const client of clients)
        await pool.query(
          `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at) values ($1, $2, $3, $4, $5)`,
          [firm.id, newId(), id, client.id, clock.now],
        );
      return id;
    },
    async agree(client) {
      await ok('POST', `contacts/${client.contactId}/text-consents`, {
        number: client.number,
        change: 'in',
        basis: 'Said yes on the telephone',
      });
    },
    async post(conversationId, body, to, { urgentReason, ...message } = {}) {
      return await write({
        firmId: firm.id,
        conversationId,
        messageId: newId(),
        seq: await nextSeq(conversationId),
        body,
        privileged: false,
        author: { staffId: ada.id },
        sentBy: 'portal',
        at: clock.now,
        texts: to.map(({ id }) => ({ portalUserId: id, urgentReason })),
        ...message,
      });
    },
    async wrote(conversationId, client, body) {
      await write({
        firmId: firm.id,
        conversationId,
        messageId: newId(),
        seq: await nextSeq(conversationId),
        body,
        privileged: false,
        author: { portalUserId: client.id },
        sentBy: 'portal',
        at: clock.now,
        texts: [],
      });
    },
    async work() {
      if (!deps) throw new Error('not started');
      for (let round = 0; round < 5; round += 1) await textsRound(deps);
    },
    pass(minutes) {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
    async text(from, body, { to = line, pictures = 0 } = {}) {
      provider.control.sendSms({ from, to, body, pictures });
      await tell();
    },
    async triage(as = ada) {
      return (await ok<{ items: TriageItem[] }>('GET', 'text-triage', undefined, as)).items;
    },
    async messages(conversationId) {
      const found = await rows<{ body: string }>(
        `select body from messages where firm_id = $1 and conversation_id = $2 order by seq`,
        [firm.id, conversationId],
      );
      return found.map(({ body }) => body);
    },
    async states(conversationId) {
      const { items } = await ok<{ items: { state: string; reason: string | null }[] }>(
        'GET',
        `conversations/${conversationId}/texts`,
      );
      return items.map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`));
    },
    async close() {
      await app.close();
      await provider.close();
    },
  };

  async function nextSeq(conversationId: string): Promise<number> {
    const [row] = await rows<{ last_seq: number }>(
      `update conversations set last_seq = last_seq + 1 where firm_id = $1 and id = $2 returning last_seq`,
      [firm.id, conversationId],
    );
    return row?.last_seq ?? 0;
  }
}

/** In the order in which the provider makes them. */
function rank(body: string): number {
  return ['accepted', 'sent', 'delivered', 'undelivered', 'failed'].indexOf(
    new URLSearchParams(body).get('MessageStatus') ?? '',
  );
}
