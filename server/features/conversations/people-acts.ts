/** Adding people to a conversation and taking them out. */
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { type Locked, lockConversation, openConversation } from './access.ts';
import { mustBeWithin } from './create.ts';
import type { Neighbours } from './listeners.ts';
import {
  type Becoming,
  decideAddExternal,
  decideAddStaff,
  decideRemoveStaff,
  type Refusal,
} from './participants-decide.ts';
import { classesOf, countEarlier, currentExternals, endStays, insertStays } from './participants-store.ts';
import { postNote } from './post.ts';
import { becoming } from './shapes.ts';
import { tell } from './tell.ts';

type StaffActor = Actor & { staffId: string };

export const addPeople = z.object({
  staffIds: z.array(z.uuid()).max(100).default([]),
  portalUserIds: z.array(z.uuid()).max(50).default([]),
  history: z
    .enum(['from_now', 'all'])
    .default('from_now')
    .describe('What somebody outside the firm reads of what was said before'),
  confirmed: becoming.optional().describe('What was shown to become visible'),
});

export const removal = z.object({
  how: z.enum(['removed', 'for_cause']).default('removed'),
  reason: z.string().trim().max(1000).default('').describe('Needed for cause'),
  accessUntil: z.iso
    .datetime()
    .nullable()
    .default(null)
    .describe('Until then they read what they could; null: for ever'),
});

const words: Record<Refusal, string> = {
  outside_wall: 'The matter is restricted, and somebody named is not on its list.',
  not_external: 'People outside the firm take part in external conversations alone.',
  staff_only: 'Only staff take part here.',
  closed: 'This conversation is closed.',
  lower_class:
    'Somebody named is further from the client than this conversation may reach; privilege could be lost. Begin another conversation with them.',
  confirm_history:
    'What was said before would become visible. Look at how much it is, and say that you are sure.',
  last_staff:
    'You are the last of the firm here: what the client writes would reach nobody. Add somebody first.',
  fixed_people: 'A direct conversation keeps its people. Begin another one.',
};

export function refuse(refusal: Refusal | null): void {
  if (refusal === null) return;
  throw problem('wrong_state', words[refusal], { reason: refusal });
}

/** What somebody added with all that was said before would read. */
export async function countBecoming(
  tx: Tx,
  { files }: Neighbours,
  firmId: string,
  conversation: { id: string; last_seq: number },
): Promise<Becoming> {
  return {
    messages: await countEarlier(tx, firmId, conversation.id),
    files: await files.count(tx, firmId, conversation.id, conversation.last_seq + 1),
  };
}

export async function addToConversation(
  tx: Tx,
  neighbours: Neighbours,
  actor: StaffActor,
  id: string,
  input: z.output<typeof addPeople>,
): Promise<void> {
  const { firmId, now } = actor;
  await openConversation(tx, firmId, actor, id, now);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, id);
  mustTakePart(locked, actor, input);
  const staff = input.staffIds.filter((one) => !locked.staff_ids.includes(one));
  const inside = new Set(await currentExternals(tx, firmId, id));
  const outside = [...new Set(input.portalUserIds)].filter((one) => !inside.has(one));
  if (staff.length > 0) {
    const { kind, state } = locked;
    refuse(decideAddStaff({ kind, state, outsideWall: false }));
    await mustBeWithin(tx, firmId, locked.matter_id, staff);
  }
  const fromSeq = outside.length > 0 ? await checkExternals(tx, neighbours, locked, outside, input) : 1;
  if (staff.length + outside.length === 0) return;
  const people = [
    ...staff.map((staffId) => ({ staffId })),
    ...outside.map((portalUserId) => ({ portalUserId, fromSeq })),
  ];
  await insertStays(tx, locked, people, actor);
  await postNote(tx, locked, actor, { what: 'joined', people: [...staff, ...outside] }, now);
  if (locked.state !== 'draft')
    for (const portalUserId of outside)
      for (const { joined } of neighbours.listeners)
        await joined?.(tx, { firmId, conversationId: id, portalUserId, fromSeq, at: now });
  const detail = { staffIds: staff, portalUserIds: outside, history: input.history };
  await tell(tx, actor, locked, 'conversation.people_added', detail);
}

