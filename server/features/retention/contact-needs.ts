/** Whether a contact may go, and making it go. In the program's scope: what nobody here sees may need it, too. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Need, needKinds } from './erasure-decide.ts';
import { dropFiles } from './files.ts';
import { clearAudit } from './traces.ts';
import './tables.ts';

/** What else the contact is needed for. Calls count by the contact's numbers, too: their record stays, and names it. */
export async function findNeeds(tx: Tx, firmId: string, contactId: string): Promise<Need[]> {
  const of = (table: string, column = 'contact_id') =>
    sql`exists (select 1 from ${sql.table(table)} where firm_id = ${firmId} and ${sql.ref(column)} = ${contactId})`;
  // What stays with a contact that was merged into this one goes or stays with both.
  const ofFamily = (table: string) =>
    sql`exists (select 1 from ${sql.table(table)} where firm_id = ${firmId} and contact_id in (${family(firmId, contactId)}))`;
  const { rows } = await sql<Record<Need, boolean>>`
    select ${of('matter_parties')} or ${of('matter_layout_fields')} as matter,
      ${of('lead_clients')} as enquiry,
      ${of('referrers')} or ${of('referrer_users')} as referrer,
      ${of('interactions')} or ${of('log_entries')} or ${of('text_messages')} or ${of('text_inbound')} or exists (
        select 1 from contact_numbers n
        join interactions i on i.firm_id = ${firmId} and i.external_e164 = n.e164
        where n.firm_id = ${firmId} and n.contact_id = ${contactId} and n.e164 is not null) as call,
      ${of('tasks')} or ${of('memos')} or ${of('documents')} or ${ofFamily('event_attendees')} as record,
      ${ofFamily('portal_users')} as portal,
      ${of('contact_members')} or ${of('contact_members', 'group_id')} as "group",
      ${of('destination_writes')} or exists (select 1 from external_links
        where firm_id = ${firmId} and kind = 'contact' and local_id = ${contactId}) as connected,
      exists (select 1 from held_by(${firmId}::uuid, null, null, ${contactId}::uuid)) as hold,
      exists (select 1 from contacts where firm_id = ${firmId} and id = ${contactId}
        and created_by in ('import', 'sync')) as imported`.execute(tx);
  return needKinds.filter((need) => rows[0]?.[need] === true);
}

/** A contact, and those that were merged into it. */
const family = (firmId: string, contactId: string) => sql`
  with recursive same (id) as (
    select ${contactId}::uuid
    union select c.id from contacts c join same s on c.firm_id = ${firmId} and c.merged_into_id = s.id)
  select id from same`;

/** The contact, and those that were merged into it, with everything that hangs on them. Audited without a name. */
export async function eraseContact(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  actor: Actor,
  contactId: string,
): Promise<void> {
  const { firmId } = actor;
  const { rows } = await sql<{ id: string }>`${family(firmId, contactId)}`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await dropExports(tx, platform, firmId, ids);
  for (const table of ['chase_opt_outs', 'key_stage_messages'])
    await sql`
      delete from ${sql.table(table)} where firm_id = ${firmId} and contact_id = any(${ids}::uuid[])`.execute(
      tx,
    );
  await sql`delete from contacts where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx);
  await clearAudit(tx, actor, 'contact', ids);
  await recordChange(tx, actor, { action: 'contact.erased', id: contactId });
}

/** What was put together about them goes as well. */
export async function dropExports(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  firmId: string,
  contactIds: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ sha256: Buffer | null }>`
    delete from person_exports where firm_id = ${firmId} and contact_id = any(${[...contactIds]}::uuid[])
    returning sha256`.execute(tx);
  const packs = await sql<{ sha256: Buffer | null }>`
    delete from hand_overs where firm_id = ${firmId} and contact_id = any(${[...contactIds]}::uuid[])
    returning sha256`.execute(tx);
  const papers = [...rows, ...packs.rows].flatMap(({ sha256 }) => sha256 ?? []);
  await dropFiles(tx, platform, firmId, papers);
}
