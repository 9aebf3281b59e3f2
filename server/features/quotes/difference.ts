/** What is different between two versions of a quote, in words that a client understands. Pure. */
import { moneyWords } from '../fee-scales/index.ts';
import type { PricedShape } from './priced-shape.ts';

export interface QuoteDifference {
  kind: 'added' | 'removed' | 'changed' | 'total';
  label: string;
  /** With VAT, pence; null: it was not there, or had no price. */
  before: number | null;
  after: number | null;
  sentence: string;
}

type Line = PricedShape['sides'][number]['lines'][number];

export function differencesOf(before: PricedShape, after: PricedShape, currency: string): QuoteDifference[] {
  const say = (pence: number | null) => (pence === null ? 'no price yet' : moneyWords(pence, currency));
  const was = counting(before);
  const is = counting(after);
  const differences: QuoteDifference[] = [];
  for (const [key, line] of is) {
    const old = was.get(key);
    const { label, grossPence: amount } = line;
    if (!old) {
      differences.push({
        kind: 'added',
        label,
        before: null,
        after: amount,
        sentence: `${label}: added, ${say(amount)}`,
      });
      continue;
    }
    if (old.grossPence === amount) continue;
    const sentence = `${label}: ${say(old.grossPence)} became ${say(amount)} (${line.why})`;
    differences.push({ kind: 'changed', label, before: old.grossPence, after: amount, sentence });
  }
  for (const [key, { label, grossPence: amount }] of was) {
    if (is.has(key)) continue;
    differences.push({
      kind: 'removed',
      label,
      before: amount,
      after: null,
      sentence: `${label}: no longer charged, was ${say(amount)}`,
    });
  }
  const [old, now] = [before.totals.total, after.totals.total];
  if (old !== now) {
    const by = moneyWords(Math.abs(now - old), currency);
    const sentence = `In all: ${say(old)} became ${say(now)}, ${by} ${now > old ? 'more' : 'less'}`;
    differences.push({ kind: 'total', label: 'In all', before: old, after: now, sentence });
  }
  return differences;
}

function counting({ sides }: PricedShape): Map<string, Line> {
  return new Map(
    sides.flatMap(({ lines }) =>
      lines.filter(({ counts }) => counts).map((line) => [line.key, line] as const),
    ),
  );
}
