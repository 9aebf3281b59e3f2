/** Whether a book may still be relied on. Pure. */
import type { RateBook } from './book.ts';
import { daysBetween } from './in-force.ts';

/** Budgets come twice a year; what nobody has confirmed for so long should be looked at. */
export const staleAfterDays = 120;

export type BookPart = 'SDLT' | 'LBTT' | 'LTT' | 'NSW' | 'HMLR' | 'ROS' | 'information' | 'vat';

export interface PartAge {
  part: BookPart;
  name: string;
  confirmedOn: string;
  confirmedBy: string | null;
  daysSinceConfirmed: number;
  stale: boolean;
  /** Why it is stale, each reason a sentence. */
  why: string[];
}

/**
 * How old each part is on `today`, and whether something else is known to be in force on `effectiveDate`: a change that the
 * book expects but does not have, or the end of its last set.
 */
export function agesOf(book: RateBook, today: string, effectiveDate: string = today): PartAge[] {
  return [
    ...book.propertyTaxes.map((tax) => {
      const standard = tax.sets.filter(({ variant }) => variant === 'standard');
      return age(book, { ...tax, part: tax.tax, sets: standard }, today, effectiveDate);
    }),
    ...book.registrationFees.map((one) => age(book, { ...one, part: one.register }, today, effectiveDate)),
    age(book, { ...book.informationFees, part: 'information' }, today, effectiveDate),
    age(book, { ...book.vat, part: 'vat' }, today, effectiveDate),
  ];
}

interface AgingSet {
  effectiveFrom: string;
  effectiveTo: string | null;
  expectedChange?: { on: string; why: string } | undefined;
}

interface AgingPart {
  part: BookPart;
  name: string;
  confirmedOn?: string | undefined;
  confirmedBy?: string | undefined;
  sets: readonly AgingSet[];
}

function age(book: RateBook, part: AgingPart, today: string, effectiveDate: string): PartAge {
  const confirmedOn = part.confirmedOn ?? book.confirmedOn;
  const daysSinceConfirmed = Math.max(0, daysBetween(confirmedOn, today));
  const why = [
    ...(daysSinceConfirmed > staleAfterDays
      ? [`Last confirmed ${daysSinceConfirmed} days ago; look whether the rates have changed.`]
      : []),
    ...changesBefore(part.sets, effectiveDate),
  ];
  return {
    part: part.part,
    name: part.name,
    confirmedOn,
    confirmedBy: part.confirmedBy ?? null,
    daysSinceConfirmed,
    stale: why.length > 0,
    why,
  };
}

function changesBefore(sets: readonly AgingSet[], day: string): string[] {
  const expected = sets.flatMap(({ effectiveTo, expectedChange }) =>
    expectedChange && effectiveTo === null && expectedChange.on <= day ? [`${expectedChange.why}.`] : [],
  );
  const allOver = sets.every(({ effectiveTo }) => effectiveTo !== null && effectiveTo < day);
  return [...new Set(expected), ...(allOver ? [`The book has nothing that is in force on ${day}.`] : [])];
}

/** The same book, compared with the authorities once more on that day: all of it, or one part. */
export function confirmedBook(book: RateBook, on: string, only?: BookPart): RateBook {
  const asConfirmed = <T extends object>(one: T, part: BookPart): T =>
    only === undefined || only === part ? { ...one, confirmedOn: on } : one;
  return {
    ...book,
    ...(only === undefined ? { confirmedOn: on } : {}),
    propertyTaxes: book.propertyTaxes.map((tax) => asConfirmed(tax, tax.tax)),
    registrationFees: book.registrationFees.map((one) => asConfirmed(one, one.register)),
    informationFees: asConfirmed(book.informationFees, 'information'),
    vat: asConfirmed(book.vat, 'vat'),
  };
}
