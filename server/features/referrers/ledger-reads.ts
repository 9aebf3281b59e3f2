/** Referrals as they are shown. Leads behind a matter's wall show no names to those outside it. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { transaction } from '../fee-scales/index.ts';
import { type ReferralState, transitions } from './decide.ts';
import { feeRule } from './rule.ts';
import type { ReferralView } from './shapes.ts';
import './tables.ts';

export interface LedgerFilter {
  referrerId?: string | undefined;
  referralId?: string | undefined;
  leadId?: string | undefined;
  userId?: string | undefined;
  state?: ReferralState | undefined;
  /** YYYY-MM-DD, both inside. */
  from?: string | undefined;
  to?: string | undefined;
  by?: 'referred' | 'due';
}

interface LedgerRow {
  id: string;
  referrerId: string;
  referrerName: string;
  branchId: string | null;
  branchName: string | null;
  userId: string | null;
  userName: string | null;
  lead: { id: string; number: number; title: string; state: string } | null;
  clients: string[];
  state: ReferralState;
  stateSince: Date;
  transaction: string;
  price: number | null;
  legalFeesNetPence: number | null;
  feePence: number | null;
  feeVatPence: number | null;
  feeWhy: string;
  currency: string;
  rule: unknown;
  ruleNumber: number | null;
  referredOn: string;
  dueOn: string | null;
  invoiceNumber: string;
  invoicedOn: string | null;
  paidOn: string | null;
  publicNote: string;
  version: number;
}

const cursor = z.tuple([z.iso.date(), z.uuid()]);

/** One page, newest first. */
export async function listReferrals(
  tx: Tx,
  firmId: string,
  filter: LedgerFilter,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: ReferralView[]; next: string | null }> {
  const after = page.after === undefined ? null : decodeCursor(page.after, cursor);
  const rows = await select(tx, firmId, filter, { after, limit: page.limit + 1 });
  return toPage(rows, page.limit, (row) => [row.referredOn, row.id], viewOf);
}

export async function getReferral(
  tx: Tx,
  firmId: string,
  referrerId: string,
  referralId: string,
): Promise<ReferralView> {
  const [row] = await select(tx, firmId, { referrerId, referralId }, { after: null, limit: 1 });
  return viewOf(found(row));
}

/** The referral of an enquiry that stands, or the last one that was lost; null when nobody sent the client. */
export async function referralOfLead(tx: Tx, firmId: string, leadId: string): Promise<ReferralView | null> {
  const rows = await select(tx, firmId, { leadId }, { after: null, limit: 20 });
  const row = rows.find(({ state }) => state !== 'lost') ?? rows[0];
  return row ? viewOf(row) : null;
}

async function select(
  tx: Tx,
  firmId: string,
  filter: LedgerFilter,
  { after, limit }: { after: z.output<typeof cursor> | null; limit: number },
): Promise<LedgerRow[]> {
  const day = filter.by === 'due' ? sql.ref('f.due_on') : sql.ref('f.referred_on');
  const { rows } = await sql<LedgerRow>`
    select f.id, f.referrer_id as "referrerId", r.name as "referrerName", f.branch_id as "branchId",
      b.name as "branchName", f.user_id as "userId",
      nullif(trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), '') as "userName",
      case when l.id is null then null
        else jsonb_build_object('id', l.id, 'number', l.number, 'title', l.title, 'state', l.state) end as lead,
      array(select c.display_name from lead_clients k
        join contacts c on c.firm_id = ${firmId} and c.id = k.contact_id
        where k.firm_id = ${firmId} and k.lead_id = l.id order by k.position) as clients,
      f.state, f.state_since as "stateSince", f.transaction, f.price,
      f.legal_fees_net_pence as "legalFeesNetPence", f.fee_pence as "feePence", f.fee_vat_pence as "feeVatPence",
      f.fee_why as "feeWhy", f.currency, g.rule, g.number as "ruleNumber", f.referred_on as "referredOn",
      f.due_on as "dueOn", f.invoice_number as "invoiceNumber", f.invoiced_on as "invoicedOn", f.paid_on as "paidOn",
      f.public_note as "publicNote", f.version
    from referrals f
    join referrers r on r.firm_id = ${firmId} and r.id = f.referrer_id
    left join referrer_branches b on b.firm_id = ${firmId} and b.id = f.branch_id
    left join referrer_users u on u.firm_id = ${firmId} and u.id = f.user_id
    left join leads l on l.firm_id = ${firmId} and l.id = f.lead_id
    left join referrer_fee_rules g on g.firm_id = ${firmId} and g.id = f.rule_id
    where f.firm_id = ${firmId}
      and (${filter.referrerId ?? null}::uuid is null or f.referrer_id = ${filter.referrerId ?? null}::uuid)
      and (${filter.referralId ?? null}::uuid is null or f.id = ${filter.referralId ?? null}::uuid)
      and (${filter.leadId ?? null}::uuid is null or f.lead_id = ${filter.leadId ?? null}::uuid)
      and (${filter.userId ?? null}::uuid is null or f.user_id = ${filter.userId ?? null}::uuid)
      and (${filter.state ?? null}::text is null or f.state = ${filter.state ?? null}::text)
      and (${filter.from ?? null}::date is null or ${day} >= ${filter.from ?? null}::date)
      and (${filter.to ?? null}::date is null or ${day} <= ${filter.to ?? null}::date)
      and (${after?.[0] ?? null}::date is null
        or (f.referred_on, f.id) < (${after?.[0] ?? null}::date, ${after?.[1] ?? null}::uuid))
    order by f.referred_on desc, f.id desc limit ${limit}`.execute(tx);
  return rows;
}

function viewOf({
  rule,
  legalFeesNetPence,
  feePence,
  feeVatPence,
  currency,
  ...row
}: LedgerRow): ReferralView {
  const money = (amount: number | null) => (amount === null ? null : { amount, currency });
  return {
    ...row,
    stateSince: row.stateSince.toISOString(),
    mayMoveTo: [...transitions[row.state]],
    transaction: transaction.parse(row.transaction),
    legalFeesNet: money(legalFeesNetPence),
    fee: money(feePence),
    vat: money(feeVatPence),
    payer: rule === null ? null : feeRule.parse(rule).payer,
  };
}
