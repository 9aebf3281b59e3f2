/** A firm with conversations, and readers of its event streams over real sockets: for tests. */
import { get, type IncomingMessage } from 'node:http';
import type { FeatureFactory } from '../platform/feature.ts';
import { newId } from '../platform/ids.ts';
import { appendEvents, type LiveEvent } from '../platform/live-events.ts';
import { startTestApp, type TestApp, type TestFirm } from './app.ts';

export interface Reader {
  seqs(): number[];
  text(): string;
  /** Its answer's status: 200, or what went wrong. */
  status: number;
  type: string;
  ended: Promise<void>;
  /** Resolves when the text read so far satisfies this. */
  until(done: (text: string) => boolean): Promise<void>;
  stop(): void;
}

export interface LiveWorld extends TestApp {
  firm: TestFirm;
  port: number;
  listen(who: { cookie: string }, path: string, headers?: Record<string, string>): Promise<Reader>;
  /** The staff's stream, with its query. */
  listenAsStaff(who: { cookie: string }, query?: string): Promise<Reader>;
  listenToPortal(who: { cookie: string }, query?: string): Promise<Reader>;
  append(...events: Partial<LiveEvent>[]): Promise<void>;
  matter(input?: { restrictedTo?: readonly string[] }): Promise<string>;
  converse(input: {
    kind: 'external' | 'internal' | 'channel' | 'direct';
    matterId?: string;
    staff?: readonly string[];
    outside?: readonly string[];
    state?: string;
    secondFactor?: boolean;
  }): Promise<string>;
  join(conversationId: string, portalUserId: string): Promise<void>;
  query(text: string, values: unknown[]): Promise<unknown[]>;
}

export async function startLiveWorld(
  heartbeatMs = 100,
  features: readonly FeatureFactory[] = [],
): Promise<LiveWorld> {
  const app = await startTestApp({ heartbeatMs, features });
  const firm = await app.makeFirm();
  await app.app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.app.server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const { database } = app.platform;
  const query = async (text: string, values: unknown[]) =>
    (await database.pool.query<Record<string, unknown>>(text, values)).rows;
  const listen: LiveWorld['listen'] = (who, path, headers = {}) => read(port, path, who.cookie, headers);

  async function takePart(column: 'staff_id' | 'portal_user_id', conversationId: string, who: string) {
    await query(
      `insert into participants (firm_id, id, conversation_id, ${column}, joined_at) values ($1, $2, $3, $4, now())`,
      [firm.id, newId(), conversationId, who],
    );
  }

  return {
    ...app,
    ...{ firm, port, listen, query },
    listenAsStaff: (who, text = '') => listen(who, `/api/v1/events/stream${text}`),
    listenToPortal: (who, text = '') => listen(who, `/portal/api/events${text}`),
    append: (...events) =>
      database.firm(firm.id).write((tx) =>
        appendEvents(
          tx,
          firm.id,
          events.map((event) => ({ type: 'thing.changed', subjectId: firm.id, ...event })),
        ),
      ),
    async matter({ restrictedTo } = {}) {
      const id = newId();
      await query(
        `insert into matters (firm_id, id, number, title, restricted) values ($1, $2, $3, 'A matter', $4)`,
        [firm.id, id, id, restrictedTo !== undefined],
      );
      for (const staffId of restrictedTo ?? [])
        await query('insert into matter_access (firm_id, matter_id, staff_id) values ($1, $2, $3)', [
          firm.id,
          id,
          staffId,
        ]);
      return id;
    },
    async converse({ kind, matterId, staff = [], outside = [], state = 'open', secondFactor = false }) {
      const id = newId();
      await query(
        `insert into conversations (firm_id, id, title, kind, state, matter_id, class, direct_key, second_factor, created_at, updated_at)
         values ($1, $2, $2::uuid::text, $3, $4, $5, $6, $7, $8, now(), now())`,
        [
          ...[firm.id, id, kind, state, matterId ?? null],
          kind === 'external' ? 'privileged' : null,
          kind === 'direct' ? id : null,
          secondFactor,
        ],
      );
      for (const one of staff) await takePart('staff_id', id, one);
      for (const one of outside) await takePart('portal_user_id', id, one);
      return id;
    },
    join: (conversationId, portalUserId) => takePart('portal_user_id', conversationId, portalUserId),
  };
}

async function read(
  port: number,
  path: string,
  cookie: string,
  headers: Record<string, string>,
): Promise<Reader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { cookie, ...headers }, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
  let text = '';
  const waiting = new Set<() => void>();
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'] ?? '',
    text: () => text,
    seqs: () => [...text.matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq)),
    ended,
    until: (done) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!done(text)) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => reject(new Error(`never came; read: ${text}`)), 10_000);
        waiting.add(look);
        look();
      }),
    stop: () => response.destroy(),
  };
}
