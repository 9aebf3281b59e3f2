/** Who takes part: each stay a row, written by the program after it was decided. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { preparedAs } from '../../platform/db/prepared.ts';
import { newId } from '../../platform/ids.ts';
import type { Locked } from './access.ts';
import type { ConversationClass, Leaving } from './kinds.ts';
import { classOfParty } from './privilege.ts';
import type { Participant } from './shapes.ts';
import './tables.ts';

interface Row {
  participantId: string;
  id: string;
  who: 'staff' | 'external';
  name: string;
  contactId: string | null;
  email: string | null;
  fromSeq: number;
  joinedAt: Date;
  leftAt: Date | null;
  leftHow: Leaving | null;
  cause: string;
  accessUntil: Date | null;
}

/** Everybody who takes or took part, in the order of their coming. For staff. */
export async function listParticipants(
  tx: Tx,
  firmId: string,
  conversation: { id: string; matter_id: string | null },
): Promise<Participant[]> {
  const { rows } = await sql<Row>`
    select p.id as "participantId", coalesce(p.staff_id, p.portal_user_id) as id,
      case when p.staff_id is null then 'external' else 'staff' end as who,
      coalesce(trim(s.first_name || ' ' || s.last_name), c.display_name, '') as name,
      u.contact_id as "contactId", u.email, p.from_seq::int as "fromSeq", p.joined_at as "joinedAt", p.left_at as "leftAt",
      p.left_how as "leftHow", p.cause, p.access_until as "accessUntil"
    from participants p
    left join staff_members s on s.firm_id = ${firmId} and s.id = p.staff_id
    left join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id
    left join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where p.firm_id = ${firmId} and p.conversation_id = ${conversation.id}
    order by p.joined_at, p.id`.execute(tx);
  const outside = rows.flatMap((row) => (row.who === 'external' ? [row.id] : []));
  const classes = await classesOf(tx, firmId, conversation.matter_id, outside);
  return rows.map((row) => ({
    ...row,
    class: classes.get(row.id) ?? null,
    joinedAt: row.joinedAt.toISOString(),
    leftAt: row.leftAt?.toISOString() ?? null,
    accessUntil: row.accessUntil?.toISOString() ?? null,
  }));
}

/** What people outside the firm are on the matter: how close they may come to the client's words. */
export async function classesOf(
  tx: Tx,
  firmId: string,
  matterId: string | null,
  portalUserIds: readonly string[],
): Promise<Map<string, ConversationClass>> {
  if (matterId === null || portalUserIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; parties: { role: string; isClient: boolean }[] }>`
    select u.id, coalesce(jsonb_agg(jsonb_build_object('role', p.role, 'isClient', p.is_client))
      filter (where p.contact_id is not null), '[]') as parties
    from portal_users u
    left join matter_parties p on p.firm_id = ${firmId} and p.matter_id = ${matterId} and p.contact_id = u.contact_id
    where u.firm_id = ${firmId} and u.id = any(${[...new Set(portalUserIds)]}::uuid[])
    group by u.id`.execute(tx);
  return new Map(rows.map(({ id, parties }) => [id, classOfParty(parties)]));
}

export async function insertStays(
  tx: Tx,
  conversation: { firm_id: string; id: string },
  people: readonly ({ staffId: string } | { portalUserId: string; fromSeq: number })[],
  by: { staffId: string | null; now: Date },
): Promise<void> {
  if (people.length === 0) return;
  await tx
    .insertInto('participants')
    .values(
      people.map((one) => ({
        firm_id: conversation.firm_id,
        id: newId(),
        conversation_id: conversation.id,
        staff_id: 'staffId' in one ? one.staffId : null,
        portal_user_id: 'portalUserId' in one ? one.portalUserId : null,
        from_seq: 'portalUserId' in one ? one.fromSeq : 1,
        joined_at: by.now,
        added_by_staff_id: by.staffId,
      })),
    )
    .execute();
}

/** Ends the stays that go on, of one person or of all of a kind. */
export async function endStays(
  tx: Tx,
  conversation: Locked,
  whose: { personId: string } | { all: 'staff' | 'external' },
  how: { how: Leaving; accessUntil?: Date | null; cause?: string; now: Date },
): Promise<void> {
  const person =
    'personId' in whose
      ? sql`coalesce(staff_id, portal_user_id) = ${whose.personId}`
      : whose.all === 'staff'
        ? sql`staff_id is not null`
        : sql`portal_user_id is not null`;
  await sql`
    update participants set left_at = ${how.now}, left_how = ${how.how}, cause = ${how.cause ?? ''},
      to_seq = (select last_seq from conversations where firm_id = ${conversation.firm_id} and id = ${conversation.id}), access_until = ${how.accessUntil ?? null}
    where firm_id = ${conversation.firm_id} and conversation_id = ${conversation.id} and left_at is null and ${person}`.execute(
    tx,
  );
  // Removed for cause: what was read in stays before is over, too.
  if (how.how === 'for_cause' && 'personId' in whose)
    await sql`
      update participants set left_how = 'for_cause', cause = ${how.cause ?? ''}
      where firm_id = ${conversation.firm_id} and conversation_id = ${conversation.id} and left_at is not null
        and portal_user_id = ${whose.personId}`.execute(tx);
}

/** How many messages and since when somebody newly let in would read. */
export async function countEarlier(tx: Tx, firmId: string, conversationId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from messages where firm_id = ${firmId} and conversation_id = ${conversationId}
      and kind = 'message' and retracted_at is null`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Who of those outside the firm takes part now. */
export async function currentExternals(tx: Tx, firmId: string, conversationId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('participants')
    .select('portal_user_id')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('left_at', 'is', null)
    .where('portal_user_id', 'is not', null)
    .modifyEnd(preparedAs('current_externals'))
    .execute();
  return rows.flatMap((row) => row.portal_user_id ?? []);
}

/** Of these staff members, those whom the wall of the matter keeps out; and whoever is not there or not active. */
export async function keptOut(
  tx: Tx,
  firmId: string,
  matterId: string | null,
  staffIds: readonly string[],
): Promise<{ unknown: string[]; outside: string[] }> {
  const { rows } = await sql<{ id: string; outside: boolean }>`
    select s.id, exists (select 1 from matters m where m.firm_id = ${firmId} and m.id = ${matterId} and m.restricted
      and not exists (select 1 from matter_access a where a.firm_id = ${firmId} and a.matter_id = m.id and a.staff_id = s.id)) as outside
    from staff_members s where s.firm_id = ${firmId} and s.id = any(${[...staffIds]}::uuid[]) and s.active`.execute(
    tx,
  );
  const known = new Set(rows.map(({ id }) => id));
  return {
    unknown: staffIds.filter((id) => !known.has(id)),
    outside: rows.flatMap((row) => (row.outside ? [row.id] : [])),
  };
}

/** People outside the firm who take part now, and of whom a stay reaches this message. */
export async function externalsWhoRead(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seq: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.portal_user_id as id from participants p
    where p.firm_id = ${firmId} and p.conversation_id = ${conversationId} and p.portal_user_id is not null
    group by p.portal_user_id
    having bool_or(p.left_at is null) and bool_or(${seq} between p.from_seq and coalesce(p.to_seq, ${seq}))
    order by min(p.joined_at), p.portal_user_id`.execute(tx);
  return rows.map(({ id }) => id);
}
