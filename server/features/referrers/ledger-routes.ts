import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts } from '../firms/index.ts';
import { toCsv } from '../practice/index.ts';
import { getReferral, type LedgerFilter, listReferrals } from './ledger-reads.ts';
import { changeReferral } from './ledger-store.ts';
import { referrerRoutes as routes } from './schema.ts';
import type { ReferralView, statementView } from './shapes.ts';
import { owedPence, totalsByState } from './statement.ts';
import { lockReferrer } from './store.ts';

/** A statement is read whole: so many rows at most. */
const mostRows = 20_000;

export function createLedgerRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.ledger, ({ params, query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        await mustBeThere(tx, firmId, params.id);
        const { state, from, to } = query;
        return await listReferrals(tx, firmId, { referrerId: params.id, state, from, to }, query);
      }),
    ),
    handle(routes.changeReferral, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const which = { referrerId: params.id, referralId: params.referralId };
        const expected = expectedVersion(request.headers, body.version);
        await changeReferral(tx, actorOf(principal, clock), which, body, expected);
        return await getReferral(tx, principal.firmId, params.id, params.referralId);
      }),
    ),
    handle(routes.statement, ({ params, query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        await mustBeThere(tx, firmId, params.id);
        const rows = await allRows(tx, firmId, { referrerId: params.id, ...query });
        return statementOf(rows, query, (await firmFacts(tx, firmId)).currency);
      }),
    ),
    handle(routes.statementCsv, async ({ params, query, principal, scope, reply }) => {
      const csv = await scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        const { name } = await lockReferrer(tx, firmId, params.id);
        const rows = await allRows(tx, firmId, { referrerId: params.id, ...query });
        await audit(tx, {
          ...{ firmId, staffId, at: clock.now() },
          ...{ action: 'referrer.statement_exported', subjectType: 'referrer', subjectId: params.id },
          detail: { ...query, rows: rows.length },
        });
        return toCsv(
          csvHeader,
          rows.map((row) => csvRow(name, row)),
        );
      });
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="statement-${query.from}-${query.to}.csv"`)
        .send(csv);
    }),
  ];
}

async function mustBeThere(tx: Tx, firmId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('referrers')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw problem('not_found');
}

async function allRows(tx: Tx, firmId: string, filter: LedgerFilter): Promise<ReferralView[]> {
  const all: ReferralView[] = [];
  let after: string | undefined;
  do {
    const page = await listReferrals(tx, firmId, filter, { limit: 500, after });
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && all.length < mostRows);
  if (after !== undefined) throw problem('invalid_input', 'Choose a shorter period.');
  return all;
}

function statementOf(
  rows: readonly ReferralView[],
  { from, to, by }: { from: string; to: string; by: 'referred' | 'due' },
  currency: string,
): z.input<typeof statementView> {
  const totals = totalsByState(
    rows.map(({ state, fee, vat }) => ({
      state,
      feePence: fee?.amount ?? null,
      feeVatPence: vat?.amount ?? null,
    })),
  );
  const money = (amount: number) => ({ amount, currency });
  return {
    ...{ from, to, by },
    totals: totals.map(({ state, count, netPence, vatPence, grossPence, unknown }) => ({
      ...{ state, count, unknown },
      ...{ net: money(netPence), vat: money(vatPence), gross: money(grossPence) },
    })),
    owed: money(owedPence(totals)),
  };
}

const csvHeader = [
  ...['Referrer', 'Referred on', 'Client', 'Enquiry', 'Transaction', 'Branch', 'Referred by', 'State'],
  ...[
    'Fee',
    'VAT',
    'Total',
    'Currency',
    'How the fee is worked out',
    'Due on',
    'Invoice',
    'Invoiced on',
    'Paid on',
  ],
];

function csvRow(name: string, row: ReferralView): (string | null)[] {
  const { fee, vat } = row;
  return [
    ...[
      name,
      row.referredOn,
      row.clients.join(', '),
      row.lead?.title ?? '',
      row.transaction.replaceAll('_', ' '),
    ],
    ...[row.branchName, row.userName, row.state.replaceAll('_', ' ')],
    ...[decimal(fee?.amount), decimal(vat?.amount), fee && vat ? decimal(fee.amount + vat.amount) : ''],
    ...[fee?.currency ?? '', row.feeWhy, row.dueOn, row.invoiceNumber, row.invoicedOn, row.paidOn],
  ];
}

/** Minor units as spreadsheets read them: 7550 → "75.50". */
function decimal(pence: number | undefined): string {
  if (pence === undefined) return '';
  return `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
}
