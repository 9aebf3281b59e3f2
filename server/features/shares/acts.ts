/** What staff do with what is shared: decided with their eyes, carried out as the program. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { lockConversation, openConversation } from '../conversations/index.ts';
import { levelsAtFault } from '../files/index.ts';
import { refuseHeld } from '../holds/index.ts';
import { getShare } from './reads.ts';
import { refusalWords, tooMuch } from './refusals.ts';
import type { Share } from './shapes.ts';
import { decideShareFile } from './states.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

/** The share for whoever may act on it: opened with their eyes, locked as the program. */
async function openShare(tx: Tx, actor: StaffActor, id: string) {
  const { firmId, staffId, now } = actor;
  const share = await getShare(tx, firmId, id);
  const opened = await openConversation(tx, firmId, actor, share.conversationId, now);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, share.conversationId);
  const member = opened.staff_ids.includes(staffId);
  return { share, locked, member };
}

const mustTakePart = (member: boolean) => {
  if (!member) throw problem('forbidden', 'Only who takes part in the conversation may do this.');
};

export async function setAuto(
  tx: Tx,
  actor: StaffActor,
  id: string,
  auto: boolean,
  expected: number | null,
): Promise<Share> {
  const { share, locked, member } = await openShare(tx, actor, id);
  mustTakePart(member);
  checkVersion(share.version, expected);
  if (share.kind !== 'folder') throw problem('wrong_state', 'Only into a folder something can be put.');
  if (share.frozen || share.withdrawnAt !== null) throw problem('wrong_state', 'It is not shared any more.');
  if (auto && (locked.class === 'opposing' || locked.class === 'third_party'))
    throw problem('wrong_state', refusalWords.auto_far, { reason: 'auto_far' });
  await tx
    .updateTable('shares')
    .set({ auto, version: share.version + 1 })
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', id)
    .execute();
  await record(tx, actor, share, 'share.changed', { auto });
  return await seenAgain(tx, actor, id);
}

/** What was held comes to be seen, or does not; a no to what is seen takes it back. */
export async function decideFiles(
  tx: Tx,
  actor: StaffActor,
  id: string,
  { fileIds, yes }: { fileIds: readonly string[]; yes: boolean },
): Promise<Share> {
  const { firmId, now } = actor;
  const { share, member } = await openShare(tx, actor, id);
  mustTakePart(member);
  if (share.frozen || share.withdrawnAt !== null) throw problem('wrong_state', 'It is not shared any more.');
  const files = await tx
    .selectFrom('share_files')
    .select(['id', 'state'])
    .where('firm_id', '=', firmId)
    .where('share_id', '=', id)
    .where('id', 'in', [...new Set(fileIds)])
    .forUpdate()
    .execute();
  if (files.length !== new Set(fileIds).size) throw problem('not_found');
  const doing = (event: 'yes' | 'no' | 'take_back') =>
    files.flatMap((file) => (decideShareFile(file.state, event) === null ? [] : [file.id]));
  if (yes) await sayYes(tx, actor, share, doing('yes'));
  else {
    const back = doing('take_back');
    if (back.length > 0) await refuseHeld(tx, actor, share, wish('share.take_back', id));
    await takeBack(tx, actor, id, back);
    await sql`update share_files set state = 'declined' where firm_id = ${firmId} and id = any(${doing('no')}::uuid[])`.execute(
      tx,
    );
    if (back.length > 0) await sql`select share_noted(${firmId}, ${share.conversationId}, 0)`.execute(tx);
  }
  await record(tx, { ...actor, now }, share, 'share.decided', { yes, fileIds: [...fileIds] });
  return await seenAgain(tx, actor, id);
}

async function sayYes(tx: Tx, { firmId, now }: Actor, share: Share, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ level: string; id: string }>`
    select level, id from share_files where firm_id = ${firmId} and share_id = ${share.id}
      and (state = 'shared' or id = any(${[...ids]}::uuid[]))`.execute(tx);
  const faults = levelsAtFault(rows.map(({ level, id }) => (level === '' ? id : `${level}/${id}`)));
  if (faults.length > 0) throw tooMuch(faults);
  await sql`update share_files set state = 'shared', since = ${now} where firm_id = ${firmId} and id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
  if (ids.length > 0)
    await sql`select share_noted(${firmId}, ${share.conversationId}, ${ids.length})`.execute(tx);
}

/** The line that is left says so; the document waits beside it for a yes that somebody may say later. */
async function takeBack(
  tx: Tx,
  { firmId, now }: Actor,
  shareId: string,
  ids: readonly string[],
): Promise<void> {
  await sql`
    with ended as (
      update share_files set state = 'ended', until = ${now}, until_why = 'taken_back'
      where firm_id = ${firmId} and share_id = ${shareId} and id = any(${[...ids]}::uuid[]) returning *)
    insert into share_files (firm_id, id, share_id, conversation_id, matter_id, document_id, state, version, level, name, size_bytes, sha256,
      content_type, type_mismatch, verdict, verdict_detail, engine, scanned_at, version_at, found_at)
    select firm_id, gen_random_uuid(), share_id, conversation_id, matter_id, document_id, 'declined', version, level, name, size_bytes, sha256,
      content_type, type_mismatch, verdict, verdict_detail, engine, scanned_at, version_at, ${now}::timestamptz from ended`.execute(
    tx,
  );
}

/** Also after the end, when nobody of the firm takes part any more. A hold keeps it where it is. */
export async function withdrawShare(
  tx: Tx,
  actor: StaffActor & { administers: boolean },
  id: string,
): Promise<Share> {
  const { firmId, staffId, now } = actor;
  const { share, locked, member } = await openShare(tx, actor, id);
  if (locked.state !== 'ended' && !actor.administers) mustTakePart(member);
  await refuseHeld(tx, actor, share, wish('share.withdraw', id));
  if (share.withdrawnAt === null) {
    await tx
      .updateTable('shares')
      .set({ withdrawn_at: now, withdrawn_by_staff_id: staffId, version: share.version + 1 })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
    await record(tx, actor, share, 'share.withdrawn', { name: share.name });
  }
  return await seenAgain(tx, actor, id);
}

const wish = (act: string, subjectId: string) => ({ act, subjectType: 'share', subjectId });

async function record(
  tx: Tx,
  actor: Actor,
  { id, matterId, conversationId }: Share,
  action: `share.${string}`,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordChange(tx, actor, { action, id, matterId, conversationId, detail });
}

async function seenAgain(tx: Tx, { firmId, staffId }: StaffActor, id: string): Promise<Share> {
  await actAgainAs(tx, staffId);
  return await getShare(tx, firmId, id);
}
