/** What is on hold stays, whoever wants it gone: everything that deletes or changes what was said asks here first. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';

/** What somebody wants gone. */
export interface HoldSubject {
  matterId?: string | null;
  conversationId?: string | null;
  contactId?: string | null;
}

export interface Held {
  kind: 'matter' | 'contact' | 'firm' | 'conversation';
  id: string;
  reason: string;
}

/** Null: nothing holds it. As the program: a hold behind a wall holds, too. */
export async function heldReason(tx: Tx, firmId: string, of: HoldSubject): Promise<Held | null> {
  const { matterId = null, conversationId = null, contactId = null } = of;
  const { rows } = await sql<Held>`
    select kind, id, reason from held_by(${firmId}::uuid, ${matterId}::uuid, ${conversationId}::uuid, ${contactId}::uuid) limit 1`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** What was wanted: `message.edit`, `upload.remove`; and of what. */
export interface Wish {
  act: string;
  subjectType: string;
  subjectId: string;
}

/**
 * Ends the request when something holds it. Who set the hold and why is not told, since whoever asks may be the one it is
 * about; the refusal is written down after the transaction was rolled back.
 */
export async function refuseHeld(tx: Tx, actor: Actor, of: HoldSubject, wish: Wish): Promise<void> {
  const held = await heldReason(tx, actor.firmId, of);
  if (held === null) return;
  throw problem('wrong_state', 'This is on hold: nothing of it is changed or deleted.', {
    reason: 'held',
    refusal: refusalOf(actor, of, wish, held),
  });
}

/** The same where nobody waits for an answer: true when something holds it, and that is written down, once a hold. */
export async function isHeld(tx: Tx, actor: Actor, of: HoldSubject, wish: Wish): Promise<boolean> {
  const held = await heldReason(tx, actor.firmId, of);
  if (held === null) return false;
  const { rows } = await sql<{ known: boolean }>`
    select exists (select 1 from audit_log where firm_id = ${actor.firmId} and action = 'hold.refused'
      and subject_type = ${wish.subjectType} and subject_id = ${wish.subjectId}
      and detail->>'act' = ${wish.act} and detail->>'heldId' = ${held.id}) as known`.execute(tx);
  if (rows[0]?.known !== true) await audit(tx, refusalOf(actor, of, wish, held));
  return true;
}

function refusalOf(actor: Actor, of: HoldSubject, { act, subjectType, subjectId }: Wish, held: Held) {
  const { firmId, staffId, portalUserId, now } = actor;
  return {
    ...{ firmId, staffId, ...(portalUserId ? { portalUserId } : {}) },
    ...{ action: 'hold.refused', subjectType, subjectId, matterId: of.matterId ?? null, at: now },
    detail: { act, held: held.kind, heldId: held.id },
  };
}
