/** Data quality of contacts: numbers to fix. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { firmFacts } from '../firms/index.ts';
import { numberRows, phoneFields } from './contacts-fields.ts';
import type { NumberToFix, numberPatch } from './contacts-schema.ts';
import { insertNumbers, lockContact, refreshContact } from './contacts-store.ts';

const idCursor = z.tuple([z.uuid()]);

/** Numbers that cannot be read, are unlikely, or are a staff member's own: one page, oldest first. */
export async function listNumbersToFix(
  tx: Tx,
  firmId: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: NumberToFix[]; next: string | null }> {
  const after = page.after === undefined ? null : decodeCursor(page.after, idCursor)[0];
  const from = after === null ? sql`` : sql`and n.id > ${after}::uuid`;
  const { rows } = await sql<{
    id: string;
    contact_id: string;
    display_name: string;
    raw: string;
    part: string;
    label: string;
    e164: string | null;
    problem: NumberToFix['problem'];
  }>`
    select * from (
      (select n.id, n.contact_id, c.display_name, n.raw, n.part, n.label, n.e164, n.problem
       from contact_numbers n
       join contacts c on c.firm_id = ${firmId} and c.id = n.contact_id and c.archived_at is null
       where n.firm_id = ${firmId} and n.problem is not null ${from} order by n.id limit ${page.limit + 1})
      union all
      (select n.id, n.contact_id, c.display_name, n.raw, n.part, n.label, n.e164, 'own_number'
       from contact_numbers n
       join contacts c on c.firm_id = ${firmId} and c.id = n.contact_id and c.archived_at is null
       where n.firm_id = ${firmId} and n.problem is null ${from} and n.e164 in
         (select unnest(s.direct_numbers) from staff_members s where s.firm_id = ${firmId})
       order by n.id limit ${page.limit + 1})
    ) as numbers order by id limit ${page.limit + 1}`.execute(tx);
  return toPage(
    rows,
    page.limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      contactId: row.contact_id,
      contactName: row.display_name,
      text: row.raw,
      part: row.part,
      label: row.label,
      e164: row.e164,
      problem: row.problem,
    }),
  );
}

/** Writes the whole telephone field anew in which this number stands, if `check` lets its contact. Answers the contact's id. */
export async function changeNumber(
  tx: Tx,
  actor: Actor,
  numberId: string,
  patch: z.output<typeof numberPatch>,
  check: (contactId: string) => Promise<void>,
): Promise<string> {
  const { firmId } = actor;
  const number = found(
    await tx
      .selectFrom('contact_numbers')
      .select(['contact_id', 'position'])
      .where('firm_id', '=', firmId)
      .where('id', '=', numberId)
      .executeTakeFirst(),
  );
  const contactId = number.contact_id;
  await check(contactId);
  await lockContact(tx, firmId, contactId);
  const removed = await tx
    .deleteFrom('contact_numbers')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', contactId)
    .where('position', '=', number.position)
    .returningAll()
    .execute();
  const before = found(phoneFields(removed)[0]);
  const { country } = await firmFacts(tx, firmId);
  const fax = patch.fax ?? before.fax;
  const field = { text: patch.text ?? before.text, label: patch.label ?? before.label, fax };
  await insertNumbers(tx, firmId, contactId, numberRows([field], country, number.position));
  await refreshContact(tx, firmId, contactId);
  const detail = { from: before.text, to: field.text };
  await recordChange(tx, actor, { action: 'contact.number_changed', id: contactId, detail });
  return contactId;
}
