/** Uploads in the database. All of it as the program: who may what was decided before. */
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { CreationFacts, UploadEvent } from './decide.ts';
import { decideUpload } from './decide.ts';
import { keepUploadMs, maxFileBytes } from './limits.ts';
import type { Person } from './person.ts';
import { readSettings } from './settings-store.ts';
import type { UploadsTable } from './tables.ts';

export type UploadRow = Selectable<UploadsTable>;

export interface NewUpload {
  conversationId: string;
  name: string;
  declaredType: string;
  sizeBytes: number;
  stripLocation: boolean;
  /** What it is for, where it is not for a message: whoever takes it knows. */
  forId?: string | null;
}

export async function findUpload(
  tx: Tx,
  person: Person,
  id: string,
  lock = false,
): Promise<UploadRow | undefined> {
  const own = ofPerson(tx, person).where('id', '=', id);
  return await (lock ? own.forUpdate() : own).executeTakeFirst();
}

function ofPerson(tx: Tx, { firmId, staffId, portalUserId }: Person) {
  return tx
    .selectFrom('uploads')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where(
      staffId === null ? sql<SqlBool>`portal_user_id = ${portalUserId}` : sql<SqlBool>`staff_id = ${staffId}`,
    );
}

/** This person's uploads for a conversation, or for something in it, that nothing took yet; the oldest first. */
export async function listWaiting(
  tx: Tx,
  person: Person,
  { conversationId, forId = null }: { conversationId: string; forId?: string | null | undefined },
): Promise<UploadRow[]> {
  return await ofPerson(tx, person)
    .where('conversation_id', '=', conversationId)
    .where(sql<SqlBool>`for_id is not distinct from ${forId}::uuid`)
    .where('state', 'not in', ['attached', 'expired'])
    .orderBy('id')
    .limit(200)
    .execute();
}

/** What a new upload is decided on. Until the transaction ends no other begins in the firm: the counts stay true. */
export async function readCreationFacts(
  tx: Tx,
  person: Person,
  { conversationId, sizeBytes, forId = null }: Pick<NewUpload, 'conversationId' | 'sizeBytes' | 'forId'>,
): Promise<CreationFacts> {
  const { firmId, staffId, portalUserId } = person;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`uploads ${firmId}`}, 1))`.execute(tx);
  const mine = staffId === null ? sql`portal_user_id = ${portalUserId}` : sql`staff_id = ${staffId}`;
  const { rows } = await sql<{ incomplete: number; inMessage: number; waitingBytes: number }>`
    select count(*) filter (where ${mine} and state in ('created', 'receiving'))::int as incomplete,
      count(*) filter (where ${mine} and conversation_id = ${conversationId}
        and for_id is not distinct from ${forId}::uuid)::int as "inMessage",
      coalesce(sum(size_bytes), 0)::bigint as "waitingBytes"
    from uploads where firm_id = ${firmId} and state not in ('attached', 'expired')`.execute(tx);
  const settings = await readSettings(tx, firmId);
  const [counted = { incomplete: 0, inMessage: 0, waitingBytes: 0 }] = rows;
  return {
    ...counted,
    sizeBytes,
    limitBytes: staffId === null ? settings.clientUploadLimit : maxFileBytes,
    waitingLimit: settings.waitingBytesLimit,
  };
}

export async function insertUpload(
  tx: Tx,
  { firmId, staffId, portalUserId }: Person,
  input: NewUpload,
  now: Date,
): Promise<UploadRow> {
  return await tx
    .insertInto('uploads')
    .values({
      firm_id: firmId,
      id: newId(),
      conversation_id: input.conversationId,
      for_id: input.forId ?? null,
      staff_id: staffId,
      portal_user_id: portalUserId,
      name: input.name,
      declared_type: input.declaredType,
      size_bytes: input.sizeBytes,
      // Nothing is on its way of an empty file.
      state: input.sizeBytes === 0 ? 'received' : 'created',
      strip_location: input.stripLocation,
      expires_at: new Date(now.getTime() + keepUploadMs),
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Everything before `offset` is on the disk. Answers until when it is kept; null when somebody else has the upload by now. */
export async function noteReceived(
  tx: Tx,
  upload: Pick<UploadRow, 'firm_id' | 'id' | 'size_bytes' | 'state'>,
  holder: string,
  { offset, now }: { offset: number; now: Date },
): Promise<Date | null> {
  const state = decideUpload(upload.state, offset === upload.size_bytes ? 'last_part' : 'part');
  if (state === null) return null;
  const expiresAt = new Date(now.getTime() + keepUploadMs);
  const { numUpdatedRows } = await tx
    .updateTable('uploads')
    .set({
      received_bytes: offset,
      state,
      expires_at: expiresAt,
      updated_at: now,
    })
    .where('firm_id', '=', upload.firm_id)
    .where('id', '=', upload.id)
    .where('holder', '=', holder)
    .where('state', 'in', ['created', 'receiving'])
    .executeTakeFirst();
  return numUpdatedRows === 1n ? expiresAt : null;
}

export async function getUploadForWork(tx: Tx, firmId: string, id: string): Promise<UploadRow | undefined> {
  return await tx
    .selectFrom('uploads')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
}

type Found = Partial<
  Pick<
    UploadRow,
    | 'sha256'
    | 'content_type'
    | 'type_mismatch'
    | 'location'
    | 'size_bytes'
    | 'received_bytes'
    | 'verdict'
    | 'verdict_detail'
    | 'engine'
    | 'scanned_at'
    | 'tries'
  >
>;

/** Moves an upload on by an event and keeps what was found; null when it is not there any more, or somewhere else. */
export async function moveUpload(
  tx: Tx,
  upload: Pick<UploadRow, 'firm_id' | 'id' | 'state'>,
  event: UploadEvent,
  found: Found,
  now: Date,
): Promise<UploadRow | null> {
  const state = decideUpload(upload.state, event);
  if (state === null) return null;
  const moved = await tx
    .updateTable('uploads')
    .set({ ...found, state, updated_at: now })
    .where('firm_id', '=', upload.firm_id)
    .where('id', '=', upload.id)
    .where('state', '=', upload.state)
    .returningAll()
    .executeTakeFirst();
  return moved ?? null;
}

export async function removeUpload(
  tx: Tx,
  { firm_id, id }: Pick<UploadRow, 'firm_id' | 'id'>,
): Promise<void> {
  await tx.deleteFrom('uploads').where('firm_id', '=', firm_id).where('id', '=', id).execute();
}
