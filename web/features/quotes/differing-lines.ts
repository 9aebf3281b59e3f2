/** What costs something else in one version than in another. Pure. */
import type { Priced } from './queries.ts';

export interface ComparedLine {
  key: string;
  label: string;
  /** With VAT, pence; null: not there, or without a price. */
  before: number | null;
  after: number | null;
}

/** Lines whose amount differs, in the order of the later version; what is gone follows. */
export function differingLines(before: Priced, after: Priced): ComparedLine[] {
  const was = amountsOf(before);
  const is = amountsOf(after);
  const lines: ComparedLine[] = [];
  for (const [key, { label, amount }] of is) {
    const old = was.get(key);
    if (!old || old.amount !== amount) lines.push({ key, label, before: old?.amount ?? null, after: amount });
  }
  for (const [key, { label, amount }] of was)
    if (!is.has(key)) lines.push({ key, label, before: amount, after: null });
  return lines;
}

function amountsOf({ sides }: Priced): Map<string, { label: string; amount: number | null }> {
  return new Map(
    sides.flatMap(({ lines }) =>
      lines
        .filter(({ counts }) => counts)
        .map(({ key, label, grossPence }) => [key, { label, amount: grossPence }] as const),
    ),
  );
}
