/** Who may say that he writes in a conversation: asked behind its wall, told to every process, kept nowhere. */
import { sql } from 'kysely';
import type { Scope, Tx } from '../../platform/db/database.ts';
import type { PortalPrincipal, Principal } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { sendSignal } from '../../platform/signals.ts';

/** Signs of life of one person, all conversations together. */
export const mostSigns = { tries: 20, seconds: 10 };

const over = () => problem('wrong_state', 'Nothing can be written in this conversation any more.');

export async function typeAsStaff(
  scope: Scope,
  { firmId, staffId }: Principal,
  conversationId: string,
): Promise<void> {
  await scope.read(async (tx) => {
    const { rows } = await sql<{ state: string; takesPart: boolean }>`
      select state, ${staffId}::uuid = any(staff_ids) as "takesPart" from conversations
      where firm_id = ${firmId} and id = ${conversationId}`.execute(tx);
    const { state, takesPart } = found(rows[0]);
    if (!takesPart) throw problem('forbidden', 'Take part in the conversation first.');
    if (state !== 'draft' && state !== 'open') throw over();
    await sendSignal(tx, { kind: 'typing', firmId, conversationId, staffId });
  });
}

export async function typeAsPortalUser(
  scope: Scope,
  { firmId, portalUserId, secondFactor }: PortalPrincipal,
  conversationId: string,
): Promise<void> {
  await scope.read(async (tx) => {
    const { state, asksSecondFactor, stays } = found(await readOwn(tx, firmId, conversationId));
    if (asksSecondFactor && !secondFactor) throw problem('step_up_needed');
    if (state !== 'open' || !stays) throw over();
    await sendSignal(tx, { kind: 'typing', firmId, conversationId, portalUserId });
  });
}

async function readOwn(tx: Tx, firmId: string, conversationId: string) {
  const { rows } = await sql<{ state: string; asksSecondFactor: boolean; stays: boolean }>`
    select c.state, c.second_factor as "asksSecondFactor", exists (
        select 1 from participants p where p.firm_id = ${firmId} and p.conversation_id = c.id and p.left_at is null) as stays
    from conversations c where c.firm_id = ${firmId} and c.id = ${conversationId}`.execute(tx);
  return rows[0];
}
