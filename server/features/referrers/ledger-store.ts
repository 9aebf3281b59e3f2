/** The ledger: a row for each client that was sent, moved by news of the enquiry and by people. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type Transaction, transaction } from '../fee-scales/index.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { feeIsOpen, mayMove, type ReferralNews, type ReferralState, stateAfter } from './decide.ts';
import { type ReferralFacts, referralFee } from './referral-fee.ts';
import { type FeeRule, feeRule, isOwed } from './rule.ts';
import { readRules, ruleOn } from './rules-reads.ts';
import type { ReferralsTable } from './tables.ts';
import './tables.ts';

type Known = Pick<ReferralFacts, 'price' | 'legalFeesNetPence'>;

export interface NewReferral {
  leadId: string;
  referrerId: string;
  branchId?: string | null;
  userId?: string | null;
  transaction: Transaction;
  /** Whole units of currency. */
  price?: number | null;
  legalFeesNetPence?: number | null;
}

/**
 * A client was sent: one row in the referrer's ledger, under what is agreed today. Told again, it keeps its terms and takes
 * what is known now; one that was lost begins anew. Another referrer of the same enquiry is lost. Answers the row's id.
 */
export async function noteReferral(tx: Tx, actor: Actor, input: NewReferral): Promise<string> {
  const { firmId, now } = actor;
  const { leadId, referrerId, branchId = null, userId = null } = input;
  const { live } = await checkPlace(tx, firmId, { referrerId, branchId, userId });
  for (const row of await lockOfLead(tx, firmId, leadId))
    if (row.referrer_id !== referrerId && feeIsOpen(row.state) && row.state !== 'lost')
      await move(tx, actor, row, 'lost', 'Another referrer was named');
  const [known] = (await lockOfLead(tx, firmId, leadId)).filter((row) => row.referrer_id === referrerId);
  if (known) return await noteAgain(tx, actor, known, input);
  if (!live) throw badReferrer('This referrer is archived.');
  const firm = await firmFacts(tx, firmId);
  const today = todayIn(firm, now);
  const agreed = ruleOn((await readRules(tx, firmId, [referrerId])).get(referrerId) ?? [], today);
  const facts = {
    transaction: input.transaction,
    price: input.price ?? null,
    legalFeesNetPence: input.legalFeesNetPence ?? null,
    currency: firm.currency,
  };
  const id = newId();
  await tx
    .insertInto('referrals')
    .values({
      ...{
        firm_id: firmId,
        id,
        referrer_id: referrerId,
        branch_id: branchId,
        user_id: userId,
        lead_id: leadId,
      },
      ...{ state: 'referred', state_since: now, rule_id: agreed?.id ?? null },
      ...{
        transaction: input.transaction,
        ...feeColumns(agreed?.rule ?? null, facts),
        currency: firm.currency,
      },
      ...{ due_on: null, invoice_number: '', invoiced_on: null, paid_on: null, public_note: '' },
      ...{ referred_on: today, created_at: now, updated_at: now },
    })
    .execute();
  await addEvent(tx, actor, id, { from: null, to: 'referred', note: '' });
  await recordChange(tx, actor, { action: 'referral.created', id, detail: { leadId, referrerId } });
  return id;
}

/** The same client of the same referrer: what is not told stays. */
async function noteAgain(
  tx: Tx,
  actor: Actor,
  row: Awaited<ReturnType<typeof lockOfLead>>[number],
  input: NewReferral,
): Promise<string> {
  if (row.state === 'lost') await move(tx, actor, row, 'referred', 'Named again');
  const open = feeIsOpen(row.state);
  await tx
    .updateTable('referrals')
    .set({
      branch_id: input.branchId ?? row.branch_id,
      user_id: input.userId ?? row.user_id,
      transaction: open ? input.transaction : row.transaction,
    })
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', row.id)
    .execute();
  const { price = row.price, legalFeesNetPence = row.legal_fees_net_pence } = input;
  const rule = await ruleOf(tx, actor.firmId, row.rule_id);
  await setFacts(tx, actor, { ...row, transaction: input.transaction }, rule, { price, legalFeesNetPence });
  return row.id;
}

