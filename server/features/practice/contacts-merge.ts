/** Two contacts that are one. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { firmFacts } from '../firms/index.ts';
import { moveAddresses } from './contact-addresses.ts';
import { numberRows, phoneFields } from './contacts-fields.ts';
import { insertEmails, insertNumbers, lockContact, refreshContact } from './contacts-store.ts';

/**
 * Empties one contact into another and archives it: numbers, e-mails, addresses, groups, matters, tasks, memos,
 * documents, interactions, enquiries and referrers move. With the program's scope, because what stands on walled matters moves as well. Not to be undone.
 */
export async function mergeContacts(
  program: Scope,
  actor: Actor,
  keptId: string,
  otherId: string,
): Promise<void> {
  if (keptId === otherId) throw problem('invalid_input', 'otherId: a contact cannot be merged with itself.');
  const { firmId } = actor;
  await program.write(async (tx) => {
    // In one order for everybody, so that two merges never wait for each other.
    for (const id of [keptId, otherId].sort()) await lockContact(tx, firmId, id);
    await moveReach(tx, firmId, keptId, otherId);
    await moveAddresses(tx, firmId, keptId, otherId);
    await movePlaces(tx, firmId, keptId, otherId);
    await sql`
      update contacts set archived_at = coalesce(archived_at, now()), merged_into_id = ${keptId}
      where firm_id = ${firmId} and id = ${otherId}`.execute(tx);
    await refreshContact(tx, firmId, otherId);
    await refreshContact(tx, firmId, keptId);
    await recordChange(tx, actor, { action: 'contact.merged', id: keptId, detail: { otherId } });
    await recordChange(tx, actor, {
      action: 'contact.archived',
      id: otherId,
      detail: { mergedInto: keptId },
    });
  });
}

async function moveReach(tx: Tx, firmId: string, keptId: string, otherId: string): Promise<void> {
  const kept = await tx
    .selectFrom('contact_numbers')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', keptId)
    .execute();
  const known = new Set(kept.map((row) => row.e164 ?? row.part));
  const other = await tx
    .deleteFrom('contact_numbers')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', otherId)
    .returningAll()
    .execute();
  const next = 1 + Math.max(-1, ...kept.map((row) => row.position));
  const { country } = await firmFacts(tx, firmId);
  const fields = phoneFields(other).filter((field) =>
    field.numbers.some((number) => !known.has(number.e164 ?? number.part)),
  );
  await insertNumbers(tx, firmId, keptId, numberRows(fields, country, next));
  const emails = await tx
    .deleteFrom('contact_emails')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', otherId)
    .returning(['email', 'label'])
    .execute();
  const keptEmails = await tx
    .selectFrom('contact_emails')
    .select(['email', 'position'])
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', keptId)
    .execute();
  const knownEmails = new Set(keptEmails.map(({ email }) => email.toLowerCase()));
  const fresh = emails.filter(({ email }) => !knownEmails.has(email.toLowerCase()));
  await insertEmails(
    tx,
    firmId,
    keptId,
    fresh,
    1 + Math.max(-1, ...keptEmails.map(({ position }) => position)),
  );
}

const texts = ['text_messages', 'text_inbound', 'text_candidates', 'text_consents'] as const;

/** Everything that names `otherId` but its numbers and mailboxes. */
export async function movePlaces(tx: Tx, firmId: string, keptId: string, otherId: string): Promise<void> {
  await sql`
    insert into matter_parties (firm_id, matter_id, contact_id, role, is_client)
    select firm_id, matter_id, ${keptId}, role, is_client from matter_parties
    where firm_id = ${firmId} and contact_id = ${otherId} on conflict do nothing`.execute(tx);
  await sql`delete from matter_parties where firm_id = ${firmId} and contact_id = ${otherId}`.execute(tx);
  await sql`
    insert into contact_members (firm_id, group_id, contact_id)
    select firm_id, group_id, ${keptId} from contact_members
    where firm_id = ${firmId} and contact_id = ${otherId} and group_id <> ${keptId} on conflict do nothing`.execute(
    tx,
  );
  await sql`delete from contact_members where firm_id = ${firmId} and contact_id = ${otherId}`.execute(tx);
  // Whoever is not the one is not the two, either.
  await sql`
    insert into contacts_apart (firm_id, contact_id, other_id, said_by_staff_id, said_at)
    select ${firmId}, least(third, ${keptId}::uuid), greatest(third, ${keptId}::uuid), said_by_staff_id, said_at
    from (select a.*, case when contact_id = ${otherId} then other_id else contact_id end as third
      from contacts_apart a where firm_id = ${firmId} and (contact_id = ${otherId} or other_id = ${otherId})) a
    where third <> ${keptId} on conflict do nothing`.execute(tx);
  // What a person chose for the kept contact stands; the other's choice fills the gap.
  await sql`
    update pair_rules set contact_id = ${keptId} where firm_id = ${firmId} and contact_id = ${otherId}
    and not exists (select 1 from pair_rules k where k.firm_id = ${firmId} and k.contact_id = ${keptId})`.execute(
    tx,
  );
  await moveQuotes(tx, firmId, keptId, otherId);
  for (const table of ['tasks', 'memos', 'documents', 'interactions', 'log_entries', ...texts]) {
    await sql`
      update ${sql.table(table)} set contact_id = ${keptId}
      where firm_id = ${firmId} and contact_id = ${otherId}`.execute(tx);
  }
}

/** Enquiries of the person, the referrer (a company or its people) that the contact stands for, and fields of layouts. */
async function moveQuotes(tx: Tx, firmId: string, keptId: string, otherId: string): Promise<void> {
  await sql`
    insert into lead_clients (firm_id, lead_id, contact_id, position)
    select firm_id, lead_id, ${keptId}, position from lead_clients
    where firm_id = ${firmId} and contact_id = ${otherId} on conflict do nothing`.execute(tx);
  await sql`delete from lead_clients where firm_id = ${firmId} and contact_id = ${otherId}`.execute(tx);
  for (const table of ['referrers', 'referrer_users', 'matter_layout_fields'])
    await sql`
      update ${sql.table(table)} set contact_id = ${keptId}
      where firm_id = ${firmId} and contact_id = ${otherId}`.execute(tx);
}
