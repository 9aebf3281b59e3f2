/** Referrers in the database: companies, and what is agreed with them. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { whyNotStart } from '../fee-scales/index.ts';
import { createContact } from '../practice/index.ts';
import { type FeeRule, ruleProblems } from './rule.ts';
import './tables.ts';

interface ReferrerInput {
  name: string;
  contactId?: string | undefined;
  phone: string;
  email: string;
  notes: string;
  feeScaleIds: readonly string[];
}

/** Makes a referrer; its company is chosen from the practice record, or made there. Answers its id. Audited. */
export async function createReferrer(tx: Tx, actor: Actor, input: ReferrerInput): Promise<string> {
  const { firmId, now } = actor;
  const { name, notes } = input;
  await mustBeFree(tx, firmId, name, null);
  const contactId = input.contactId ?? (await makeCompany(tx, actor, input));
  if (input.contactId !== undefined) await mustBeCompany(tx, firmId, input.contactId, null);
  const id = newId();
  await tx
    .insertInto('referrers')
    .values({
      ...{ firm_id: firmId, id, name, contact_id: contactId, notes, archived_at: null },
      ...{ created_at: now, updated_at: now },
    })
    .execute();
  await replaceScales(tx, firmId, id, input.feeScaleIds);
  await recordChange(tx, actor, { action: 'referrer.created', id, detail: { name, contactId } });
  return id;
}

async function makeCompany(tx: Tx, actor: Actor, { name, phone, email }: ReferrerInput): Promise<string> {
  return await createContact(tx, actor, {
    kind: 'company',
    firstName: '',
    lastName: '',
    companyName: name,
    notes: '',
    phones: phone === '' ? [] : [{ text: phone, label: '' }],
    emails: email === '' ? [] : [{ email, label: '' }],
    memberIds: [],
  });
}

interface ReferrerPatch {
  name?: string | undefined;
  contactId?: string | undefined;
  notes?: string | undefined;
  feeScaleIds?: readonly string[] | undefined;
}

export async function updateReferrer(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: ReferrerPatch,
  expected: number | null,
): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockReferrer(tx, firmId, id);
  checkVersion(row.version, expected);
  if (patch.name !== undefined && row.archived_at === null) await mustBeFree(tx, firmId, patch.name, id);
  if (patch.contactId !== undefined) await mustBeCompany(tx, firmId, patch.contactId, id);
  if (patch.feeScaleIds) await replaceScales(tx, firmId, id, patch.feeScaleIds);
  await tx
    .updateTable('referrers')
    .set({
      name: patch.name ?? row.name,
      contact_id: patch.contactId ?? row.contact_id,
      notes: patch.notes ?? row.notes,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  await recordChange(tx, actor, { action: 'referrer.changed', id, detail: { fields } });
}

/** Archived ones are not offered any more; what they referred stays in their ledger. */
export async function setReferrerArchived(
  tx: Tx,
  actor: Actor,
  id: string,
  archived: boolean,
): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockReferrer(tx, firmId, id);
  if (!archived) await mustBeFree(tx, firmId, row.name, id);
  await tx
    .updateTable('referrers')
    .set({ archived_at: archived ? now : null, version: row.version + 1, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: archived ? 'referrer.archived' : 'referrer.restored', id });
}

