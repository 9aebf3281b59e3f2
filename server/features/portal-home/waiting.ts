/** How much waits for somebody: asked with the eyes that they have at each of their firms. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { PortalPrincipal } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { listReadySeats } from '../portal-sign-in/index.ts';
import type { WaitingCounts } from './schema.ts';

const most = 100;

export async function countWaiting(
  { database }: Pick<Platform, 'database'>,
  principal: PortalPrincipal,
): Promise<WaitingCounts> {
  const { secondFactor } = principal;
  const countOf = (seat: { firmId: string; portalUserId: string }) =>
    database.portal({ ...seat, secondFactor }).read((tx) => countOfSeat(tx, seat));
  const seats = await database.system((tx) => listReadySeats(tx, principal.accountId));
  const elsewhere: WaitingCounts['elsewhere'] = [];
  for (const seat of seats)
    if (seat.portalUserId !== principal.portalUserId) elsewhere.push({ ...seat, ...(await countOf(seat)) });
  return { ...(await countOf(principal)), elsewhere };
}

async function countOfSeat(
  tx: Tx,
  { firmId, portalUserId }: { firmId: string; portalUserId: string },
): Promise<{ unread: number; toDos: number }> {
  // The same messages as in the list of conversations: what is archived or over waits for nobody.
  const { rows } = await sql<{ unread: number; toDos: number }>`
    select (select count(*)::int from (
        select 1 from conversations c
        join messages m on m.firm_id = ${firmId} and m.conversation_id = c.id
        left join read_pointers r on r.firm_id = ${firmId} and r.conversation_id = c.id and r.person_id = ${portalUserId}
        where c.firm_id = ${firmId} and c.state = 'open'
          and c.id in (select p.conversation_id from participants p
            where p.firm_id = ${firmId} and p.portal_user_id = ${portalUserId} and p.left_at is null)
          and m.kind = 'message' and m.retracted_at is null and m.seq > coalesce(r.seq, 0)
          and m.author_portal_user_id is distinct from ${portalUserId} limit ${most}) n) as unread,
      (select count(*)::int from (
        select 1 from to_dos t where t.firm_id = ${firmId} and t.portal_user_id = ${portalUserId} and t.state = 'open'
        limit ${most}) n) as "toDos"`.execute(tx);
  return rows[0] ?? { unread: 0, toDos: 0 };
}
