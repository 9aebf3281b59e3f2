/** Texts as the person who gets them sees them in the portal: their numbers, their word on it, and what was sent. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { addConsent, readNumberStates } from './consent-store.ts';
import { contactOf } from './facts-store.ts';
import { numbersThatMayBe, ownNumbers } from './own-numbers.ts';
import { findSettings, textingOf } from './settings-store.ts';
import type { PortalText, PortalTexting } from './shapes.ts';
import type { TextState } from './states.ts';

/** In the program's scope, for this person alone. */
export async function viewPortalTexting(
  tx: Tx,
  firmId: string,
  portalUserId: string,
): Promise<PortalTexting> {
  const numbers = await ownNumbers(tx, firmId, portalUserId);
  const states = await readNumberStates(tx, firmId, numbers);
  return {
    texting: textingOf(await findSettings(tx, firmId)),
    numbers: numbers.map((number) => {
      const state = states.get(number);
      return {
        // Whoever looks over a shoulder learns no number.
        ending: number.slice(-3),
        texts: state?.consent === 'in',
        blocked: state?.carrierBlocked ?? false,
      };
    }),
  };
}

/** For every number of theirs; what a carrier blocks stays blocked until START is texted. */
export async function setPortalTexting(
  tx: Tx,
  actor: Actor & { portalUserId: string },
  texts: boolean,
): Promise<void> {
  const { firmId, portalUserId } = actor;
  const contactId = found(await contactOf(tx, firmId, portalUserId));
  const numbers = texts
    ? await ownNumbers(tx, firmId, portalUserId)
    : await numbersThatMayBe(tx, firmId, portalUserId);
  const states = await readNumberStates(tx, firmId, numbers);
  const open = texts ? numbers.filter((number) => !states.get(number)?.carrierBlocked) : numbers;
  if (texts && numbers.length > 0 && open.length === 0)
    throw problem(
      'wrong_state',
      'Your carrier blocks our texts: text START to the number that they came from.',
    );
  for (const number of open)
    await addConsent(tx, actor, {
      number,
      change: texts ? 'in' : 'out',
      channel: 'portal',
      basis: texts ? 'Switched texts on in the portal' : 'Switched texts off in the portal',
      contactId,
    });
}

/** What the states come to for whoever waits for a text; a refused one was never sent. */
const outcomeOf: Readonly<Record<Exclude<TextState, 'refused'>, PortalText['outcome']>> = {
  queued: 'waiting',
  accepted: 'waiting',
  sent: 'sent',
  delivered: 'arrived',
  undelivered: 'failed',
  failed: 'failed',
};

interface SentRow {
  id: string;
  at: Date;
  number: string;
  state: Exclude<TextState, 'refused'>;
  conversationId: string | null;
}

/** Begins with their own eyes, which say what conversations there are for them; the texts are the program's to read. */
export async function listPortalTexts(
  tx: Tx,
  firmId: string,
  portalUserId: string,
  query: { limit: number; after?: string | undefined },
): Promise<{ items: PortalText[]; next: string | null }> {
  const [after] = query.after === undefined ? [] : decodeCursor(query.after, z.tuple([z.uuid()]));
  const seen = await sql<{ id: string }>`select id from conversations where firm_id = ${firmId}`.execute(tx);
  const visible = new Set(seen.rows.map(({ id }) => id));
  await actAsProgram(tx);
  const contactId = found(await contactOf(tx, firmId, portalUserId));
  const { rows } = await sql<SentRow>`
    select t.id, coalesce(t.asked_at, t.created_at) as at, t.number, t.state, t.conversation_id as "conversationId"
    from text_messages t
    where t.firm_id = ${firmId} and t.contact_id = ${contactId} and t.portal_user_id = ${portalUserId}
      and t.kind = 'message' and t.state <> 'refused' and (${after ?? null}::uuid is null or t.id < ${after ?? null}::uuid)
    order by t.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(
    rows,
    query.limit,
    ({ id }) => [id],
    ({ id, at, number, state, conversationId }) => ({
      id,
      at: at.toISOString(),
      ending: number.slice(-3),
      outcome: outcomeOf[state],
      conversationId: conversationId !== null && visible.has(conversationId) ? conversationId : null,
    }),
  );
}
