/**
 * Sharing a yearly or quarterly charge between seller and buyer, day by day. The seller owns the property to the end of
 * the day of completion (Standard Conditions of Sale, 5th edition, 6.3.4), so the buyer's days begin on the next. Pure.
 */
import type { LayoutValues } from './design.ts';
import { moneyText, type Words } from './values.ts';

const dayMs = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** Whole days from one day to another; negative when it lies before. */
export function daysFrom(from: string, to: string): number {
  return Math.round((at(to) - at(from)) / dayMs);
}

export interface Shares {
  days: number;
  buyerDays: number;
  /** Together they are the whole amount, to the penny. */
  buyer: number;
  seller: number;
}

/** `from` and `to` are the first and the last day of the period. Null: the period ends before it begins. */
export function shareByDays(amount: number, from: string, to: string, completion: string): Shares | null {
  const days = daysFrom(from, to) + 1;
  if (days <= 0) return null;
  const buyerDays = Math.min(days, Math.max(0, daysFrom(completion, to)));
  // Rounded half up to the penny; what remains is the seller's.
  const buyer = Number((2n * BigInt(amount) * BigInt(buyerDays) + BigInt(days)) / (2n * BigInt(days)));
  return { days, buyerDays, buyer, seller: amount - buyer };
}

export interface Apportionment {
  key: string;
  label: string;
  /** Nothing was filled in. */
  empty: boolean;
  /** From buyer to seller; negative: from seller to buyer. Null: something is missing. */
  amount: number | null;
  why: string;
  missing: string[];
}

/** `key`: of the fields `rentAmount`, `rentFrom`, `rentTo`, `rentStanding`. */
export function apportionment(
  values: LayoutValues,
  { key, label }: { key: string; label: string },
  words: Words,
): Apportionment {
  const amount = values[`${key}Amount`];
  if (typeof amount !== 'number' || amount === 0)
    return {
      key,
      label,
      empty: typeof amount !== 'number',
      amount: 0,
      why: `No ${label.toLowerCase()}`,
      missing: [],
    };
  const needed = [`${key}From`, `${key}To`, `${key}Standing`, 'completionDate'];
  const [from, to, standing, completion] = needed.map((name) => values[name]);
  const common = { key, label, empty: false };
  if (
    typeof from !== 'string' ||
    typeof to !== 'string' ||
    typeof standing !== 'string' ||
    typeof completion !== 'string'
  )
    return {
      ...common,
      amount: null,
      why: '',
      missing: needed.filter((name) => typeof values[name] !== 'string'),
    };
  const shares = shareByDays(amount, from, to, completion);
  if (!shares) return { ...common, amount: null, why: '', missing: [`${key}To`] };
  return { ...common, missing: [], ...owed(shares, { label, standing, amount }, words) };
}

function owed(
  { days, buyerDays, buyer, seller }: Shares,
  { label, standing, amount }: { label: string; standing: string; amount: number },
  words: Words,
): { amount: number; why: string } {
  const whole = `of ${days} of ${moneyText(amount, words)}`;
  const sellerDays = days - buyerDays;
  switch (standing) {
    case 'paid':
      return {
        amount: buyer,
        why: `${label}: the buyer repays ${buyerDays} days ${whole}, paid by the seller`,
      };
    case 'received':
      return {
        amount: -buyer,
        why: `${label}: the buyer gets ${buyerDays} days ${whole}, received by the seller`,
      };
    default:
      return { amount: -seller, why: `${label}: the seller allows ${sellerDays} days ${whole}, still owed` };
  }
}
