/** A firm whose messages have files that are read, for tests of the search. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  attachUploads,
  countAttachments,
  createFilesFeature,
  listMessageFiles,
  type Verdict,
} from '../features/files/index.ts';
import { createSearchFeature, readRound } from '../features/search/index.ts';
import { newId } from '../platform/ids.ts';
import type { TestStaff } from './app.ts';
import { type ConversationsWorld, startConversationsWorld } from './conversations-world.ts';
import type { TestPortalUser } from './portal-user.ts';

export interface SearchWorld extends ConversationsWorld {
  /** A message with these files; they are found once `read` has run. Its number. */
  sendFiles(
    id: string,
    files: readonly NewFile[],
    body?: string,
    who?: TestStaff | TestPortalUser,
  ): Promise<number>;
  /** Reads everything that waits, as the worker does. */
  read(): Promise<void>;
}

export interface NewFile {
  name: string;
  bytes: Buffer | string;
  /** As found in the bytes. */
  type?: string;
  verdict?: Verdict;
}

export async function startSearchWorld(): Promise<SearchWorld> {
  const world = await startConversationsWorld({
    features: [(platform) => createFilesFeature(platform), (platform) => createSearchFeature(platform)],
  });
  world.neighbours.files = { attach: attachUploads, list: listMessageFiles, count: countAttachments };
  const { app, firm } = world;
  const { database, files, clock } = app.platform;

  async function upload(id: string, file: NewFile, who: TestStaff | TestPortalUser): Promise<string> {
    const bytes = Buffer.from(file.bytes);
    const { sha256 } = await files.put(firm.id, Readable.from([bytes]), bytes.length);
    const uploadId = newId();
    const now = clock.now();
    const outside = 'accountId' in who;
    await database.pool.query(
      `insert into uploads (firm_id, id, conversation_id, staff_id, portal_user_id, name, size_bytes, received_bytes, state, sha256,
         content_type, verdict, engine, scanned_at, expires_at, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $8, 'test', $11, $12, $11, $11)`,
      [
        ...[firm.id, uploadId, id, outside ? null : who.id, outside ? who.id : null, file.name, bytes.length],
        ...[file.verdict ?? 'clean', sha256, file.type ?? 'application/octet-stream', now],
        new Date(now.getTime() + 3_600_000),
      ],
    );
    return uploadId;
  }

  return {
    ...world,
    async sendFiles(id, sent, body = 'Please see the files.', who = world.mina) {
      const uploadIds: string[] = [];
      for (const file of sent) uploadIds.push(await upload(id, file, who));
      const outside = 'accountId' in who;
      const url = outside
        ? `/portal/api/conversations/${id}/messages`
        : `/api/v1/conversations/${id}/messages`;
      const answer = await who.call('POST', url, {
        body,
        uploadIds,
        ...(outside ? {} : { confirmed: true }),
      });
      if (answer.statusCode !== 201) throw new Error(answer.body);
      if (!outside) await world.release();
      const { rows } = await database.pool.query<{ seq: number }>(
        'select max(seq)::int as seq from messages where conversation_id = $1',
        [id],
      );
      return rows[0]?.seq ?? 0;
    },
    async read() {
      for (let more = true; more; ) more = await readRound(app.platform);
    },
  };
}

type Who = TestStaff | TestPortalUser;
const parts = z.array(z.object({ text: z.string(), hit: z.boolean() }));
const found = z.object({
  items: z.array(
    z.looseObject({
      seq: z.number(),
      conversation: z.looseObject({ id: z.string() }),
      excerpt: parts,
      files: z.array(z.object({ id: z.string(), type: z.string(), name: parts, excerpt: parts.nullable() })),
    }),
  ),
  next: z.string().nullable(),
});

/** What this person finds; fails for anything but an answer. */
export async function hits(who: Who, query: string): Promise<z.infer<typeof found>> {
  const path = 'accountId' in who ? '/portal/api/search' : '/api/v1/search';
  const answer = await who.call('GET', `${path}?${query}`);
  if (answer.statusCode !== 200) throw new Error(`${query}: ${answer.statusCode} ${answer.body}`);
  return found.parse(answer.json());
}

/** Numbers of the messages that are found, in their order. */
export const seqs = async (who: Who, query: string) => (await hits(who, query)).items.map(({ seq }) => seq);

/** Names of the files that are found. */
export const names = async (who: Who, query: string) =>
  (await hits(who, query)).items.flatMap(({ files }) =>
    files.map(({ name }) => name.map(({ text }) => text).join('')),
  );

/** With what is marked in brackets. */
export const inOnePiece = (some: z.infer<typeof parts>) =>
  some.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');
