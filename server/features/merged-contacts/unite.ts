/** What follows the person beside the stays: what they have to do, hear of, attend, upload. Program's scope. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { TwoPeople } from '../conversations/index.ts';

interface Two extends TwoPeople {
  firmId: string;
}

export async function moveBelongings(tx: Tx, two: Two, contactId: string): Promise<void> {
  await joinToDos(tx, two);
  await joinNoticeWindows(tx, two);
  await moveUnfinished(tx, two);
  await moveWaitingTexts(tx, two, contactId);
}

/** Of the same thing to do for both, one is left; done by one, it is done. */
async function joinToDos(tx: Tx, { firmId, keptId, otherId }: Two): Promise<void> {
  const same = sql`k.firm_id = ${firmId} and k.portal_user_id = ${keptId} and k.kind = o.kind and k.source_id = o.source_id`;
  await sql`
    update to_dos k set state = o.state, done_how = o.done_how, done_at = o.done_at from to_dos o
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and ${same}
      and (o.state = 'done' or (o.state = 'open' and k.state = 'withdrawn')) and k.state <> 'done'`.execute(
    tx,
  );
  await sql`
    update to_dos o set state = 'withdrawn', done_how = null, done_at = null
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and o.state <> 'withdrawn'
      and exists (select 1 from to_dos k where ${same})`.execute(tx);
  await sql`
    update to_dos o set portal_user_id = ${keptId}
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and not exists (select 1 from to_dos k where ${same})`.execute(
    tx,
  );
}

/** What waits to be told is told once, to the one; what was told before is not told again. */
async function joinNoticeWindows(tx: Tx, { firmId, keptId, otherId }: Two): Promise<void> {
  await sql`
    update notice_timers k set welcomed_at = least(k.welcomed_at, o.welcomed_at),
      notified_seq = least(greatest(k.notified_seq, o.notified_seq), coalesce(o.pending_seq, k.pending_seq) - 1,
        coalesce(k.pending_seq, o.pending_seq) - 1),
      pending_seq = least(k.pending_seq, o.pending_seq), pending_at = least(k.pending_at, o.pending_at),
      due_at = least(k.due_at, o.due_at)
    from notice_timers o
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId}
      and k.firm_id = ${firmId} and k.conversation_id = o.conversation_id and k.portal_user_id = ${keptId}`.execute(
    tx,
  );
  await sql`
    update notice_timers o set pending_seq = null, pending_at = null, due_at = null
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and exists (select 1 from notice_timers k
      where k.firm_id = ${firmId} and k.conversation_id = o.conversation_id and k.portal_user_id = ${keptId})`.execute(
    tx,
  );
  await sql`
    update notice_timers o set portal_user_id = ${keptId}
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and not exists (select 1 from notice_timers k
      where k.firm_id = ${firmId} and k.conversation_id = o.conversation_id and k.portal_user_id = ${keptId})`.execute(
    tx,
  );
  // Nobody listens there any more: its devices were forgotten with its sessions.
  await sql`update push_timers set pending_seq = null, pending_at = null, due_at = null
    where firm_id = ${firmId} and person_id = ${otherId} and pending_seq is not null`.execute(tx);
}

/** Uploads that go on, packs that were asked for, mails that wait; addresses for answers of old notices take none any more. */
async function moveUnfinished(tx: Tx, { firmId, keptId, otherId }: Two): Promise<void> {
  await sql`update uploads set portal_user_id = ${keptId}
    where firm_id = ${firmId} and portal_user_id = ${otherId} and state not in ('attached', 'expired')`.execute(
    tx,
  );
  await sql`update hand_overs set portal_user_id = ${keptId}
    where firm_id = ${firmId} and portal_user_id = ${otherId}`.execute(tx);
  await sql`update mail_replies o set portal_user_id = ${keptId}
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and o.state in ('waiting', 'triage')
      and not exists (select 1 from mail_replies k where k.firm_id = ${firmId} and k.conversation_id = o.conversation_id
        and k.portal_user_id = ${keptId} and k.message_key = o.message_key)`.execute(tx);
  await sql`update reply_addresses set expires_at = created_at
    where firm_id = ${firmId} and portal_user_id = ${otherId}`.execute(tx);
  await sql`delete from portal_confirmations
    where firm_id = ${firmId} and portal_user_id in (${keptId}, ${otherId})`.execute(tx);
}

/** Texts that wait for the morning go out to the same telephone, in the name of the one. */
async function moveWaitingTexts(tx: Tx, { firmId, keptId, otherId }: Two, contactId: string): Promise<void> {
  await sql`update text_messages o set portal_user_id = ${keptId}, contact_id = ${contactId}
    where o.firm_id = ${firmId} and o.portal_user_id = ${otherId} and o.state = 'queued'
      and not exists (select 1 from text_messages k where k.firm_id = ${firmId} and k.message_id = o.message_id
        and k.portal_user_id = ${keptId})`.execute(tx);
}

/**
 * Invitations of both contacts are those of the one. Invited twice to the same, the newer answer counts, and nobody is
 * told of having been taken off.
 */
export async function joinAttendance(
  tx: Tx,
  { firmId, contactId, intoId, now }: { firmId: string; contactId: string; intoId: string; now: Date },
): Promise<void> {
  const both = sql`a.firm_id = ${firmId} and a.contact_id = ${contactId} and a.removed_at is null
    and k.firm_id = ${firmId} and k.contact_id = ${intoId} and k.event_id = a.event_id`;
  await sql`
    update event_attendees k set state = a.state, answered_at = a.answered_at, answered_by = a.answered_by,
      written_at = a.written_at, seen_sequence = greatest(k.seen_sequence, a.seen_sequence), removed_at = null
    from event_attendees a
    where ${both} and (k.removed_at is not null or coalesce(a.answered_at > k.answered_at, k.answered_at is null))`.execute(
    tx,
  );
  await sql`
    update event_attendees a set removed_at = ${now} from event_attendees k where ${both}`.execute(tx);
  await sql`
    update event_attendees a set contact_id = ${intoId}
    where a.firm_id = ${firmId} and a.contact_id = ${contactId} and not exists (select 1 from event_attendees k
      where k.firm_id = ${firmId} and k.event_id = a.event_id and k.contact_id = ${intoId})`.execute(tx);
}

/**
 * The access that goes on stands with the contact that goes on, and the other one with the contact that was merged away.
 * Each keeps the invitations that it had.
 */
export async function changePlaces(
  tx: Tx,
  { firmId, contactId, intoId, keptId, otherId }: Two & { contactId: string; intoId: string },
): Promise<void> {
  for (const [portalUserId, at] of [
    [keptId, intoId],
    [otherId, contactId],
  ])
    await sql`update portal_users set contact_id = ${at} where firm_id = ${firmId} and id = ${portalUserId}`.execute(
      tx,
    );
  await sql`
    update event_attendees a set contact_id = case a.contact_id when ${intoId}::uuid then ${contactId}::uuid else ${intoId}::uuid end
    where a.firm_id = ${firmId} and a.contact_id in (${contactId}, ${intoId}) and not exists (select 1 from event_attendees b
      where b.firm_id = ${firmId} and b.event_id = a.event_id and b.contact_id in (${contactId}, ${intoId}) and b.id <> a.id)`.execute(
    tx,
  );
}
