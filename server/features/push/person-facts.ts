/** What waits for one person in one conversation, and how they want to be told. Read as the program. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { firmFacts } from '../firms/index.ts';
import type { PushFacts, Rules } from './decide.ts';
import type { Person } from './devices.ts';
import { readPreferences } from './preferences.ts';
import { worksAgainAt } from './working-hours.ts';

type Own = Pick<
  PushFacts,
  'unread' | 'newestSeq' | 'focusedAt' | 'rules' | 'awaitingSince' | 'worksAgainAt'
> & { readSeq: number };

/** `within`: the messages that the person may see, from T1; null: all. */
export async function personFacts(
  tx: Tx,
  firmId: string,
  conversationId: string,
  person: Person,
  within: readonly { fromSeq: number; toSeq: number | null }[] | null,
  now: Date,
): Promise<Own> {
  const id = 'staffId' in person ? person.staffId : person.portalUserId;
  const froms = (within ?? []).map(({ fromSeq }) => fromSeq);
  const tos = (within ?? []).map(({ toSeq }) => toSeq);
  const { rows } = await sql<{
    read_seq: number;
    unread: number;
    newest_seq: number | null;
    focused_at: Date | null;
    awaiting_since: Date | null;
  }>`
    select coalesce(p.seq, 0)::int as read_seq, m.unread, m.newest_seq, f.at as focused_at, c.awaiting_since
    from conversations c
    left join read_pointers p on p.firm_id = ${firmId} and p.conversation_id = c.id and p.person_id = ${id}
    left join notice_focus f on f.firm_id = ${firmId} and f.conversation_id = c.id and f.portal_user_id = ${id}
    left join lateral (
      select count(*)::int as unread, max(m.seq)::int as newest_seq from messages m
      where m.firm_id = ${firmId} and m.conversation_id = c.id and m.seq > coalesce(p.seq, 0) and m.kind = 'message'
        and m.retracted_at is null and m.author_portal_user_id is distinct from ${id}
        and (not ${'staffId' in person} or m.author_portal_user_id is not null)
        and (${within === null} or exists (select 1 from unnest(${froms}::bigint[], ${tos}::bigint[]) w(from_seq, to_seq)
          where m.seq between w.from_seq and coalesce(w.to_seq, m.seq)))) m on true
    where c.firm_id = ${firmId} and c.id = ${conversationId}`.execute(tx);
  const [row] = rows;
  const rules = await rulesOf(tx, firmId, person);
  const { timeZone } = await firmFacts(tx, firmId);
  return {
    ...{ readSeq: row?.read_seq ?? 0, unread: row?.unread ?? 0, newestSeq: row?.newest_seq ?? 0 },
    ...{ focusedAt: row?.focused_at ?? null, awaitingSince: row?.awaiting_since ?? null, rules },
    worksAgainAt: rules.who === 'staff' ? worksAgainAt(rules.hours, timeZone, now) : null,
  };
}

async function rulesOf(tx: Tx, firmId: string, person: Person): Promise<Rules> {
  if (!('staffId' in person)) return { who: 'client' };
  const kept = await readPreferences(tx, firmId, person.staffId);
  const hours = { from: kept.workFrom, until: kept.workUntil, days: kept.workDays };
  return {
    ...{ who: 'staff', tell: kept.tell, unansweredMinutes: kept.unansweredMinutes },
    hours: kept.quiet ? hours : null,
  };
}
