/** Files that came by another way than an upload (with a mail): the same limits, the same scanner, the same states. */
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { decideDelivery, decideUpload } from './decide.ts';
import { enqueueInspection } from './inspect-job.ts';
import { maxFileBytes } from './limits.ts';
import type { Person } from './person.ts';
import { readSettings } from './settings-store.ts';
import { auditUpload, mustHaveRoom } from './upload-acts.ts';
import { insertUpload, readCreationFacts, type UploadRow } from './uploads-store.ts';
import { deliveryWords } from './words.ts';

export interface GivenFile {
  name: string;
  contentType: string;
  content: Uint8Array;
}

/** Makes an upload of this person of each, all whole, and hands it to the scanner. Throws the problem of the first that does not fit. */
export async function uploadGiven(
  tx: Tx,
  deps: Pick<Platform, 'files' | 'jobs' | 'clock'>,
  of: { firmId: string; portalUserId: string; conversationId: string },
  files: readonly GivenFile[],
): Promise<string[]> {
  const { firmId, portalUserId, conversationId } = of;
  const person: Person = { firmId, staffId: null, portalUserId, secondFactor: true };
  const ids: string[] = [];
  for (const { name, contentType, content } of files) {
    const sizeBytes = content.byteLength;
    mustHaveRoom(await readCreationFacts(tx, person, { conversationId, sizeBytes }));
    const { sha256 } = await deps.files.put(firmId, Readable.from([content]), maxFileBytes);
    await sql`insert into files (firm_id, sha256, size_bytes, content_type)
      values (${firmId}, ${sha256}, ${sizeBytes}, 'application/octet-stream') on conflict do nothing`.execute(
      tx,
    );
    const input = { conversationId, name, declaredType: contentType, sizeBytes, stripLocation: false };
    const { id } = await insertUpload(tx, person, input, deps.clock.now());
    const row = await tx
      .updateTable('uploads')
      .set({ state: 'scanning', received_bytes: sizeBytes, sha256 })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await auditUpload(tx, deps, person, row, 'upload.created', { sizeBytes });
    await enqueueInspection(tx, deps, row);
    ids.push(id);
  }
  return ids;
}

/** Whether all of them can be sent now: `wait` while one is looked at, or waits for an owner of the firm. */
export async function decideGiven(
  tx: Tx,
  firmId: string,
  uploadIds: readonly string[],
): Promise<{ do: 'send' } | { do: 'wait' } | { do: 'refuse'; why: string[] }> {
  if (uploadIds.length === 0) return { do: 'send' };
  const policy = await readSettings(tx, firmId);
  const rows = await tx
    .selectFrom('uploads')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...uploadIds])
    .execute();
  if (rows.length < uploadIds.length) return { do: 'refuse', why: ['A file is not there any more.'] };
  const states = rows.map((row) => stateOf(row, policy));
  const why = states.flatMap((state) => (typeof state === 'string' ? [] : [state.refused]));
  if (why.length > 0) return { do: 'refuse', why };
  return states.every((state) => state === 'ready') ? { do: 'send' } : { do: 'wait' };
}

function stateOf(
  row: UploadRow,
  policy: Awaited<ReturnType<typeof readSettings>>,
): 'ready' | 'waits' | { refused: string } {
  const { verdict, state, name } = row;
  if (state === 'expired') return { refused: `${name}: it was left alone for too long.` };
  if (state === 'attached') return { refused: `${name}: it was sent already.` };
  if (state === 'infected') return { refused: `${name}: ${deliveryWords('infected', 'blocked')}` };
  // A scanner that does not answer is asked again.
  if (verdict === null || state === 'error' || state !== verdict) return 'waits';
  const delivery = decideDelivery(verdict, row.released_at !== null, policy);
  if (delivery === 'owner_must_release') return 'waits';
  const ready = delivery === 'deliver' || delivery === 'warn';
  return ready && decideUpload(state, 'attach') !== null
    ? 'ready'
    : { refused: `${name}: ${deliveryWords(verdict, delivery)}` };
}
