/** What people outside the firm do with a request: hand files in, and take back what nobody has looked at. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { type FieldError, found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, openConversation, postNote } from '../conversations/index.ts';
import { type TakenUpload, takeUploads } from '../files/index.ts';
import { refuseHeld } from '../holds/index.ts';
import { dropFiles } from '../retention/index.ts';
import { lockRequest, lockSlot, record, setSlot } from './acts.ts';
import { endingsOf, type Fault, faultOf } from './kinds.ts';
import { settle } from './settle.ts';
import { decideSlot } from './states.ts';
import './tables.ts';

type PortalActor = Actor & { portalUserId: string };

const minute = 60_000;

/** Opened with the person's eyes, locked as the program. */
async function openSlot(tx: Tx, actor: PortalActor, slotId: string) {
  const { firmId, portalUserId, now } = actor;
  const seen = await tx
    .selectFrom('request_slots')
    .select(['request_id', 'conversation_id'])
    .where('firm_id', '=', firmId)
    .where('id', '=', slotId)
    .executeTakeFirst();
  const { request_id, conversation_id } = found(seen);
  const opened = await openConversation(tx, firmId, { portalUserId }, conversation_id, now);
  if (!opened.visibility.post)
    throw problem('wrong_state', 'This conversation is closed: nothing more can be sent for it.');
  await actAsProgram(tx);
  const conversation = await lockConversation(tx, firmId, conversation_id);
  const request = await lockRequest(tx, firmId, request_id);
  if (request.state === 'cancelled') throw problem('wrong_state', 'This is not asked for any more.');
  return { conversation, request, slot: await lockSlot(tx, firmId, slotId) };
}

type Opened = Awaited<ReturnType<typeof openSlot>>;

/** Answers the request's id. */
export async function addFiles(
  tx: Tx,
  actor: PortalActor,
  slotId: string,
  uploadIds: readonly string[],
): Promise<string> {
  const { firmId, portalUserId, now } = actor;
  const { conversation, request, slot } = await openSlot(tx, actor, slotId);
  const state = decideSlot(slot.state, 'upload');
  if (state === null)
    throw problem(
      'wrong_state',
      slot.state === 'accepted' ? 'This was accepted already.' : 'This is not needed any more.',
    );
  const conversationId = conversation.id;
  const uploads = await takeUploads(tx, {
    ...{ firmId, conversationId, by: { portalUserId }, now, uploadIds, forId: slotId },
  });
  await mustFit(tx, firmId, slot, uploads);
  for (const upload of uploads) await insertFile(tx, actor, { request, slot }, upload);
  await setSlot(tx, firmId, slotId, { state, reason: '', staffId: null, now });
  await settle(tx, firmId, request, now);
  await tx
    .updateTable('file_requests')
    // One word to the firm for what comes within a minute.
    .set({ tell_staff_at: request.tell_staff_at ?? new Date(now.getTime() + minute) })
    .where('firm_id', '=', firmId)
    .where('id', '=', request.id)
    .execute();
  await postNote(tx, conversation, { portalUserId }, { what: 'request_received', text: slot.name }, now);
  await record(tx, actor, request, 'file_request.received', { slot: slot.name, files: uploads.length });
  return request.id;
}

async function mustFit(
  tx: Tx,
  firmId: string,
  slot: Opened['slot'],
  uploads: readonly TakenUpload[],
): Promise<void> {
  const { rows } = await sql<{ there: number }>`
    select count(*)::int as there from request_files where firm_id = ${firmId} and slot_id = ${slot.id} and state <> 'rejected'`.execute(
    tx,
  );
  const there = rows[0]?.there ?? 0;
  const wanted = { types: slot.types, maxBytes: slot.max_bytes, maxFiles: slot.max_files };
  const errors: FieldError[] = uploads.flatMap((upload, index) => {
    const given = { name: upload.name, sizeBytes: upload.size_bytes, typeMismatch: upload.type_mismatch };
    const fault = faultOf(wanted, given, there + index);
    return fault === null
      ? []
      : [{ field: `uploadIds.${index}`, message: `${upload.name}: ${faultWords(fault, slot)}` }];
  });
  if (errors.length > 0)
    throw problem('invalid_input', 'Some files are not what was asked for; nothing was sent.', {
      fields: errors,
    });
}

function faultWords(fault: Fault, slot: Opened['slot']): string {
  if (fault === 'count') return `at most ${slot.max_files} files are asked for here.`;
  if (fault === 'size') return `it is larger than ${Math.ceil(slot.max_bytes / 1024 ** 2)} MB.`;
  const endings = slot.types.flatMap((kind) => endingsOf[kind]).join(', ');
  return `send one of these types: ${endings}.`;
}

async function insertFile(
  tx: Tx,
  { firmId, portalUserId, now }: PortalActor,
  { request, slot }: Pick<Opened, 'request' | 'slot'>,
  upload: TakenUpload,
): Promise<void> {
  await tx
    .insertInto('request_files')
    .values({
      ...{ firm_id: firmId, id: newId(), slot_id: slot.id, request_id: request.id },
      ...{ conversation_id: request.conversation_id, matter_id: request.matter_id, name: upload.name },
      ...{ size_bytes: upload.size_bytes, sha256: upload.sha256, content_type: upload.content_type },
      ...{ type_mismatch: upload.type_mismatch, location: upload.location, verdict: upload.verdict },
      ...{ verdict_detail: upload.verdict_detail, released_at: upload.released_at },
      ...{ engine: upload.engine, scanned_at: upload.scanned_at },
      ...{ added_by_portal_user_id: portalUserId, created_at: now },
    })
    .execute();
}

/** Answers the request's id. */
export async function takeBackFile(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  actor: PortalActor,
  fileId: string,
): Promise<string> {
  const { firmId, portalUserId, now } = actor;
  const seen = await tx
    .selectFrom('request_files')
    .select(['slot_id', 'added_by_portal_user_id'])
    .where('firm_id', '=', firmId)
    .where('id', '=', fileId)
    .executeTakeFirst();
  const { slot_id: slotId, added_by_portal_user_id: sender } = found(seen);
  if (sender !== portalUserId) throw problem('forbidden', 'Only who sent a file takes it back.');
  const { conversation, request, slot } = await openSlot(tx, actor, slotId);
  const of = { conversationId: conversation.id, matterId: conversation.matter_id };
  await refuseHeld(tx, actor, of, { act: 'request_file.take_back', subjectType: 'file', subjectId: fileId });
  const gone = await tx
    .deleteFrom('request_files')
    .where('firm_id', '=', firmId)
    .where('id', '=', fileId)
    .where('state', '=', 'received')
    .returning(['sha256', 'name'])
    .executeTakeFirst();
  if (!gone) throw problem('wrong_state', 'The firm has looked at it already.');
  await dropFiles(tx, platform, firmId, [gone.sha256]);
  const { rows } = await sql<{ left: boolean }>`
    select exists (select 1 from request_files where firm_id = ${firmId} and slot_id = ${slotId} and state = 'received') as left`.execute(
    tx,
  );
  const state = rows[0]?.left === true ? null : decideSlot(slot.state, 'take_back');
  if (state !== null) await setSlot(tx, firmId, slotId, { state, reason: '', staffId: null, now });
  await settle(tx, firmId, request, now);
  await record(tx, actor, request, 'file_request.taken_back', { slot: slot.name, name: gone.name });
  return request.id;
}
