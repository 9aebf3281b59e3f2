/** Whether a contact may be texted, for staff. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { addConsent, listConsents, readNumberStates } from './consent-store.ts';
import { numberFacts } from './number-kind.ts';
import { contactNumbers } from './own-numbers.ts';
import { findSettings, textingOf } from './settings-store.ts';
import type { ContactTexting, MatterTexts } from './shapes.ts';

const ledgerRows = 100;

export async function viewContactTexting(tx: Tx, firmId: string, contactId: string): Promise<ContactTexting> {
  await mustSeeContact(tx, firmId, contactId);
  const settings = await findSettings(tx, firmId);
  const numbers = await contactNumbers(tx, firmId, contactId);
  const states = await readNumberStates(tx, firmId, numbers);
  const ledger = await listConsents(tx, firmId, numbers, ledgerRows);
  return {
    texting: textingOf(settings),
    signInByNumber: settings?.sign_in_by_number ?? false,
    numbers: numbers.map((number) => {
      const state = states.get(number);
      return {
        number,
        kind: numberFacts(number).kind,
        consent: state?.consent ?? null,
        consentAt: state?.consentAt?.toISOString() ?? null,
        carrierBlocked: state?.carrierBlocked ?? false,
        problem: state?.problem ?? null,
      };
    }),
    ledger: ledger.map((row) => ({ ...row, at: row.at.toISOString() })),
    texts: await listContactTexts(tx, firmId, contactId),
  };
}

/** Behind the walls of whatever they may be about. */
async function listContactTexts(tx: Tx, firmId: string, contactId: string): Promise<ContactTexting['texts']> {
  const { rows } = await sql<{ id: string; number: string; body: string; at: Date; files: number }>`
    select i.id, i.number, i.body, i.received_at as at, (
      select count(*)::int from text_media f where f.firm_id = ${firmId} and f.inbound_id = i.id) as files
    from text_inbound i
    where i.firm_id = ${firmId} and i.contact_id = ${contactId} and i.state = 'filed' and i.conversation_id is null
    order by i.id desc limit 20`.execute(tx);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function mustSeeContact(tx: Tx, firmId: string, contactId: string): Promise<void> {
  found(
    await tx
      .selectFrom('contacts')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('id', '=', contactId)
      .executeTakeFirst(),
  );
}

/** Staff writes down what somebody said. */
export async function addStaffConsent(
  tx: Tx,
  actor: Actor,
  contactId: string,
  word: { number: string; change: 'in' | 'out'; basis: string },
): Promise<void> {
  await mustSeeContact(tx, actor.firmId, contactId);
  const numbers = await contactNumbers(tx, actor.firmId, contactId);
  if (!numbers.includes(word.number)) {
    const message = 'The contact does not have this number.';
    throw problem('invalid_input', message, { fields: [{ field: 'number', message }] });
  }
  await addConsent(tx, actor, { ...word, channel: 'staff', contactId });
}

// ---- matters -----------------------------------------------------------------------------------------------------

export async function readMatterTexts(tx: Tx, firmId: string, matterId: string): Promise<MatterTexts> {
  const matter = await tx
    .selectFrom('matters')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', '=', matterId)
    .executeTakeFirst();
  found(matter);
  const row = await tx
    .selectFrom('text_matters')
    .select('matter_id')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .executeTakeFirst();
  return { sensitive: row !== undefined, texting: textingOf(await findSettings(tx, firmId)) };
}

export async function setMatterTexts(
  tx: Tx,
  actor: Actor & { staffId: string },
  matterId: string,
  sensitive: boolean,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const before = await readMatterTexts(tx, firmId, matterId);
  if (before.sensitive === sensitive) return;
  if (sensitive)
    await tx
      .insertInto('text_matters')
      .values({ firm_id: firmId, matter_id: matterId, set_by_staff_id: staffId, set_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  else
    await tx
      .deleteFrom('text_matters')
      .where('firm_id', '=', firmId)
      .where('matter_id', '=', matterId)
      .execute();
  await recordChange(tx, actor, {
    action: 'text_matter.changed',
    id: matterId,
    matterId,
    detail: { sensitive },
  });
}
