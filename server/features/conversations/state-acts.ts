/** Archiving, restoring, ending, holding and renaming a conversation. */
import { z } from 'zod';
import { type Actor, checkVersion } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { type Locked, lockConversation, openConversation } from './access.ts';
import type { Neighbours } from './listeners.ts';
import { endStays } from './participants-store.ts';
import { postNote } from './post.ts';
import { decideState } from './states.ts';
import { tell } from './tell.ts';

type StaffActor = Actor & { staffId: string };

export const conversationPatch = z.object({
  title: z.string().trim().max(200).optional(),
  secondFactor: z.boolean().optional().describe('People outside the firm read it only after a second factor'),
  version: z.number().int().optional(),
});

/** Who opens it and takes part; then everything goes on as the program. */
async function asMember(tx: Tx, actor: StaffActor, id: string): Promise<Locked> {
  await openConversation(tx, actor.firmId, actor, id, actor.now);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, actor.firmId, id);
  if (!locked.staff_ids.includes(actor.staffId))
    throw problem('forbidden', 'Only who takes part may do this.');
  return locked;
}

export async function patchConversation(
  tx: Tx,
  actor: StaffActor,
  id: string,
  patch: z.output<typeof conversationPatch>,
  expected: number | null,
): Promise<void> {
  const locked = await asMember(tx, actor, id);
  checkVersion(locked.version, expected);
  if (locked.kind === 'direct')
    throw problem('wrong_state', 'A direct conversation is called after its people.');
  if (patch.title === '' && locked.kind === 'channel')
    throw problem('invalid_input', 'title: a channel has a name.');
  if (patch.secondFactor === true && locked.kind !== 'external')
    throw problem('invalid_input', 'secondFactor: nobody outside the firm takes part here.');
  await set(tx, locked, {
    title: patch.title ?? locked.title,
    second_factor: patch.secondFactor ?? locked.second_factor,
    version: locked.version + 1,
    updated_at: actor.now,
  });
  const detail = { title: patch.title, secondFactor: patch.secondFactor };
  await tell(tx, actor, locked, 'conversation.changed', detail);
}

export type StateAct = 'archive' | 'restore' | 'end';

export async function changeState(
  tx: Tx,
  neighbours: Neighbours,
  actor: StaffActor,
  id: string,
  act: StateAct,
): Promise<void> {
  // Nobody of the firm takes part in what has ended; restoring an archived one is for its members.
  const locked = await asMember(tx, actor, id);
  await carryOut(tx, neighbours, actor, locked, act);
}

const noteOf = { archive: 'archived', restore: 'restored', end: 'ended' } as const;
const doneAs = { archive: 'archived', restore: 'restored', end: 'ended' } as const;

/** As the program; also when a matter closes. */
export async function carryOut(
  tx: Tx,
  { listeners }: Neighbours,
  actor: Actor,
  locked: Locked,
  act: StateAct,
): Promise<void> {
  const { firmId, now } = actor;
  const state = decideState(locked.state, act);
  if (state === null) throw problem('wrong_state', 'It is not in the state for this any more.');
  if (act === 'end' && locked.kind !== 'external')
    throw problem('wrong_state', 'Only conversations with people outside the firm end; archive it.');
  const author = actor.staffId === null ? null : { staffId: actor.staffId };
  await postNote(tx, locked, author, { what: noteOf[act] }, now);
  await set(tx, locked, {
    state,
    archived_at: act === 'archive' ? now : act === 'restore' ? null : locked.archived_at,
    ended_at: act === 'end' ? now : locked.ended_at,
    awaiting_since: act === 'end' ? null : locked.awaiting_since,
    version: locked.version + 1,
    updated_at: now,
  });
  if (act === 'end') {
    await endStays(tx, locked, { all: 'external' }, { how: 'ended', now });
    await endStays(tx, locked, { all: 'staff' }, { how: 'ended', now });
  }
  const changed = { firmId, conversationId: locked.id, matterId: locked.matter_id, state, at: now };
  for (const listener of listeners) await listener.stateChanged?.(tx, changed);
  await tell(tx, actor, locked, `conversation.${doneAs[act]}`);
}

/** Holds it over whatever state, or lets it go (`reason: null`). */
export async function holdConversation(
  tx: Tx,
  actor: StaffActor,
  id: string,
  reason: string | null,
): Promise<void> {
  await openConversation(tx, actor.firmId, actor, id, actor.now);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, actor.firmId, id);
  if (locked.held_reason === (reason ?? '')) return;
  await set(tx, locked, {
    held_reason: reason ?? '',
    held_at: reason === null ? null : actor.now,
    held_by_staff_id: reason === null ? null : actor.staffId,
    version: locked.version + 1,
    updated_at: actor.now,
  });
  const detail = reason === null ? {} : { reason };
  await tell(tx, actor, locked, reason === null ? 'conversation.released' : 'conversation.held', detail);
}

type Change = Partial<
  Pick<
    Locked,
    | 'title'
    | 'second_factor'
    | 'state'
    | 'archived_at'
    | 'ended_at'
    | 'awaiting_since'
    | 'held_reason'
    | 'held_at'
    | 'held_by_staff_id'
    | 'version'
    | 'updated_at'
  >
>;

async function set(tx: Tx, { firm_id, id }: Locked, change: Change): Promise<void> {
  await tx
    .updateTable('conversations')
    .set(change)
    .where('firm_id', '=', firm_id)
    .where('id', '=', id)
    .execute();
}
