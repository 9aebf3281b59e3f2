/** The whole program with its scanner and its provider of texts simulated, for tests of what its features do together. */
import { type ClamdSimulator, startClamd } from '../../simulators/clamd/index.ts';
import { createTwilioSimulator, type TwilioSimulator } from '../../simulators/twilio.ts';
import { conversationNeighbours } from '../conversation-neighbours.ts';
import { features } from '../feature-list.ts';
import { releaseRound } from '../features/conversations/index.ts';
import { createFilesFeature } from '../features/files/index.ts';
import { noticeRound } from '../features/notices/index.ts';
import { textsRound } from '../features/texts/index.ts';
import { createTextMedia, fileListener } from '../file-neighbours.ts';
import { newId } from '../platform/ids.ts';
import { createTextInbox } from '../text-inbox.ts';
import { messageSenders } from '../vendors/registry.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';
import { makePortalUser, type TestPortalUser } from './portal-user.ts';

/** The firm’s number. */
export const line = '+447700900001';

export interface Texted extends TestPortalUser {
  number: string;
}

interface ThreadMessage {
  seq: number;
  kind: 'message' | 'note';
  body: string;
  note: { what: string; people: { id: string; name: string }[]; text: string } | null;
  files: { id: string; name: string; state: string; type: string; bytes: number }[];
}

export interface WiringWorld {
  app: TestApp;
  firm: TestFirm;
  mina: TestStaff;
  clamd: ClamdSimulator;
  provider: TwilioSimulator;
  /** With a mobile, on which they agreed to be texted. */
  client(number: string): Promise<Texted>;
  matter(clients: readonly TestPortalUser[]): Promise<string>;
  /** Begun by Mina with them, and open. */
  thread(clients: readonly TestPortalUser[]): Promise<{ id: string; matterId: string }>;
  say(id: string, body: string, more?: Record<string, unknown>): Promise<void>;
  messages(id: string, who?: TestStaff | TestPortalUser): Promise<ThreadMessage[]>;
  /** A text from outside, told to the program by the provider, and worked off. */
  text(
    from: string,
    body: string,
    pictures?: readonly { contentType: string; body: Buffer }[],
  ): Promise<void>;
  /** A job of files, as its clock runs it. */
  job(name: 'files.rescan'): Promise<void>;
  /** What is due: messages, texts, files, mails. */
  work(): Promise<void>;
  pass(seconds: number): void;
  ok<T>(who: TestStaff | TestPortalUser, method: Method, path: string, body?: unknown): Promise<T>;
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

const mib = 1024 ** 2;

export async function startWiringWorld(): Promise<WiringWorld> {
  // Noon on a Tuesday in London.
  let at = new Date('2026-11-24T12:00:00Z');
  const clamd = await startClamd();
  const provider = await createTwilioSimulator({ now: () => at, timeScale: 0 });
  const app = await startTestApp({
    features,
    allowLoopback: true,
    clock: { now: () => at },
    config: {
      // Nobody listens there: what the provider sends is handed over.
      publicUrl: new URL('http://127.0.0.1:9'),
      clamd: { url: clamd.url, maxFileBytes: 100 * mib, maxScanBytes: 400 * mib },
    },
  });
  const { platform } = app;
  const neighbours = conversationNeighbours(platform);
  const jobs = createFilesFeature(platform, [fileListener]).jobs ?? [];
  const texts = {
    ...{ platform, senders: messageSenders },
    ...{ inbox: createTextInbox(neighbours), media: createTextMedia(platform) },
  };
  const firm = await app.makeFirm({ name: 'Hartley & Reid' });
  const mina = await app.signedIn(firm, 'member', { firstName: 'Mina', lastName: 'Shah' });
  const { pool } = platform.database;

  const ok: WiringWorld['ok'] = async (who, method, path, body) => {
    const answer = await who.call(method, path, body);
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.statusCode === 204 ? JSON.parse('null') : answer.json();
  };
  await ok(firm.owner, 'PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
  const connected = await ok<{ hookUrl: string }>(firm.owner, 'POST', '/api/v1/text-settings', {
    ...{ apiUrl: provider.url, accountId: provider.accountSid, authToken: provider.authToken },
  });
  provider.control.setHookUrl(connected.hookUrl);
  await ok(firm.owner, 'POST', '/api/v1/text-lines', { number: line, kind: 'mobile' });
  const hand = handOver(app, provider);

  const world: WiringWorld = {
    ...{ app, firm, mina, clamd, provider, ok },
    async client(number) {
      const user = await makePortalUser(app, firm);
      await pool.query(
        `insert into contact_numbers (firm_id, id, contact_id, raw, part, e164) values ($1, $2, $3, $4, $4, $4)`,
        [firm.id, newId(), user.contactId, number],
      );
      const word = { number, change: 'in', basis: 'Said yes on the telephone' };
      await ok(mina, 'POST', `/api/v1/contacts/${user.contactId}/text-consents`, word);
      return { ...user, number };
    },
    async matter(clients) {
      const parties = clients.map(({ contactId }) => ({ contactId, role: 'Client', isClient: true }));
      const body = { title: 'Purchase of 12 Mill Lane', parties };
      return (await ok<{ id: string }>(firm.owner, 'POST', '/api/v1/matters', body)).id;
    },
    async thread(clients) {
      const matterId = await world.matter(clients);
      const body = { kind: 'external', matterId, portalUserIds: clients.map(({ id }) => id) };
      const { id } = await ok<{ id: string }>(mina, 'POST', '/api/v1/conversations', body);
      await world.say(id, 'Welcome');
      return { id, matterId };
    },
    async say(id, body, more = {}) {
      const message = { body, confirmed: true, ...more };
      await ok(mina, 'POST', `/api/v1/conversations/${id}/messages`, message);
    },
    async messages(id, who = mina) {
      const realm = 'accountId' in who ? '/portal/api' : '/api/v1';
      const path = `${realm}/conversations/${id}/messages`;
      return (await ok<{ items: ThreadMessage[] }>(who, 'GET', path)).items;
    },
    async text(from, body, pictures = []) {
      provider.control.sendSms({ from, to: line, body, pictures });
      await hand();
      await world.work();
    },
    async work() {
      await releaseRound(platform, neighbours);
      for (let round = 0; round < 3; round += 1) {
        await textsRound(texts);
        await hand();
      }
      await noticeRound(platform);
    },
    pass(seconds) {
      at = new Date(at.getTime() + seconds * 1000);
    },
    async job(name) {
      await jobs.find((job) => job.name === name)?.run({});
    },
    rows: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    async close() {
      await app.close();
      await provider.close();
      await clamd.stop();
    },
  };
  return world;
}

/** What the provider has to tell and has not told yet. */
function handOver(app: TestApp, { control }: TwilioSimulator): () => Promise<void> {
  let told = 0;
  return async () => {
    await control.deliveries.settled();
    const news = control.deliveries.log.slice(told);
    told += news.length;
    for (const { url, headers, body } of news)
      await app.app.inject({ method: 'POST', url: new URL(url).pathname, headers, payload: body });
  };
}
