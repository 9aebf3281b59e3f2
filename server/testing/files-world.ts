/** A firm with conversations and files on a real server over loopback: for tests. */
import { createHash } from 'node:crypto';
import { sql as raw } from 'kysely';
import type { Config } from '../config.ts';
import type { Overrides } from '../context.ts';
import { attachUploads, createFilesFeature, type FileListener } from '../features/files/index.ts';
import { createPracticeFeature } from '../features/practice/index.ts';
import { createRetentionFeature } from '../features/retention/index.ts';
import { newId } from '../platform/ids.ts';
import type { JobKind } from '../platform/jobs.ts';
import type { Platform } from '../platform/platform.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';
import { makePortalUser, type TestPortalUser } from './portal-user.ts';

export interface Sender {
  /** Of the realm: `/api/v1` or `/portal/api`. */
  base: string;
  headers: Record<string, string>;
}

export interface FilesWorld {
  app: TestApp;
  firm: TestFirm;
  client: TestPortalUser;
  /** An external conversation of the owner and the client, on an open matter. */
  conversationId: string;
  matterId: string;
  origin: string;
  filesOrigin: string;
  makeConversation(given?: NewConversation): Promise<{ id: string; matterId: string | null }>;
  /** As the feature that posts does: the message and its files in one transaction. */
  post(
    by: { staffId: string } | { portalUserId: string },
    uploadIds: readonly string[],
    conversationId?: string,
  ): Promise<number>;
  /** Looks at everything that waits, as the worker does. */
  inspect(): Promise<void>;
  job(name: string): Promise<void>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

interface NewConversation {
  kind?: 'external' | 'internal' | 'direct';
  staff?: readonly { id: string }[];
  clients?: readonly { id: string }[];
  secondFactor?: boolean;
}

export const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
export const staffSender = ({ cookie }: TestStaff): Sender => ({
  base: '/api/v1',
  headers: { cookie, 'x-matterline': '1' },
});
export const portalSender = ({ cookie }: TestPortalUser): Sender => ({
  base: '/portal/api',
  headers: { cookie, 'x-matterline': '1' },
});

export async function startFilesWorld(
  options: { config?: Partial<Config>; overrides?: Overrides; listeners?: readonly FileListener[] } = {},
): Promise<FilesWorld> {
  const jobs: JobKind[] = [];
  const files = (platform: Platform) => {
    const feature = createFilesFeature(platform, options.listeners);
    jobs.push(...(feature.jobs ?? []));
    return feature;
  };
  const app = await startTestApp({
    features: [(platform) => createPracticeFeature(platform), createRetentionFeature, files],
    ...(options.config ? { config: options.config } : {}),
    ...options.overrides,
  });
  const { pool } = app.platform.database;
  const sql: FilesWorld['sql'] = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await pool.query<Row>(text, [...values])).rows;
  const firm = await app.makeFirm();
  const client = await makePortalUser(app, firm);
  const makeConversation = conversationMaker(app, firm, sql);
  const { id, matterId } = await makeConversation({ staff: [firm.owner], clients: [client] });
  const origin = await app.app.listen({ host: '127.0.0.1', port: 0 });
  const filesOrigin = await app.filesApp.listen({ host: '127.0.0.1', port: 0 });
  const run = (name: string, data: object) => jobs.find((job) => job.name === name)?.run(data);

  return {
    ...{
      app,
      firm,
      client,
      origin,
      filesOrigin,
      makeConversation,
      sql,
      conversationId: id,
      matterId: matterId ?? '',
    },
    async post(by, uploadIds, conversationId = id) {
      const now = app.platform.clock.now();
      return await app.platform.database.firm(firm.id).write(async (tx) => {
        const { rows } = await raw<{ seq: number }>`
          update conversations set last_seq = last_seq + 1, state = 'open' where firm_id = ${firm.id} and id = ${conversationId}
          returning last_seq as seq`.execute(tx);
        const seq = rows[0]?.seq ?? 0;
        await attachUploads(tx, { firmId: firm.id, conversationId, seq, uploadIds, by, now });
        await raw`insert into messages (firm_id, conversation_id, seq, id, author_staff_id, author_portal_user_id, body, created_at)
          values (${firm.id}, ${conversationId}, ${seq}, ${newId()}, ${'staffId' in by ? by.staffId : null},
            ${'portalUserId' in by ? by.portalUserId : null}, 'With files.', ${now})`.execute(tx);
        return seq;
      });
    },
    async inspect() {
      const waiting = await sql<{ id: string }>(
        `select id from uploads where firm_id = $1 and state in ('received', 'hashing', 'scanning', 'error') order by id`,
        [firm.id],
      );
      for (const upload of waiting) await run('files.inspect', { firmId: firm.id, uploadId: upload.id });
    },
    async job(name) {
      await run(name, {});
    },
    close: () => app.close(),
  };
}

