/** Reads events with what decides who is told of them: by the program, once for all streams of a firm. */
import { z } from 'zod';
import type { Database, Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import type { ConversationFacts, Facts, MatterFacts, News } from './decide.ts';

/** Events in one go: what bounds the memory, however long the backlog. */
export const newsAtOnce = 500;

/** The oldest events after this number, at most `newsAtOnce`, and how their matters and conversations stand afterwards. */
export async function readNews(
  database: Database,
  firmId: string,
  after: number,
): Promise<{ news: News[]; facts: Facts }> {
  return await database.firm(firmId).read(async (tx) => {
    const { rows: news } = await prepared<News>('live_news')`
      select seq, type, subject_id as "subjectId", matter_id as "matterId", conversation_id as "conversationId",
        portal_user_id as "portalUserId", staff_only as "staffOnly"
      from events where firm_id = ${firmId} and seq > ${after} order by seq limit ${newsAtOnce}`.execute(tx);
    const conversations = await readConversations(
      tx,
      firmId,
      news.map((one) => one.conversationId),
    );
    const matters = await readMatters(tx, firmId, [
      ...news.map((one) => one.matterId),
      ...[...conversations.values()].map((one) => one.matterId),
    ]);
    return { news, facts: { matters, conversations } };
  });
}

export async function readConversationFacts(
  database: Database,
  firmId: string,
  ids: readonly string[],
): Promise<Facts> {
  return await database.firm(firmId).read(async (tx) => {
    const conversations = await readConversations(tx, firmId, ids);
    const matterIds = [...conversations.values()].map((one) => one.matterId);
    return { matters: await readMatters(tx, firmId, matterIds), conversations };
  });
}

export async function readMatterFacts(
  database: Database,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, MatterFacts>> {
  return await database.firm(firmId).read((tx) => readMatters(tx, firmId, ids));
}

/** The number of the firm's newest event. */
export async function readNewestSeq(database: Database, firmId: string): Promise<number> {
  return await database.firm(firmId).read(async (tx) => {
    const { rows } = await prepared<{ seq: number }>('live_newest')`
      select event_seq as seq from firms where id = ${firmId}`.execute(tx);
    return rows[0]?.seq ?? 0;
  });
}

const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];

async function readMatters(
  tx: Tx,
  firmId: string,
  given: readonly (string | null)[],
): Promise<Map<string, MatterFacts>> {
  const ids = distinct(given);
  if (ids.length === 0) return new Map();
  const { rows } = await prepared<{ id: string; restricted: boolean; staffIds: string[] }>('live_matters')`
    select m.id, m.restricted, case when m.restricted then array(
        select a.staff_id from matter_access a where a.firm_id = ${firmId} and a.matter_id = m.id) else '{}' end as "staffIds"
    from matters m where m.firm_id = ${firmId} and m.id = any((select ${ids}::uuid[])::uuid[])`.execute(tx);
  return new Map(
    rows.map(({ id, restricted, staffIds }) => [id, { restricted, staffIds: new Set(staffIds) }]),
  );
}

const staysShape = z.record(z.string(), z.number());

interface ConversationRow
  extends Pick<ConversationFacts, 'kind' | 'state' | 'matterId' | 'membersOnly' | 'typingShown'> {
  id: string;
  staffIds: string[];
  granted: string[];
  stays: unknown;
}

async function readConversations(
  tx: Tx,
  firmId: string,
  given: readonly (string | null)[],
): Promise<Map<string, ConversationFacts>> {
  const ids = distinct(given);
  if (ids.length === 0) return new Map();
  const { rows } = await prepared<ConversationRow>('live_conversations')`
    select c.id, c.kind, c.state, c.matter_id as "matterId", c.staff_ids as "staffIds",
      coalesce(s.members_only, false) as "membersOnly", coalesce(s.typing_shown, false) as "typingShown",
      case when c.kind in ('channel', 'direct') then array(
        select g.staff_id from break_glass_grants g where g.firm_id = ${firmId} and g.conversation_id = c.id
          and g.ended_at is null and g.expires_at > app_now()) else '{}' end as granted,
      case when c.kind = 'external' then (
        select jsonb_object_agg(p.portal_user_id, p.from_event) from participants p
        where p.firm_id = ${firmId} and p.conversation_id = c.id and p.portal_user_id is not null and p.left_at is null
          and (p.access_until is null or p.access_until > app_now())) end as stays
    from conversations c left join portal_settings s on s.firm_id = ${firmId}
    where c.firm_id = ${firmId} and c.id = any((select ${ids}::uuid[])::uuid[])`.execute(tx);
  return new Map(
    rows.map(({ id, staffIds, granted, stays, ...row }) => [
      id,
      {
        ...row,
        staffIds: new Set(staffIds),
        granted: new Set(granted),
        stays: new Map(Object.entries(staysShape.parse(stays ?? {}))),
      },
    ]),
  );
}
