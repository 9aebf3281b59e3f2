/** Two owners open a direct conversation or a channel to one of the firm for a while: row 4 of the table T1. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { lockConversation } from './access.ts';
import { namesOf, personIn } from './people.ts';
import { postNote } from './post.ts';
import { person } from './shapes.ts';
import { tell } from './tell.ts';
import './tables.ts';

type Owner = Actor & { staffId: string };

export const newGrant = z.object({
  of: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('direct'), staffIds: z.array(z.uuid()).min(1).max(8) }),
      z.object({ kind: z.literal('channel'), title: z.string().trim().min(1).max(200) }),
    ])
    .describe('Whose direct conversation, or the channel of that name'),
  staffId: z.uuid().describe('Who shall read it'),
  reason: z.string().trim().min(10).max(1000),
  hours: z.number().int().min(1).max(24),
  silent: z.boolean().default(false).describe('Its members are not told; only while it is on hold'),
});

export const grant = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  kind: z.enum(['direct', 'channel']),
  people: z.array(person).describe('Who takes part'),
  title: z.string(),
  staff: person.describe('Who shall read it'),
  reason: z.string(),
  hours: z.number().int(),
  silent: z.boolean(),
  askedBy: person,
  askedAt: z.iso.datetime(),
  approvedBy: person.nullable(),
  expiresAt: z.iso.datetime().nullable(),
  state: z.enum(['asked', 'open', 'over']),
});
export type Grant = z.infer<typeof grant>;

export async function askForGrant(tx: Tx, owner: Owner, input: z.output<typeof newGrant>): Promise<Grant> {
  const { firmId, staffId, now } = owner;
  await actAsProgram(tx);
  const { of } = input;
  const conversation = found(
    await tx
      .selectFrom('conversations')
      .select(['id', 'matter_id', 'staff_ids', 'held_at'])
      .where('firm_id', '=', firmId)
      .where('kind', '=', of.kind)
      .$if(of.kind === 'direct', (query) =>
        query.where(
          'direct_key',
          '=',
          of.kind === 'direct' ? [...new Set(of.staffIds)].sort().join(' ') : '',
        ),
      )
      .$if(of.kind === 'channel', (query) =>
        query.where(sql<string>`lower(title)`, '=', of.kind === 'channel' ? of.title.toLowerCase() : ''),
      )
      .orderBy('last_message_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  if (conversation.staff_ids.includes(input.staffId))
    throw problem('wrong_state', 'They take part in it: there is nothing to open.');
  if (input.silent && conversation.held_at === null)
    throw problem('wrong_state', 'Its members are told, unless it is on hold.');
  const reader = await tx
    .selectFrom('staff_members')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', '=', input.staffId)
    .where('active', '=', true)
    .executeTakeFirst();
  if (!reader) throw problem('invalid_input', 'staffId: There is no such staff member');
  const id = newId();
  await tx
    .insertInto('break_glass_grants')
    .values({
      ...{ firm_id: firmId, id, conversation_id: conversation.id, staff_id: input.staffId },
      ...{ reason: input.reason, hours: input.hours, silent: input.silent },
      ...{ asked_by_staff_id: staffId, asked_at: now },
    })
    .execute();
  const detail = { grantId: id, staffId: input.staffId, reason: input.reason, hours: input.hours };
  await tell(tx, owner, conversation, 'conversation.opening_asked', detail);
  return await getGrant(tx, firmId, id, now);
}

/** By another owner than the one who asked; from now on it is open. */
export async function approveGrant(tx: Tx, owner: Owner, id: string): Promise<Grant> {
  const { firmId, staffId, now } = owner;
  await actAsProgram(tx);
  const row = await lockGrant(tx, firmId, id);
  if (row.approved_at !== null || row.ended_at !== null)
    throw problem('wrong_state', 'It was decided already.');
  if (row.asked_by_staff_id === staffId)
    throw problem('forbidden', 'Another owner than the one who asked must agree.');
  await tx
    .updateTable('break_glass_grants')
    .set({
      approved_by_staff_id: staffId,
      approved_at: now,
      expires_at: new Date(now.getTime() + row.hours * 3_600_000),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const locked = await lockConversation(tx, firmId, row.conversation_id);
  const silent = row.silent && locked.held_at !== null;
  if (!silent)
    await postNote(
      tx,
      locked,
      { staffId },
      { what: 'opened_to', people: [row.staff_id], text: row.reason },
      now,
    );
  const detail = { grantId: id, staffId: row.staff_id, reason: row.reason, hours: row.hours, silent };
  await tell(tx, owner, locked, 'conversation.opened', detail);
  return await getGrant(tx, firmId, id, now);
}

/** Refuses what was asked, or ends what is open. */
export async function endGrant(tx: Tx, owner: Owner, id: string): Promise<void> {
  const { firmId, now } = owner;
  await actAsProgram(tx);
  const row = await lockGrant(tx, firmId, id);
  if (row.ended_at !== null) return;
  await tx
    .updateTable('break_glass_grants')
    .set({ ended_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const conversation = { id: row.conversation_id, matter_id: null };
  await tell(tx, owner, conversation, 'conversation.opening_ended', { grantId: id });
}

async function lockGrant(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('break_glass_grants')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

async function getGrant(tx: Tx, firmId: string, id: string, now: Date): Promise<Grant> {
  return found((await listGrants(tx, firmId, now)).find((one) => one.id === id));
}

/** The newest first; what owners have asked for and opened. */
export async function listGrants(tx: Tx, firmId: string, now: Date): Promise<Grant[]> {
  await actAsProgram(tx);
  const rows = await tx
    .selectFrom('break_glass_grants as g')
    .innerJoin('conversations as c', (join) =>
      join.onRef('c.id', '=', 'g.conversation_id').on('c.firm_id', '=', firmId),
    )
    .selectAll('g')
    .select(['c.kind', 'c.title', 'c.staff_ids'])
    .where('g.firm_id', '=', firmId)
    .orderBy('g.id', 'desc')
    .limit(200)
    .execute();
  const ids = rows.flatMap((row) => [
    ...row.staff_ids,
    ...[row.staff_id, row.asked_by_staff_id, row.approved_by_staff_id ?? ''].filter((one) => one !== ''),
  ]);
  const names = await namesOf(tx, firmId, ids);
  return rows.map((row) => ({
    ...{ id: row.id, conversationId: row.conversation_id, title: row.title, reason: row.reason },
    kind: row.kind === 'channel' ? 'channel' : 'direct',
    people: row.staff_ids.map((one) => personIn(names, one)),
    staff: personIn(names, row.staff_id),
    ...{ hours: row.hours, silent: row.silent },
    askedBy: personIn(names, row.asked_by_staff_id),
    askedAt: row.asked_at.toISOString(),
    approvedBy: row.approved_by_staff_id === null ? null : personIn(names, row.approved_by_staff_id),
    expiresAt: row.expires_at?.toISOString() ?? null,
    state: stateOf(row, now),
  }));
}

function stateOf(row: { ended_at: Date | null; expires_at: Date | null }, now: Date): Grant['state'] {
  if (row.ended_at !== null) return 'over';
  if (row.expires_at === null) return 'asked';
  return row.expires_at > now ? 'open' : 'over';
}
