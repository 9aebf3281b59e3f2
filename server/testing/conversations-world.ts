/** A firm with a matter, staff and people outside it, for tests of conversations. */
import { z } from 'zod';
import {
  createConversationsFeature,
  type Neighbours,
  releaseRound,
} from '../features/conversations/index.ts';
import { createPracticeFeature } from '../features/practice/index.ts';
import type { FeatureFactory } from '../platform/feature.ts';
import type { Platform } from '../platform/platform.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';
import { makePortalUser, type TestPortalUser } from './portal-user.ts';

const created = z.looseObject({ id: z.string() });

export const noFiles: Neighbours['files'] = {
  attach: async () => undefined,
  list: async () => new Map(),
  count: async () => 0,
};

export interface ConversationsWorld {
  app: TestApp;
  firm: TestFirm;
  owner: TestStaff;
  /** A member, on the matter. */
  mina: TestStaff;
  /** Another. */
  omar: TestStaff;
  client: TestPortalUser;
  matterId: string;
  pass(seconds: number): void;
  neighbours: Neighbours;
  matter(title: string, clients: readonly { contactId: string }[]): Promise<string>;
  party(matterId: string, contactId: string, role: string, isClient: boolean): Promise<void>;
  restrict(matterId: string, staffIds: readonly string[]): Promise<void>;
  /** Begun by Mina with the client, and open. */
  thread(more?: Record<string, unknown>): Promise<string>;
  /** By Mina unless said; leaves at once. Its number. */
  say(id: string, body: string, who?: TestStaff | TestPortalUser): Promise<number>;
  release(): Promise<void>;
  close(): Promise<void>;
}

export async function startConversationsWorld(
  more: {
    listeners?: (platform: Platform) => Neighbours['listeners'];
    features?: readonly FeatureFactory[];
    startsAt?: string;
  } = {},
): Promise<ConversationsWorld> {
  let at = new Date(more.startsAt ?? '2026-11-23T10:00:00Z');
  const clock = { now: () => at };
  const pass = (seconds: number) => {
    at = new Date(at.getTime() + seconds * 1000);
  };
  const neighbours: Neighbours = { listeners: [], files: noFiles };
  const app = await startTestApp({
    clock,
    features: [
      (platform) => createPracticeFeature(platform, {}),
      (platform) => {
        neighbours.listeners = more.listeners?.(platform) ?? [];
        return createConversationsFeature(platform, neighbours);
      },
      ...(more.features ?? []),
    ],
  });
  const firm = await app.makeFirm({ name: 'Hartley & Reid' });
  const { owner } = firm;
  const mina = await app.signedIn(firm, 'member', { firstName: 'Mina', lastName: 'Shah' });
  const omar = await app.signedIn(firm, 'member', { firstName: 'Omar', lastName: 'Reid' });
  const client = await makePortalUser(app, firm, { firstName: 'Cleo', lastName: 'Marsh' });
  const { pool } = app.platform.database;

  const post = async (who: TestStaff | TestPortalUser, url: string, body: unknown) => {
    const answer = await who.call('POST', url, body);
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    const json: unknown = answer.json();
    return json;
  };
  const party = async (matterId: string, contactId: string, role: string, isClient: boolean) => {
    await pool.query(
      `insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) values ($1, $2, $3, $4, $5)`,
      [firm.id, matterId, contactId, role, isClient],
    );
  };
  const matter: ConversationsWorld['matter'] = async (title, clients) => {
    const parties = clients.map(({ contactId }) => ({ contactId, role: 'Client', isClient: true }));
    return created.parse(await post(owner, '/api/v1/matters', { title, parties })).id;
  };
  const matterId = await matter('Purchase of 12 Mill Lane', [client]);
  const release = async () => {
    pass(10);
    await releaseRound(app.platform, neighbours);
  };
  const world: ConversationsWorld = {
    ...{ app, firm, owner, mina, omar, client, matterId, neighbours, party, matter, release, pass },
    async restrict(id, staffIds) {
      const answer = await owner.call('PUT', `/api/v1/matters/${id}/wall`, {
        restricted: staffIds.length > 0,
        staffIds,
      });
      if (answer.statusCode >= 300) throw new Error(answer.body);
    },
    async thread(more = {}) {
      const body = { kind: 'external', matterId, portalUserIds: [client.id], ...more };
      const { id } = created.parse(await post(mina, '/api/v1/conversations', body));
      await world.say(id, 'Welcome');
      return id;
    },
    async say(id, body, who = mina) {
      if ('accountId' in who) {
        const sent = z.object({ seq: z.number() });
        return sent.parse(await post(who, `/portal/api/conversations/${id}/messages`, { body })).seq;
      }
      await post(who, `/api/v1/conversations/${id}/messages`, { body, confirmed: true });
      await release();
      const { rows } = await pool.query<{ seq: number }>(
        `select max(seq)::int as seq from messages where conversation_id = $1`,
        [id],
      );
      return rows[0]?.seq ?? 0;
    },
    close: () => app.close(),
  };
  return world;
}