/** What became of the enquiry; nothing happens when nobody sent the client. */
export async function moveReferral(
  tx: Tx,
  actor: Actor,
  input: { leadId: string; news: ReferralNews; note?: string } & Partial<Known>,
): Promise<void> {
  const rows = await lockOfLead(tx, actor.firmId, input.leadId);
  const row = rows.find(({ state }) => state !== 'lost') ?? rows[0];
  if (!row) return;
  const rule = await ruleOf(tx, actor.firmId, row.rule_id);
  const { price = row.price, legalFeesNetPence = row.legal_fees_net_pence } = input;
  const fresh = await setFacts(tx, actor, row, rule, { price, legalFeesNetPence });
  const next = stateAfter(row.state, input.news, rule !== null && isOwed(rule) ? rule.dueOn : null);
  if (next !== null) await move(tx, actor, fresh, next, input.note ?? '');
}

/** No referrer any more: the enquiry came another way after all. */
export async function dropReferral(tx: Tx, actor: Actor, leadId: string): Promise<void> {
  for (const row of await lockOfLead(tx, actor.firmId, leadId))
    if (feeIsOpen(row.state) && row.state !== 'lost')
      await move(tx, actor, row, 'lost', 'The enquiry has no referrer any more');
}

interface ReferralPatch extends Partial<Record<keyof Known, number | null | undefined>> {
  state?: ReferralState | undefined;
  note?: string | undefined;
  invoiceNumber?: string | undefined;
  paidOn?: string | undefined;
  publicNote?: string | undefined;
}

/** By a person; `expected` is the version that they saw, or null. */
export async function changeReferral(
  tx: Tx,
  actor: Actor,
  { referrerId, referralId }: { referrerId: string; referralId: string },
  patch: ReferralPatch,
  expected: number | null,
): Promise<void> {
  const { firmId } = actor;
  const row = found(
    await tx
      .selectFrom('referrals')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('referrer_id', '=', referrerId)
      .where('id', '=', referralId)
      .forUpdate()
      .executeTakeFirst(),
  );
  checkVersion(row.version, expected);
  const rule = await ruleOf(tx, firmId, row.rule_id);
  const { price = row.price, legalFeesNetPence = row.legal_fees_net_pence } = patch;
  const fresh = await setFacts(tx, actor, row, rule, { price, legalFeesNetPence });
  const { state: to } = patch;
  if (to !== undefined && to !== row.state) {
    if (!mayMove(row.state, to)) throw problem('wrong_state', `It cannot go from ${row.state} to ${to}.`);
    if ((to === 'invoiced' || to === 'paid') && fresh.fee_pence === null)
      throw problem('wrong_state', `The fee is not known yet: ${fresh.fee_why}.`);
    await move(tx, actor, fresh, to, patch.note ?? '');
  }
  await sql`
    update referrals set invoice_number = coalesce(${patch.invoiceNumber ?? null}, invoice_number),
      public_note = coalesce(${patch.publicNote ?? null}, public_note),
      paid_on = case when state = 'paid' then coalesce(${patch.paidOn ?? null}::date, paid_on) end,
      version = ${row.version + 1}, updated_at = ${actor.now}
    where firm_id = ${firmId} and id = ${referralId}`.execute(tx);
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  const detail = { fields, ...(to === undefined ? {} : { from: row.state, to }) };
  await recordChange(tx, actor, { action: 'referral.changed', id: referralId, detail });
}

type Row = Pick<ReferralsTable, 'id' | 'state' | 'fee_pence' | 'fee_why' | 'due_on'>;

async function lockOfLead(tx: Tx, firmId: string, leadId: string) {
  return await tx
    .selectFrom('referrals')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .orderBy('id', 'desc')
    .forUpdate()
    .execute();
}