function conversationMaker(
  app: TestApp,
  firm: TestFirm,
  sql: FilesWorld['sql'],
): FilesWorld['makeConversation'] {
  return async ({ kind = 'external', staff = [firm.owner], clients = [], secondFactor = false } = {}) => {
    const id = newId();
    const onMatter = kind !== 'direct';
    const matterId = onMatter ? newId() : null;
    const now = app.platform.clock.now();
    if (matterId)
      await sql(
        `insert into matters (firm_id, id, number, title) values ($1, $2, $3, 'Purchase of 12 Mill Lane')`,
        [firm.id, matterId, id.slice(-8)],
      );
    await sql(
      `insert into conversations (firm_id, id, kind, matter_id, class, state, direct_key, second_factor, created_at, updated_at)
       values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $8)`,
      [
        firm.id,
        id,
        kind,
        matterId,
        kind === 'external' ? 'privileged' : null,
        onMatter ? null : id,
        secondFactor,
        now,
      ],
    );
    for (const [column, people] of [
      ['staff_id', staff],
      ['portal_user_id', clients],
    ] as const)
      for (const person of people)
        await sql(
          `insert into participants (firm_id, id, conversation_id, ${column}, joined_at) values ($1, $2, $3, $4, $5)`,
          [firm.id, newId(), id, person.id, now],
        );
    return { id, matterId };
  };
}

const encoded = (text: string) => Buffer.from(text).toString('base64');

/** tus's POST. */
export async function announce(
  { origin }: Pick<FilesWorld, 'origin'>,
  { base, headers }: Sender,
  file: { name: string; size: number; conversationId: string; type?: string; stripLocation?: boolean },
): Promise<Response> {
  const metadata = [
    `filename ${encoded(file.name)}`,
    `filetype ${encoded(file.type ?? '')}`,
    `conversationId ${encoded(file.conversationId)}`,
    `stripLocation ${encoded(file.stripLocation ? '1' : '0')}`,
  ];
  return await fetch(`${origin}${base}/uploads`, {
    method: 'POST',
    headers: {
      ...headers,
      'tus-resumable': '1.0.0',
      'upload-length': String(file.size),
      'upload-metadata': metadata.join(','),
    },
  });
}

/** tus's PATCH. */
export async function sendPart(
  { origin }: Pick<FilesWorld, 'origin'>,
  { base, headers }: Sender,
  part: { id: string; offset: number; bytes: Uint8Array<ArrayBuffer>; checksum?: string },
): Promise<Response> {
  return await fetch(`${origin}${base}/uploads/${part.id}`, {
    method: 'PATCH',
    headers: {
      ...headers,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(part.offset),
      ...(part.checksum ? { 'upload-checksum': part.checksum } : {}),
    },
    body: part.bytes,
  });
}

/** tus's HEAD. */
export async function askOffset(
  { origin }: Pick<FilesWorld, 'origin'>,
  { base, headers }: Sender,
  id: string,
): Promise<{ status: number; offset: number | null }> {
  const answer = await fetch(`${origin}${base}/uploads/${id}`, {
    method: 'HEAD',
    headers: { ...headers, 'tus-resumable': '1.0.0' },
  });
  const offset = answer.headers.get('upload-offset');
  return { status: answer.status, offset: offset === null ? null : Number(offset) };
}

export const idOf = (answer: Response) => answer.headers.get('location')?.split('/').at(-1) ?? '';

/** A whole file in one part; answers its upload's id. */
export async function upload(
  world: FilesWorld,
  sender: Sender,
  file: { name: string; bytes: Buffer | string; conversationId?: string; stripLocation?: boolean },
): Promise<string> {
  const bytes = new Uint8Array(Buffer.from(file.bytes));
  const { conversationId = world.conversationId, name, stripLocation = false } = file;
  const made = await announce(world, sender, { name, size: bytes.length, conversationId, stripLocation });
  if (made.status !== 201) throw new Error(`${made.status}: ${await made.text()}`);
  const id = idOf(made);
  if (bytes.length > 0) {
    const sent = await sendPart(world, sender, { id, offset: 0, bytes });
    if (sent.status !== 204) throw new Error(`${sent.status}: ${await sent.text()}`);
  }
  return id;
}

/** Its state as its sender sees it. */
export async function stateOf(world: FilesWorld, { base, headers }: Sender, id: string) {
  const answer = await fetch(`${world.origin}${base}/uploads/${id}`, { headers });
  return await answer.json();
}
