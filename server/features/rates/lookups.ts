/** Small questions to a book, and which tax and register a nation has. Pure. */
import { basisPointsOf, type RateBookVersion, type TaxName } from './book.ts';
import { onDay } from './in-force.ts';
import { type CannotCalculate, cannot, type UsedSet } from './outcome.ts';

export type Nation = 'England' | 'Wales' | 'Scotland' | 'Northern Ireland' | 'New South Wales';

const taxes: Readonly<Record<Nation, TaxName>> = {
  England: 'SDLT',
  'Northern Ireland': 'SDLT',
  Scotland: 'LBTT',
  Wales: 'LTT',
  'New South Wales': 'NSW',
};

export function taxOf(nation: Nation): TaxName {
  return taxes[nation];
}

/** The land register whose fees are known; null: its fees are not in any book. */
export function registerOf(nation: Nation): 'HMLR' | 'ROS' | null {
  if (nation === 'England' || nation === 'Wales') return 'HMLR';
  return nation === 'Scotland' ? 'ROS' : null;
}

/** The standard rate of VAT on a day, in hundredths of a percent. */
export function findVatRate(
  { book, version }: RateBookVersion,
  date: string,
): { outcome: 'rate'; basisPoints: number; set: UsedSet; bookVersion: string } | CannotCalculate {
  const set = onDay(book.vat.sets, date);
  if (!set) return cannot('rates_not_known', `The rate of VAT on ${date} is not in the book.`);
  const { id, effectiveFrom, effectiveTo } = set;
  return {
    outcome: 'rate',
    basisPoints: basisPointsOf(set.rate),
    set: { id, name: book.vat.name, effectiveFrom, effectiveTo },
    bookVersion: version,
  };
}
