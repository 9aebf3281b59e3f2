/** Two portal users who are one person: what they read of one conversation becomes one's. Program's scope. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type Locked, lockConversation } from './access.ts';
import { joinPointers, joinStays } from './joined-stays.ts';
import { postNote } from './post.ts';
import { tell } from './tell.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

export interface TwoPeople {
  keptId: string;
  otherId: string;
}

/** Locks the conversation: take several in the order of their ids. Staff see a line that says so; clients do not. */
export async function uniteStays(
  tx: Tx,
  actor: StaffActor,
  conversationId: string,
  two: TwoPeople,
): Promise<void> {
  const locked = await lockConversation(tx, actor.firmId, conversationId);
  const [kept, other] = [await staysOf(tx, locked, two.keptId), await staysOf(tx, locked, two.otherId)];
  if (other.length === 0) return;
  await joinPointerRows(tx, locked, two, {
    kept: readable(kept, actor.now),
    other: readable(other, actor.now),
  });
  const { move, widen, retire } = joinStays(kept, other);
  await retireStay(tx, locked, retire, actor.now);
  await widenStay(tx, locked, widen, retire);
  await sql`update participants set portal_user_id = ${two.keptId}
    where firm_id = ${locked.firm_id} and id = any(${[...move]}::uuid[])`.execute(tx);
  await joinDrafts(tx, locked, two);
  const { staffId } = actor;
  await postNote(
    tx,
    locked,
    { staffId },
    { what: 'accesses_united', people: [two.keptId], inside: true },
    actor.now,
  );
  await tell(tx, actor, locked, 'conversation.people_united', { ...two, moved: move.length, widen });
}

interface StayRow {
  id: string;
  fromSeq: number;
  toSeq: number | null;
  left: string | null;
  accessUntil: Date | null;
}

async function staysOf(tx: Tx, locked: Locked, portalUserId: string): Promise<StayRow[]> {
  const rows = await tx
    .selectFrom('participants')
    .select(['id', 'from_seq', 'to_seq', 'left_how', 'access_until'])
    .where('firm_id', '=', locked.firm_id)
    .where('conversation_id', '=', locked.id)
    .where('portal_user_id', '=', portalUserId)
    .orderBy('from_seq')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    fromSeq: row.from_seq,
    toSeq: row.left_how === null ? null : row.to_seq,
    left: row.left_how,
    accessUntil: row.access_until,
  }));
}

const readable = (stays: readonly StayRow[], now: Date) =>
  stays.filter(
    ({ left, accessUntil }) => left !== 'for_cause' && (accessUntil === null || accessUntil > now),
  );

async function retireStay(tx: Tx, locked: Locked, id: string | null, now: Date): Promise<void> {
  if (id === null) return;
  await sql`update participants set left_at = ${now}, left_how = 'left', to_seq = ${locked.last_seq}
    where firm_id = ${locked.firm_id} and id = ${id}`.execute(tx);
}

/** With what was told to open screens since the earlier of the two began. */
async function widenStay(
  tx: Tx,
  locked: Locked,
  widen: { id: string; fromSeq: number } | null,
  earlierId: string | null,
): Promise<void> {
  if (widen === null) return;
  await sql`update participants p set from_seq = ${widen.fromSeq}, from_event = least(p.from_event, e.from_event),
      joined_at = least(p.joined_at, e.joined_at)
    from participants e where e.firm_id = ${locked.firm_id} and e.id = ${earlierId}
      and p.firm_id = ${locked.firm_id} and p.id = ${widen.id}`.execute(tx);
}

/** The other one's own pointer and marks stay, too: they say who looked when. */
async function joinPointerRows(
  tx: Tx,
  locked: Locked,
  { keptId, otherId }: TwoPeople,
  stays: { kept: readonly StayRow[]; other: readonly StayRow[] },
): Promise<void> {
  const { firm_id: firmId, id } = locked;
  const rows = await tx
    .selectFrom('read_pointers')
    .select(['person_id', 'seq', 'at'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('person_id', 'in', [keptId, otherId])
    .execute();
  const at = rows.map((row) => row.at).toSorted((a, b) => b.getTime() - a.getTime())[0];
  if (at === undefined) return;
  const looked = (personId: string) => rows.find(({ person_id }) => person_id === personId)?.seq ?? 0;
  const seq = joinPointers(
    { stays: stays.kept, seq: looked(keptId) },
    { stays: stays.other, seq: looked(otherId) },
    locked.last_seq,
  );
  await sql`
    insert into read_pointers (firm_id, conversation_id, person_id, is_staff, seq, at)
    values (${firmId}, ${id}, ${keptId}, false, ${seq}, ${at})
    on conflict (firm_id, conversation_id, person_id) do update set seq = excluded.seq, at = excluded.at`.execute(
    tx,
  );
  await sql`
    insert into read_marks (firm_id, conversation_id, person_id, seq, at)
    select firm_id, conversation_id, ${keptId}, m.seq, m.at from read_marks m
    where m.firm_id = ${firmId} and m.conversation_id = ${id} and m.person_id = ${otherId} and m.seq <= ${seq}
    on conflict (firm_id, conversation_id, person_id, seq) do update set at = least(read_marks.at, excluded.at)`.execute(
    tx,
  );
}

/** What both had begun to write stands in one, one below the other. */
async function joinDrafts(tx: Tx, locked: Locked, { keptId, otherId }: TwoPeople): Promise<void> {
  const { firm_id: firmId, id } = locked;
  await sql`
    insert into drafts as d (firm_id, conversation_id, person_id, is_staff, body, updated_at)
    select firm_id, conversation_id, ${keptId}, false, body, updated_at from drafts
    where firm_id = ${firmId} and conversation_id = ${id} and person_id = ${otherId}
    on conflict (firm_id, conversation_id, person_id) do update
      set body = d.body || E'\n\n' || excluded.body, updated_at = greatest(d.updated_at, excluded.updated_at)`.execute(
    tx,
  );
  await sql`delete from drafts
    where firm_id = ${firmId} and conversation_id = ${id} and person_id = ${otherId}`.execute(tx);
}
