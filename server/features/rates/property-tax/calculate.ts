/** The tax on one purchase. Pure; docs/rates.md says which sets are taken when. */
import { basisPointsOf, type PropertyTax, type RateBookVersion, type RateSet } from '../book.ts';
import { type Dated, forContract } from '../in-force.ts';
import { type CannotCalculate, cannot, type UsedSet } from '../outcome.ts';
import { chooseBands } from './choose-bands.ts';
import type { PropertyTaxInput, PropertyTaxResult, TaxCalculation, TaxNote } from './input.ts';
import { netPresentValue, termOf } from './net-present-value.ts';
import { notesOn } from './notes.ts';
import { refuse } from './refuse.ts';
import { type ExactSlice, inWholePounds, sliceByHundreds, sliceUp, wholeAmount } from './slices.ts';
import { type Charged, surchargesDue } from './surcharges.ts';

interface ExactCalculation extends Omit<TaxCalculation, 'slices'> {
  slices: ExactSlice[];
}

/**
 * The tax in whole pounds with its slices, or why there is none. Throws RangeError for amounts that are no whole numbers
 * of pounds: the caller checks what people enter.
 */
export function calculatePropertyTax(
  { book, version }: RateBookVersion,
  entered: PropertyTaxInput,
): PropertyTaxResult {
  checkAmounts(entered);
  const tax = book.propertyTaxes.find((one) => one.tax === entered.tax);
  if (!tax) return cannot('rates_not_known', `There are no rates of ${entered.tax} in the book.`);
  const input = asTaxed(tax, entered);
  const day =
    tax.datedBy === 'contractDate' ? (input.contractDate ?? input.effectiveDate) : input.effectiveDate;
  const refused = refuse(tax, entered);
  if (refused) return refused;
  const rent = rentOf(tax, input, day);
  if ('outcome' in rent) return rent;
  const due =
    input.propertyClass === 'residential'
      ? surchargesDue(tax, input, { day, rentValue: rent.value, leaseYears: rent.leaseYears })
      : { charged: [] };
  if ('notKnown' in due)
    return cannot('rates_not_known', `“${due.notKnown.name}” on ${day} is not in the book.`);
  const { charged } = due;
  // A flat rate needs no bands.
  const bands = isFlat(charged[0]) ? { set: null, notes: [] } : chooseBands(tax, input, day);
  if ('outcome' in bands) return bands;
  return figureOf({
    tax,
    version,
    calculations: [
      ...priceCalculations(tax, input.price, bands.set, charged),
      ...rentCalculations(rent, charged),
    ],
    sets: setsUsed(tax, bands.set, rent.set, charged),
    notes: [...bands.notes, ...notesOn({ tax, entered, input, day, set: bands.set, charged })],
  });
}

function isFlat(one: Charged | undefined): boolean {
  return one?.surcharge.method === 'insteadOfBands';
}

/** Six dwellings together are non-residential, and so is mixed property. */
function asTaxed(tax: PropertyTax, input: PropertyTaxInput): PropertyTaxInput {
  const limit = tax.nonResidentialFromDwellings;
  return limit !== undefined && (input.dwellings ?? 1) >= limit
    ? { ...input, propertyClass: 'nonResidential' }
    : input;
}

function checkAmounts({ price, lease }: PropertyTaxInput): void {
  for (const amount of [price, ...(lease?.annualRents ?? [])])
    if (!Number.isSafeInteger(amount) || amount < 0 || amount > 10_000_000_000)
      throw new RangeError(`${amount} is no whole number of pounds`);
}

interface Rent {
  set: RateSet | null;
  /** The net present value, whole pounds. */
  value: number;
  leaseYears: number | null;
}

/** Residential rent is taxed where there is a set for it; where there never was one, it is free. */
function rentOf(
  tax: PropertyTax,
  { lease, propertyClass, contractDate }: PropertyTaxInput,
  day: string,
): Rent | CannotCalculate {
  if (!lease) return { set: null, value: 0, leaseYears: null };
  const term = termOfLease(lease, day);
  const value = netPresentValue(lease.annualRents, term.ahead, basisPointsOf(tax.rentDiscountRate ?? 0));
  const sets = tax.sets.filter((set) => set.variant === 'leaseRent' && set.propertyClass === propertyClass);
  if (sets.length === 0) return { set: null, value: 0, leaseYears: term.years };
  const set = forContract(sets, day, contractDate);
  if (!set && value > 0) return cannot('rates_not_known', `The rates on rent on ${day} are not in the book.`);
  return { set, value, leaseYears: term.years };
}

