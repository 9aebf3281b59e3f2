/** A firm that gives packs out: for tests. */
import { Readable } from 'node:stream';
import { newId } from '../../platform/ids.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import type { TestPortalUser } from '../../testing/portal-user.ts';
import { createFilesFeature } from '../files/index.ts';
import { createRetentionFeature } from '../retention/index.ts';
import { createHandOverFeature } from './index.ts';
import { makePackJob } from './make-job.ts';
import { unpack } from './test-pack.ts';

export interface PackWorld extends ConversationsWorld {
  /** Puts a file to a message, as sending it did; its bytes are in the store. */
  attach(conversationId: string, seq: number, name: string, bytes: Buffer): Promise<void>;
  addDocument(matterId: string, name: string, bytes: Buffer): Promise<void>;
  make(id: string): Promise<void>;
  /** Asks, has it made, fetches it and takes it apart. */
  packOf(
    who: TestStaff | TestPortalUser,
    body: object,
  ): Promise<{ id: string; zip: Buffer; files: Map<string, Buffer> }>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

const baseOf = (who: TestStaff | TestPortalUser) => ('accountId' in who ? '/portal/api' : '/api/v1');

export async function startPackWorld(): Promise<PackWorld> {
  const world = await startConversationsWorld({
    features: [createRetentionFeature, (platform) => createFilesFeature(platform), createHandOverFeature],
  });
  const { app, firm } = world;
  const { files, clock, database } = app.platform;
  const sql: PackWorld['sql'] = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await database.pool.query<Row>(text, [...values])).rows;
  const store = async (bytes: Buffer) => await files.put(firm.id, Readable.from([bytes]), 1024 ** 3);
  const make = async (id: string) => {
    await makePackJob(app.platform).run({ firmId: firm.id, id });
  };
  return {
    ...world,
    ...{ sql, make },
    async attach(conversationId, seq, name, bytes) {
      const { sha256, sizeBytes } = await store(bytes);
      await sql(
        `insert into attachments (firm_id, conversation_id, seq, id, position, name, size_bytes, sha256, content_type, verdict, created_at)
         values ($1, $2, $3, $4, (select count(*) from attachments where conversation_id = $2 and seq = $3), $5, $6, $7, 'application/pdf', 'clean', $8)`,
        [firm.id, conversationId, seq, newId(), name, sizeBytes, sha256, clock.now()],
      );
    },
    async addDocument(matterId, name, bytes) {
      const { sha256, sizeBytes } = await store(bytes);
      const id = newId();
      await sql(
        `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, $3, 'application/pdf') on conflict do nothing`,
        [...[firm.id, sha256, sizeBytes]],
      );
      await sql(`insert into documents (firm_id, id, matter_id, name) values ($1, $2, $3, $4)`, [
        ...[firm.id, id, matterId, name],
      ]);
      await sql(
        `insert into document_versions (firm_id, id, document_id, matter_id, number, sha256, size_bytes, content_type, file_name)
         values ($1, $2, $3, $4, 1, $5, $6, 'application/pdf', $7)`,
        [firm.id, newId(), id, matterId, sha256, sizeBytes, name],
      );
    },
    async packOf(who, body) {
      const asked = await who.call('POST', `${baseOf(who)}/hand-overs`, body);
      if (asked.statusCode !== 202) throw new Error(`${asked.statusCode}: ${asked.body}`);
      const { id } = asked.json<{ id: string }>();
      await make(id);
      const file = await who.call('GET', `${baseOf(who)}/hand-overs/${id}/file`);
      if (file.statusCode !== 200) throw new Error(`${file.statusCode}: ${file.body}`);
      return { id, zip: file.rawPayload, files: await unpack(file.rawPayload) };
    },
  };
}