/** The referrer for changing, locked until the transaction ends. */
export async function lockReferrer(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('referrers')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

async function mustBeFree(tx: Tx, firmId: string, name: string, ownId: string | null): Promise<void> {
  const { rows } = await sql`
    select 1 from referrers where firm_id = ${firmId} and lower(name) = lower(${name}) and archived_at is null
      and id is distinct from ${ownId}::uuid`.execute(tx);
  if (rows.length > 0) throw problem('already_exists', `There is a referrer called ${name} already.`);
}

async function mustBeCompany(tx: Tx, firmId: string, contactId: string, ownId: string | null): Promise<void> {
  const fault = (message: string) =>
    problem('invalid_input', message, { fields: [{ field: 'contactId', message }] });
  const { rows } = await sql<{ kind: string; referrer: string | null }>`
    select c.kind, (select r.name from referrers r where r.firm_id = ${firmId} and r.contact_id = c.id
      and r.archived_at is null and r.id is distinct from ${ownId}::uuid limit 1) as referrer
    from contacts c where c.firm_id = ${firmId} and c.id = ${contactId} and c.archived_at is null`.execute(
    tx,
  );
  const [contact] = rows;
  if (!contact) throw fault('There is no such contact.');
  if (contact.kind === 'group') throw fault('A referrer is a company or a person, not a group.');
  if (contact.referrer !== null) throw fault(`This contact is the referrer ${contact.referrer} already.`);
}

async function replaceScales(tx: Tx, firmId: string, id: string, scaleIds: readonly string[]): Promise<void> {
  const ids = [...new Set(scaleIds)];
  const { rows } = await sql`
    select 1 from fee_scales
    where firm_id = ${firmId} and id = any(${ids}::uuid[]) and archived_at is null`.execute(tx);
  if (rows.length < ids.length) {
    const message = 'One of the fee scales is not there, or archived.';
    throw problem('invalid_input', message, { fields: [{ field: 'feeScaleIds', message }] });
  }
  await tx
    .deleteFrom('referrer_fee_scales')
    .where('firm_id', '=', firmId)
    .where('referrer_id', '=', id)
    .execute();
  if (ids.length === 0) return;
  await tx
    .insertInto('referrer_fee_scales')
    .values(
      ids.map((scaleId, position) => ({ firm_id: firmId, referrer_id: id, fee_scale_id: scaleId, position })),
    )
    .execute();
}

/** Agrees a fee from a day on: today or later, so that no referral changes its terms. */
export async function addRule(
  tx: Tx,
  actor: Actor,
  referrerId: string,
  input: { startsOn: string; rule: FeeRule },
  days: { today: string; latest: string },
): Promise<void> {
  const { firmId, staffId, now } = actor;
  await lockReferrer(tx, firmId, referrerId);
  const why = whyNotStart(input.startsOn, days.today, days.latest);
  const problems = [
    ...(why === null ? [] : [{ field: 'startsOn', message: why }]),
    ...ruleProblems(input.rule).map(({ field, message }) => ({ field: `rule.${field}`, message })),
  ];
  const [first] = problems;
  if (first) throw problem('invalid_input', first.message, { fields: problems });
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(number), 0) + 1 as next from referrer_fee_rules
    where firm_id = ${firmId} and referrer_id = ${referrerId}`.execute(tx);
  const number = rows[0]?.next ?? 1;
  await tx
    .insertInto('referrer_fee_rules')
    .values({
      ...{ firm_id: firmId, id: newId(), referrer_id: referrerId, number, starts_on: input.startsOn },
      ...{ rule: JSON.stringify(input.rule), made_by_staff_id: staffId, made_at: now },
    })
    .execute();
  const detail = { number, startsOn: input.startsOn, rule: input.rule };
  await recordChange(tx, actor, { action: 'referrer.fee_agreed', id: referrerId, detail });
}

/** Only where nobody was referred under it. */
export async function withdrawRule(
  tx: Tx,
  actor: Actor,
  { referrerId, ruleId }: { referrerId: string; ruleId: string },
): Promise<void> {
  const { firmId } = actor;
  const { rows } = await sql<{ number: number; used: boolean }>`
    select r.number, exists (select 1 from referrals f where f.firm_id = ${firmId} and f.rule_id = r.id) as used
    from referrer_fee_rules r
    where r.firm_id = ${firmId} and r.id = ${ruleId} and r.referrer_id = ${referrerId}`.execute(tx);
  const rule = found(rows[0]);
  if (rule.used)
    throw problem('wrong_state', 'Clients were referred under it: agree another from a later day.');
  await tx.deleteFrom('referrer_fee_rules').where('firm_id', '=', firmId).where('id', '=', ruleId).execute();
  await recordChange(tx, actor, {
    action: 'referrer.fee_withdrawn',
    id: referrerId,
    detail: { number: rule.number },
  });
}