/** Who sees a matter's conversation may join it; to add others one takes part. */
function mustTakePart(locked: Locked, { staffId }: StaffActor, input: z.output<typeof addPeople>): void {
  if (locked.staff_ids.includes(staffId)) return;
  const joinsAlone = input.portalUserIds.length === 0 && input.staffIds.every((one) => one === staffId);
  if (locked.kind === 'direct' || locked.kind === 'channel' || !joinsAlone)
    throw problem('forbidden', 'Only who takes part adds others.');
}

/** From which message they read. */
async function checkExternals(
  tx: Tx,
  neighbours: Neighbours,
  locked: Locked,
  people: readonly string[],
  { history, confirmed }: z.output<typeof addPeople>,
): Promise<number> {
  const { firm_id: firmId, kind, state } = locked;
  const classes = await classesOf(tx, firmId, locked.matter_id, people);
  if (kind === 'external' && classes.size < people.length)
    throw problem('invalid_input', 'portalUserIds: there is no such person of the portal.');
  const becomes = await countBecoming(tx, neighbours, firmId, locked);
  for (const one of people) {
    refuse(
      decideAddExternal({
        ...{ kind, state, history, becoming: becomes, confirmed: confirmed ?? null },
        conversationClass: locked.class,
        personClass: classes.get(one) ?? 'third_party',
      }),
    );
  }
  return history === 'all' || state === 'draft' ? 1 : locked.last_seq + 1;
}

/** Takes somebody out, or oneself. */
export async function removeFromConversation(
  tx: Tx,
  actor: StaffActor,
  id: string,
  personId: string,
  input: z.output<typeof removal>,
): Promise<void> {
  const { firmId, now, staffId } = actor;
  await openConversation(tx, firmId, actor, id, now);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, id);
  if (!locked.staff_ids.includes(staffId))
    throw problem('forbidden', 'Only who takes part takes others out.');
  const externals = await currentExternals(tx, firmId, id);
  const isStaff = locked.staff_ids.includes(personId);
  if (!isStaff && !externals.includes(personId) && !(await wasHere(tx, firmId, id, personId, input.how)))
    throw problem('not_found');
  const forCause = input.how === 'for_cause';
  if (forCause && isStaff)
    throw problem('invalid_input', 'how: only people outside the firm are removed for cause.');
  if (forCause && input.reason === '') throw problem('invalid_input', 'reason: say why.');
  if (isStaff) {
    const { kind, state } = locked;
    refuse(decideRemoveStaff({ kind, state, staff: locked.staff_ids.length, externals: externals.length }));
  }
  const what = personId === staffId ? 'left' : 'removed';
  await postNote(tx, locked, actor, { what, people: [personId] }, now);
  await endStays(
    tx,
    locked,
    { personId },
    {
      ...{ how: personId === staffId ? 'left' : input.how, now },
      accessUntil: input.accessUntil === null ? null : new Date(input.accessUntil),
      ...(forCause ? { cause: input.reason } : {}),
    },
  );
  const detail = { personId, how: input.how, ...(forCause ? { reason: input.reason } : {}) };
  await tell(tx, actor, locked, 'conversation.person_removed', detail);
}

/** Whoever left before can still be shut out for cause. */
async function wasHere(
  tx: Tx,
  firmId: string,
  id: string,
  personId: string,
  how: 'removed' | 'for_cause',
): Promise<boolean> {
  if (how !== 'for_cause') return false;
  const row = await tx
    .selectFrom('participants')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('portal_user_id', '=', personId)
    .executeTakeFirst();
  return row !== undefined;
}
