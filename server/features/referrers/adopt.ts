/** Contacts that a connected practice system names as referrers are the firm's referrers, too. */
import { sql } from 'kysely';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import './tables.ts';

/** Makes those that are none yet; one whose name another referrer has already is left to people. Program's scope. */
export async function adoptReferrers(
  tx: Tx,
  firmId: string,
  contactIds: readonly string[],
  now: Date,
): Promise<void> {
  if (contactIds.length === 0) return;
  const { rows: fresh } = await sql<{ id: string; name: string }>`
    select c.id, c.display_name as name from contacts c
    where c.firm_id = ${firmId} and c.id = any(${[...new Set(contactIds)]}::uuid[]) and c.archived_at is null
      and not exists (select 1 from referrers r where r.firm_id = ${firmId} and r.contact_id = c.id)
      and not exists (select 1 from referrer_users u where u.firm_id = ${firmId} and u.contact_id = c.id)
    order by c.id`.execute(tx);
  for (const { id: contactId, name } of fresh) {
    const { rows } = await sql<{ id: string }>`
      insert into referrers (firm_id, id, name, contact_id, notes, created_at, updated_at)
      values (${firmId}, ${newId()}, ${name}, ${contactId}, '', ${now}, ${now})
      on conflict do nothing returning id`.execute(tx);
    const actor = { firmId, staffId: null, now };
    for (const { id } of rows)
      await recordChange(tx, actor, { action: 'referrer.created', id, detail: { name, contactId } });
  }
}
