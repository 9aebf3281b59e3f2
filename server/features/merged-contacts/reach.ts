/** What the two reach today, conversation by conversation, and what each would reach as one. Program's scope. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import {
  type ConversationClass,
  type ConversationState,
  classOfParty,
  mayJoin,
  type Stay,
} from '../conversations/index.ts';
import { type Becoming, type ConversationProblem, type Gains, problemOf } from './decide.ts';
import type { Entry } from './entries.ts';

export interface ReachedStay extends Stay {
  id: string;
  joinedAt: Date;
  leftAt: Date | null;
}

export interface Reached {
  id: string;
  title: string;
  matterNumber: string;
  matterTitle: string;
  class: ConversationClass;
  personClass: ConversationClass;
  state: ConversationState;
  secondFactor: boolean;
  kept: ReachedStay[];
  other: ReachedStay[];
  gains: Gains;
  problem: ConversationProblem | null;
}

interface Row {
  id: string;
  title: string;
  matterNumber: string;
  matterTitle: string;
  class: ConversationClass;
  state: ConversationState;
  secondFactor: boolean;
  parties: { role: string; isClient: boolean }[];
}

/** Newest conversation first. */
export async function readReach(tx: Tx, firmId: string, entry: Entry, now: Date): Promise<Reached[]> {
  const { rows } = await sql<Row>`
    select c.id, c.title, m.number as "matterNumber", m.title as "matterTitle", c.class, c.state, c.second_factor as "secondFactor",
      coalesce((select jsonb_agg(jsonb_build_object('role', p.role, 'isClient', p.is_client)) from matter_parties p
        where p.firm_id = ${firmId} and p.matter_id = c.matter_id and p.contact_id = ${entry.intoId}), '[]') as parties
    from conversations c join matters m on m.firm_id = ${firmId} and m.id = c.matter_id
    where c.firm_id = ${firmId} and c.kind = 'external' and c.id in (select s.conversation_id from participants s
      where s.firm_id = ${firmId} and s.portal_user_id in (${entry.otherId}, ${entry.keptId}))
    order by c.id desc`.execute(tx);
  const stays = await readStays(tx, firmId, entry);
  const gains = await readGains(tx, firmId, entry, now);
  return rows.map(({ parties, ...row }) => {
    const own = stays.filter(({ conversationId }) => conversationId === row.id);
    const kept = own.filter(({ personId }) => personId === entry.keptId).map(({ stay }) => stay);
    const other = own.filter(({ personId }) => personId === entry.otherId).map(({ stay }) => stay);
    const personClass = classOfParty(parties);
    // One access alone goes on as it is: nobody comes to anything.
    const mayHear = entry.keptId === null || mayJoin(row.class, personClass);
    const problem = problemOf({ kept, other, mayHear, now });
    return { ...row, personClass, kept, other, problem, gains: gains.get(row.id) ?? noGains };
  });
}

const none: Becoming = { messages: 0, files: 0 };
const noGains: Gains = { kept: none, other: none };

interface OwnStay {
  conversationId: string;
  personId: string;
  stay: ReachedStay;
}

async function readStays(tx: Tx, firmId: string, { keptId, otherId }: Entry): Promise<OwnStay[]> {
  const rows = await tx
    .selectFrom('participants')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('portal_user_id', 'in', keptId === null ? [otherId] : [otherId, keptId])
    .orderBy('joined_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    personId: row.portal_user_id ?? '',
    stay: {
      ...{ id: row.id, fromSeq: row.from_seq, toSeq: row.left_at === null ? null : row.to_seq },
      ...{ joinedAt: row.joined_at, leftAt: row.left_at, left: row.left_how, accessUntil: row.access_until },
    },
  }));
}

/** How many messages and files one of the two reads and the other does not: those are what becomes visible. */
async function readGains(
  tx: Tx,
  firmId: string,
  { keptId, otherId }: Entry,
  now: Date,
): Promise<Map<string, Gains>> {
  if (keptId === null) return new Map();
  const { rows } = await sql<{ id: string; to: 'kept' | 'other'; messages: number; files: number }>`
    with stays as (
      select conversation_id, from_seq, to_seq, portal_user_id = ${keptId} as kept from participants
      where firm_id = ${firmId} and portal_user_id in (${keptId}, ${otherId}) and left_how is distinct from 'for_cause'
        and (access_until is null or access_until > ${now})),
    lines as (
      select m.conversation_id, m.seq, m.kind = 'message' and m.retracted_at is null as counts, bool_or(s.kept) as kept, bool_or(not s.kept) as other
      from stays s join messages m on m.firm_id = ${firmId} and m.conversation_id = s.conversation_id
        and m.seq between s.from_seq and coalesce(s.to_seq, m.seq) and not m.inside
      group by m.conversation_id, m.seq, m.kind, m.retracted_at
      having bool_or(s.kept) <> bool_or(not s.kept))
    select l.conversation_id as id, case when l.kept then 'other' else 'kept' end as to,
      count(*) filter (where l.counts)::int as messages,
      sum((select count(*) from attachments a where a.firm_id = ${firmId} and a.conversation_id = l.conversation_id and a.seq = l.seq
          and a.withdrawn_at is null)
        + (select count(*) from shares h join share_files f on f.firm_id = ${firmId} and f.share_id = h.id and f.state = 'shared'
          where h.firm_id = ${firmId} and h.conversation_id = l.conversation_id and h.seq = l.seq and h.withdrawn_at is null)
        + (select count(*) from file_requests r join request_files f on f.firm_id = ${firmId} and f.request_id = r.id
          where r.firm_id = ${firmId} and r.conversation_id = l.conversation_id and r.seq = l.seq))::int as files
    from lines l group by l.conversation_id, l.kept`.execute(tx);
  const gains = new Map<string, Gains>();
  for (const { id, to, messages, files } of rows)
    gains.set(id, { ...(gains.get(id) ?? noGains), [to]: { messages, files } });
  return gains;
}

export function totalOf(reached: readonly Reached[]): Gains {
  const sum = (to: keyof Gains): Becoming => ({
    messages: reached.reduce((all, { gains }) => all + gains[to].messages, 0),
    files: reached.reduce((all, { gains }) => all + gains[to].files, 0),
  });
  return { kept: sum('kept'), other: sum('other') };
}
