/** What every number comes to by its definition, of facts in memory: what the tests hold the SQL to. Pure. */
import { ratio } from './decide.ts';
import {
  type Anchor,
  answerBands,
  type Condition,
  defined,
  type LeadMetric,
  type LeadSet,
  setOf,
  setsBehind,
  type View,
} from './definitions.ts';
import type { Span } from './periods.ts';

export interface LeadFact {
  state: string;
  /** Neither a duplicate nor a test. */
  counts: boolean;
  arrivedAt: Date;
  /** When its first quote was sent. */
  quotedAt: Date | null;
  instructedAt: Date | null;
  closedAt: Date | null;
  answeredAt: Date | null;
  value: number | null;
}

/** The middle one, or half way between the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The smallest value that at least nine of ten do not exceed; null of nothing. */
export function nineOfTen(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  // In whole numbers: 0.9 times a count is not always what it should be.
  return sorted[Math.ceil((sorted.length * 9) / 10) - 1] ?? null;
}

const anchorOf: Readonly<Record<Anchor, (lead: LeadFact) => Date | null>> = {
  arrived: (lead) => lead.arrivedAt,
  quoted: (lead) => lead.quotedAt,
  instructed: (lead) => lead.instructedAt,
  closed: (lead) => lead.closedAt,
};

export const measureOf = {
  response: ({ answeredAt, arrivedAt }: LeadFact) =>
    answeredAt && Math.max(Math.floor((answeredAt.getTime() - arrivedAt.getTime()) / 1000), 0),
  value: ({ value }: LeadFact) => (value === 0 ? null : value),
};

function answeredIn(band: keyof typeof answerBands): (lead: LeadFact) => boolean {
  const { from, to } = answerBands[band];
  return (lead) => {
    const seconds = measureOf.response(lead);
    return seconds !== null && seconds >= from && (to === null || seconds < to);
  };
}

const holds: Readonly<Record<Condition, (lead: LeadFact) => boolean>> = {
  quoted: (lead) => lead.quotedAt !== null,
  instructed: (lead) => lead.instructedAt !== null,
  converted: (lead) => lead.state === 'converted',
  lost: (lead) => lead.state === 'lost',
  expired: (lead) => lead.state === 'expired',
  open: (lead) => ['new', 'quoted', 'chasing', 'instructed'].includes(lead.state),
  answered: (lead) => lead.answeredAt !== null,
  unanswered: (lead) => lead.answeredAt === null,
  answered_15m: answeredIn('answered_15m'),
  answered_1h: answeredIn('answered_1h'),
  answered_4h: answeredIn('answered_4h'),
  answered_24h: answeredIn('answered_24h'),
  answered_later: answeredIn('answered_later'),
  valued: (lead) => measureOf.value(lead) !== null,
  unvalued: (lead) => measureOf.value(lead) === null,
};

export function isIn(lead: LeadFact, { anchor, is = [], leftOut }: LeadSet, span: Span): boolean {
  const at = anchorOf[anchor](lead);
  if (at === null || at < span.since || at >= span.until || lead.counts === (leftOut ?? false)) return false;
  return is.every((condition) => holds[condition](lead));
}

/** One number of these leads. */
export function reckon(
  leads: readonly LeadFact[],
  metric: LeadMetric,
  view: View,
  span: Span,
): number | null {
  const { reckoning } = defined(metric);
  if (reckoning.kind === 'ratio') {
    const { above, below } = setsBehind(metric, view);
    const count = (set: LeadSet | null) =>
      leads.filter((lead) => set !== null && isIn(lead, set, span)).length;
    return ratio(count(above), count(below));
  }
  const of = leads.filter((lead) => isIn(lead, setOf(reckoning.of, view), span));
  if (reckoning.kind === 'count') return of.length;
  if (reckoning.kind === 'sum') return of.reduce((sum, lead) => sum + (measureOf.value(lead) ?? 0), 0);
  const values = of.flatMap((lead) => measureOf.response(lead) ?? []);
  return reckoning.kind === 'median' ? median(values) : nineOfTen(values);
}