/** The rent ahead counts from the later of the lease's first day and completion; its length from its first day. */
function termOfLease({ termYears, startDate, endDate }: NonNullable<PropertyTaxInput['lease']>, day: string) {
  if (startDate === undefined || endDate === undefined) {
    const years = termYears ?? 0;
    return { ahead: { years, days: 0, daysInThatYear: 0 }, years };
  }
  const { years, days, daysInThatYear } = termOf(startDate, endDate);
  return {
    ahead: termOf(day > startDate && day <= endDate ? day : startDate, endDate),
    years: years + (days > 0 ? days / daysInThatYear : 0),
  };
}

function priceCalculations(
  tax: PropertyTax,
  price: number,
  set: RateSet | null,
  charged: readonly Charged[],
): ExactCalculation[] {
  const added = sum(charged.filter(({ surcharge }) => surcharge.method === 'addToEveryBand'));
  const whole = (name: string, basisPoints: number): ExactCalculation => ({
    on: 'price',
    method: 'whole',
    name,
    amount: price,
    slices: wholeAmount(price, basisPoints),
  });
  return [
    ...charged.filter(isFlat).map(({ surcharge, basisPoints }) => whole(surcharge.name, basisPoints + added)),
    ...(set
      ? [
          {
            on: 'price',
            method: 'slice',
            name: tax.name,
            amount: price,
            slices: slicesOf(price, set, added),
          } as const,
        ]
      : []),
    ...charged
      .filter(({ surcharge }) => surcharge.method === 'onWholePrice')
      .map(({ surcharge, basisPoints }) => whole(surcharge.name, basisPoints)),
  ];
}

function sum(charged: readonly Charged[]): number {
  return charged.reduce((total, { basisPoints }) => total + basisPoints, 0);
}

function slicesOf(price: number, set: RateSet, added: number): ExactSlice[] {
  return set.method === 'basePerHundred'
    ? sliceByHundreds(price, set.bands, set.minimumTax ?? 0)
    : sliceUp(price, set.bands, added);
}

function rentCalculations({ set, value }: Rent, charged: readonly Charged[]): ExactCalculation[] {
  if (!set || value === 0) return [];
  const added = sum(charged.filter(({ surcharge }) => surcharge.addsToRent));
  return [
    { on: 'rent', method: 'slice', name: rentName, amount: value, slices: sliceUp(value, set.bands, added) },
  ];
}

const rentName = 'Tax on the rent';

function setsUsed(
  tax: PropertyTax,
  bands: RateSet | null,
  rent: RateSet | null,
  charged: readonly Charged[],
): UsedSet[] {
  const used = (name: string, { id, effectiveFrom, effectiveTo }: Dated): UsedSet => ({
    id,
    name,
    effectiveFrom,
    effectiveTo,
  });
  return [
    ...(bands ? [used(tax.name, bands)] : []),
    ...charged.map(({ surcharge, period }) => used(surcharge.name, period)),
    ...(rent ? [used(rentName, rent)] : []),
  ];
}

function figureOf(made: {
  tax: PropertyTax;
  version: string;
  calculations: ExactCalculation[];
  sets: UsedSet[];
  notes: TaxNote[];
}): PropertyTaxResult {
  const exact = made.calculations.flatMap(({ slices }) => slices);
  const { total, shares } = inWholePounds(exact);
  let next = 0;
  const calculations = made.calculations.map((calculation) => ({
    ...calculation,
    slices: calculation.slices.map((slice) => ({ ...slice, tax: shares[next++] ?? 0 })),
  }));
  return {
    outcome: 'tax',
    tax: made.tax.tax,
    currency: made.tax.currency,
    taxPounds: total,
    slices: calculations.flatMap(({ slices }) => slices),
    calculations,
    sets: made.sets,
    notes: made.notes,
    dueDays: made.tax.dueDays,
    bookVersion: made.version,
  };
}
