/** Insights as CSV: rows of leads, breakdowns, stages. Pure. */
import { toCsv } from '../practice/index.ts';
import { defined, type View } from './definitions.ts';
import type { BreakdownRow, Row, StageRow } from './shapes.ts';

const rowHeader = [
  'Lead',
  'Title',
  'State',
  'Type',
  'Came by',
  'Assigned to',
  'Referrer',
  'Lost reason',
  'Came',
  'First quote sent',
  'Closed',
  'Value',
  'Currency',
  'First answer, seconds',
  'Stage reached on',
  'Days',
  'Counts in the number',
  'Divided by',
];

/** `moment`: as the firm's zone writes it. */
export function rowsToCsv(rows: readonly Row[], moment: (iso: string) => string): string {
  const at = (iso: string | null) => (iso === null ? null : moment(iso));
  return toCsv(
    rowHeader,
    rows.map((row) => [
      row.number,
      row.title,
      plain(row.state),
      plain(row.transaction),
      plain(row.source),
      row.assignee?.name ?? null,
      row.referrer?.name ?? null,
      row.lostReason?.name ?? null,
      moment(row.arrivedAt),
      at(row.quotedAt),
      at(row.closedAt),
      row.value ? decimal(row.value.amount) : null,
      row.value?.currency ?? null,
      row.responseSeconds,
      row.reachedOn,
      row.days,
      yesOrNo(row.above),
      yesOrNo(row.below),
    ]),
  );
}

export function breakdownToCsv(rows: readonly BreakdownRow[], group: string, by: View): string {
  const label = (metric: 'leads' | 'quoted' | 'converted' | 'conversion' | 'value' | 'unvalued' | 'lost') =>
    defined(metric).label;
  return toCsv(
    [
      plain(group),
      ...[label('leads'), label('quoted'), label('converted'), label('conversion'), label('value')],
      ...['Currency', label('unvalued'), label('lost'), 'First answer, median seconds', 'Told by'],
    ],
    rows.map((row) => [
      row.name ?? (row.key === null ? 'none' : plain(row.key)),
      ...[row.leads, row.quoted, row.converted, row.conversion, decimal(row.value.amount)],
      ...[row.value.currency, row.unvalued, row.lost, row.responseMedian, plain(by)],
    ]),
  );
}

export function stagesToCsv(rows: readonly StageRow[]): string {
  return toCsv(
    ['Side', 'Stage', 'Days taken, median', 'Typical days', 'Cases', 'Skipped'],
    rows.map((row) => [plain(row.side), row.label, row.medianDays, row.typicalDays, row.cases, row.skipped]),
  );
}

function plain(code: string): string {
  return code.replaceAll('_', ' ');
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

/** Minor units as a spreadsheet reads them: 7550 → 75.5. */
function decimal(minor: number): number {
  return minor / 100;
}
