/** Beginning a conversation. */
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type ConversationClass, conversationClasses } from './kinds.ts';
import { classesOf, insertStays, keptOut } from './participants-store.ts';
import { mayJoin, widestClass } from './privilege.ts';
import { tell } from './tell.ts';
import './tables.ts';

const title = z.string().trim().max(200).default('');
const staffIds = z.array(z.uuid()).max(100).default([]).describe('Beside you');

export const newConversation = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('external'),
    matterId: z.uuid(),
    title,
    portalUserIds: z.array(z.uuid()).min(1).max(50),
    staffIds,
    class: z
      .enum(conversationClasses)
      .optional()
      .describe('With whom words may be shared without losing privilege; else as wide as who takes part'),
    secondFactor: z.boolean().default(false),
    continuesId: z.uuid().optional().describe('The ended conversation that it takes up'),
  }),
  z.object({ kind: z.literal('internal'), matterId: z.uuid(), title, staffIds }),
  z.object({ kind: z.literal('channel'), title: z.string().trim().min(1).max(200), staffIds }),
  z.object({ kind: z.literal('direct'), staffIds: z.array(z.uuid()).min(1).max(7).describe('Beside you') }),
]);
export type NewConversation = z.output<typeof newConversation>;

type Creator = Actor & { staffId: string };

/** Its id. A direct conversation of the same people is the one that there is. */
export async function createConversation(tx: Tx, actor: Creator, input: NewConversation): Promise<string> {
  const { firmId, staffId } = actor;
  const matterId = 'matterId' in input ? input.matterId : null;
  if (matterId !== null) await mustSeeMatter(tx, firmId, matterId);
  const continuesId = input.kind === 'external' ? (input.continuesId ?? null) : null;
  if (continuesId !== null) await mustBeEnded(tx, firmId, continuesId, matterId);
  const staff = [...new Set([staffId, ...input.staffIds])];
  // Who is on the list of a wall is for the program to know.
  await actAsProgram(tx);
  await mustBeWithin(tx, firmId, matterId, staff);
  const directKey = input.kind === 'direct' ? [...staff].sort().join(' ') : null;
  const known = directKey === null ? null : await findDirect(tx, firmId, directKey);
  if (known !== null) return known;
  if (input.kind === 'direct' && staff.length < 2)
    throw problem('invalid_input', 'A direct conversation is with somebody else.');
  const id = newId();
  const people = input.kind === 'external' ? [...new Set(input.portalUserIds)] : [];
  await tx
    .insertInto('conversations')
    .values({
      ...{ firm_id: firmId, id, kind: input.kind, matter_id: matterId, direct_key: directKey },
      title: 'title' in input ? input.title : '',
      class: input.kind === 'external' ? await classFor(tx, firmId, input, people) : null,
      second_factor: input.kind === 'external' && input.secondFactor,
      continues_id: continuesId,
      created_by_staff_id: staffId,
      ...{ created_at: actor.now, updated_at: actor.now },
    })
    .execute();
  await insertStays(
    tx,
    { firm_id: firmId, id },
    [
      ...staff.map((one) => ({ staffId: one })),
      ...people.map((portalUserId) => ({ portalUserId, fromSeq: 1 })),
    ],
    actor,
  );
  const detail = { kind: input.kind, staffIds: staff, portalUserIds: people };
  await tell(tx, actor, { id, matter_id: matterId }, 'conversation.created', detail);
  return id;
}

async function mustSeeMatter(tx: Tx, firmId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('matters')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('invalid_input', 'matterId: There is no such matter');
}

async function mustBeEnded(tx: Tx, firmId: string, id: string, matterId: string | null): Promise<void> {
  const row = await tx
    .selectFrom('conversations')
    .select(['state', 'matter_id'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  const { state, matter_id } = found(row);
  if (state !== 'ended' || matter_id !== matterId)
    throw problem('wrong_state', 'Only an ended conversation of the same matter can be taken up.');
}

export async function mustBeWithin(
  tx: Tx,
  firmId: string,
  matterId: string | null,
  staffIds: readonly string[],
): Promise<void> {
  const { unknown, outside } = await keptOut(tx, firmId, matterId, staffIds);
  if (unknown.length > 0)
    throw problem('invalid_input', 'staffIds: there is no such staff member, or they are not active.');
  if (outside.length > 0)
    throw problem('forbidden', 'The matter is restricted, and somebody named is not on its list.', {
      reason: 'outside_wall',
    });
}

async function findDirect(tx: Tx, firmId: string, key: string): Promise<string | null> {
  const row = await tx
    .selectFrom('conversations')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('direct_key', '=', key)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** As the people are on the matter, or as said: then nobody may be further away than that. */
async function classFor(
  tx: Tx,
  firmId: string,
  input: { matterId: string; class?: ConversationClass | undefined },
  people: readonly string[],
): Promise<ConversationClass> {
  const classes = await classesOf(tx, firmId, input.matterId, people);
  if (classes.size < people.length)
    throw problem('invalid_input', 'portalUserIds: there is no such person of the portal.');
  const widest = widestClass([...classes.values()]);
  if (input.class === undefined) return widest;
  if (!mayJoin(input.class, widest))
    throw problem(
      'wrong_state',
      'Somebody here is further from the client than this conversation may reach.',
      {
        reason: 'lower_class',
      },
    );
  return input.class;
}