/** Moves it and notes when it fell due, was invoiced and paid; what is taken back loses its day. */
async function move(tx: Tx, actor: Actor, row: Row, to: ReferralState, note: string): Promise<void> {
  const { firmId, now } = actor;
  const today = todayIn(await firmFacts(tx, firmId), now);
  const owed = to === 'payment_due' || to === 'invoiced' || to === 'paid';
  await sql`
    update referrals set state = ${to}, state_since = ${now}, updated_at = ${now}, version = version + 1,
      due_on = case when ${owed} then coalesce(due_on, ${today}::date) end,
      invoiced_on = case when ${to} = 'invoiced' then coalesce(invoiced_on, ${today}::date)
        when ${to} = 'paid' then invoiced_on end,
      paid_on = case when ${to} = 'paid' then ${today}::date end
    where firm_id = ${firmId} and id = ${row.id}`.execute(tx);
  await addEvent(tx, actor, row.id, { from: row.state, to, note });
  await recordChange(tx, actor, { action: 'referral.moved', id: row.id, detail: { from: row.state, to } });
}

/** The fee anew from what is known, while it is open. */
async function setFacts<Kept extends Row & Pick<ReferralsTable, 'transaction' | 'currency'>>(
  tx: Tx,
  { firmId, now }: Actor,
  row: Kept,
  rule: FeeRule | null,
  known: Known,
): Promise<Kept> {
  if (!feeIsOpen(row.state)) return row;
  const facts = { ...known, transaction: transaction.parse(row.transaction), currency: row.currency };
  const columns = feeColumns(rule, facts);
  await tx
    .updateTable('referrals')
    .set({ ...columns, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', row.id)
    .execute();
  return { ...row, ...columns };
}

function feeColumns(rule: FeeRule | null, facts: ReferralFacts) {
  const fee = rule === null ? { pence: 0, vatPence: 0, why: 'No fee is agreed' } : referralFee(rule, facts);
  return {
    price: facts.price,
    legal_fees_net_pence: facts.legalFeesNetPence,
    fee_pence: fee.pence,
    fee_vat_pence: fee.vatPence,
    fee_why: fee.why,
  };
}

async function ruleOf(tx: Tx, firmId: string, id: string | null): Promise<FeeRule | null> {
  if (id === null) return null;
  const row = await tx
    .selectFrom('referrer_fee_rules')
    .select('rule')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return feeRule.parse(row.rule);
}

async function addEvent(
  tx: Tx,
  { firmId, staffId, now }: Actor,
  referralId: string,
  { from, to, note }: { from: ReferralState | null; to: ReferralState; note: string },
): Promise<void> {
  await tx
    .insertInto('referral_events')
    .values({
      ...{ firm_id: firmId, id: newId(), referral_id: referralId },
      ...{ from_state: from, to_state: to, staff_id: staffId, note, at: now },
    })
    .execute();
}

/** The branch and the person are this referrer's; `live` is false when it is archived. */
async function checkPlace(
  tx: Tx,
  firmId: string,
  place: { referrerId: string; branchId: string | null; userId: string | null },
): Promise<{ live: boolean }> {
  const { referrerId, branchId, userId } = place;
  const { rows } = await sql<{ live: boolean; branch: boolean; person: boolean }>`
    select r.archived_at is null as live,
      ${branchId}::uuid is null or exists (select 1 from referrer_branches b
        where b.firm_id = ${firmId} and b.referrer_id = r.id and b.id = ${branchId}::uuid) as branch,
      ${userId}::uuid is null or exists (select 1 from referrer_users u
        where u.firm_id = ${firmId} and u.referrer_id = r.id and u.id = ${userId}::uuid) as person
    from referrers r where r.firm_id = ${firmId} and r.id = ${referrerId}`.execute(tx);
  const [row] = rows;
  if (!row) throw badReferrer('There is no such referrer.');
  if (!row.branch) throw badReferrer('This referrer has no such branch.');
  if (!row.person) throw badReferrer('This referrer has no such person.');
  return { live: row.live };
}

function badReferrer(message: string) {
  return problem('invalid_input', message, { fields: [{ field: 'referrerId', message }] });
}
