/** Which set of bands the price is taxed by. Pure. */
import type { PropertyTax, RateSet } from '../book.ts';
import { forContract } from '../in-force.ts';
import { type CannotCalculate, cannot } from '../outcome.ts';
import type { PropertyTaxInput, TaxNote } from './input.ts';
import { paysHigherRates } from './surcharges.ts';

export interface ChosenBands {
  set: RateSet;
  notes: TaxNote[];
}

const variantWords: Record<RateSet['variant'], string> = {
  standard: 'standard',
  firstTimeBuyer: 'first-time buyers’',
  higher: 'higher',
  leaseRent: 'rent',
};

export function chooseBands(
  tax: PropertyTax,
  input: PropertyTaxInput,
  day: string,
): ChosenBands | CannotCalculate {
  const standard = (notes: TaxNote[]) => pick(tax, input, day, 'standard', notes);
  if (input.propertyClass === 'nonResidential') return standard([]);
  if (paysHigherRates(input) && hasVariant(tax, 'higher')) {
    const higher = pick(tax, input, day, 'higher', []);
    if ('outcome' in higher || input.price >= (higher.set.minimumPrice ?? 0)) return higher;
    return standard([belowMinimum(higher.set.minimumPrice ?? 0)]);
  }
  if (input.buyer !== 'firstTimeBuyer') return standard([]);
  if (input.everyBuyerFirstTime === false || input.willLiveThere === false)
    return standard([conditionsNotMet]);
  if (!hasVariant(tax, 'firstTimeBuyer')) return standard([noRelief(tax)]);
  const relief = pick(tax, input, day, 'firstTimeBuyer', []);
  if ('outcome' in relief) return relief;
  const { maximumPrice, concessionTo } = relief.set;
  if (maximumPrice === undefined || input.price <= maximumPrice) return relief;
  if (concessionTo !== undefined && input.price <= concessionTo)
    return cannot(
      'concession_not_known',
      `Between ${number(maximumPrice)} and ${number(concessionTo)} first-home buyers pay a part, whose rule is not in the book. Work out the duty and enter it.`,
    );
  return standard([aboveLimit(maximumPrice)]);
}

function hasVariant(tax: PropertyTax, variant: RateSet['variant']): boolean {
  return tax.sets.some((set) => set.variant === variant);
}

function pick(
  tax: PropertyTax,
  { propertyClass, contractDate }: PropertyTaxInput,
  day: string,
  variant: RateSet['variant'],
  notes: TaxNote[],
): ChosenBands | CannotCalculate {
  const set = forContract(
    tax.sets.filter((one) => one.propertyClass === propertyClass && one.variant === variant),
    day,
    contractDate,
  );
  if (!set)
    return cannot(
      'rates_not_known',
      `The ${variantWords[variant]} rates of ${tax.name} on ${day} are not in the book. Work out the tax and enter it.`,
    );
  const gap = set.notKnownBetween?.find(({ from, to }) => from <= day && day <= to);
  return gap
    ? cannot('rates_not_known', `On ${day} ${gap.why}. Work out the tax and enter it.`)
    : { set, notes };
}

const number = (value: number) => value.toLocaleString('en-GB');

const belowMinimum = (minimum: number): TaxNote => ({
  code: 'below_minimum',
  words: `Below ${number(minimum)} no higher rates are due.`,
});

const aboveLimit = (maximum: number): TaxNote => ({
  code: 'above_first_time_buyer_limit',
  words: `Above ${number(maximum)} there is no relief for first-time buyers: the standard rates apply to the whole price.`,
});

const conditionsNotMet: TaxNote = {
  code: 'first_time_buyer_conditions',
  words: 'No relief for first-time buyers: every buyer must be one, and live there.',
};

const noRelief = ({ name }: PropertyTax): TaxNote => ({
  code: 'no_first_time_buyer_relief',
  words: `${name} has no relief for first-time buyers: the main rates apply.`,
});
