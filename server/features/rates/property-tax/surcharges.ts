/** What is due beside or instead of the bands. Pure. */
import { basisPointsOf, type PropertyTax, type Surcharge, type SurchargePeriod } from '../book.ts';
import { forContract } from '../in-force.ts';
import type { PropertyTaxInput } from './input.ts';

/** Higher rates: another dwelling, and no main home replaced; any company. */
export function paysHigherRates(input: PropertyTaxInput): boolean {
  if (input.company) return true;
  return (input.buyer === 'additional' || input.ownsAnotherDwelling === true) && !input.replacesMainResidence;
}

const applies: Record<Surcharge['kind'], (input: PropertyTaxInput) => boolean> = {
  additionalDwelling: paysHigherRates,
  nonUkResident: (input) => input.nonUkResident,
  companyFlat: (input) => input.company,
  foreignPerson: (input) => input.foreignPerson === true,
};

export interface Charged {
  surcharge: Surcharge;
  period: SurchargePeriod;
  basisPoints: number;
}

export type ChargedResult = { charged: Charged[] } | { notKnown: Surcharge };

/**
 * The surcharges of residential property that are due; one that takes the place of the bands comes first. A minimum price
 * counts the rent's value where a surcharge is also on rent. A day that the book does not cover is `notKnown`, but for the time before a surcharge was introduced.
 */
export function surchargesDue(
  tax: PropertyTax,
  input: PropertyTaxInput,
  facts: { day: string; rentValue: number; leaseYears: number | null },
): ChargedResult {
  const charged: Charged[] = [];
  for (const surcharge of tax.surcharges) {
    if (!applies[surcharge.kind](input) || !isLiable(surcharge, input, facts)) continue;
    if (surcharge.introducedOn !== undefined && facts.day < surcharge.introducedOn) continue;
    const period = forContract(surcharge.periods, facts.day, input.contractDate);
    if (period) charged.push({ surcharge, period, basisPoints: basisPointsOf(period.rate) });
    else if (!isOver(surcharge, facts.day)) return { notKnown: surcharge };
  }
  const flat = charged.find(({ surcharge }) => surcharge.method === 'insteadOfBands');
  if (!flat) return { charged };
  // The flat rate takes the place of the higher rates; what non-residents pay comes on top of it, too.
  const onTop = charged.filter((one) => one !== flat && one.surcharge.kind !== 'additionalDwelling');
  return { charged: [flat, ...onTop] };
}

function isLiable(
  surcharge: Surcharge,
  input: PropertyTaxInput,
  { rentValue, leaseYears }: { rentValue: number; leaseYears: number | null },
): boolean {
  const amount = input.price + (surcharge.addsToRent ? rentValue : 0);
  if (surcharge.minimumPrice !== undefined && amount < surcharge.minimumPrice) return false;
  if (surcharge.priceAbove !== undefined && input.price <= surcharge.priceAbove) return false;
  if (surcharge.reliefCode !== undefined && input.reliefCode === surcharge.reliefCode) return false;
  if (leaseYears === null) return true;
  if (surcharge.leaseTermOverYears !== undefined && leaseYears <= surcharge.leaseTermOverYears) return false;
  return surcharge.leaseTermFromYears === undefined || leaseYears >= surcharge.leaseTermFromYears;
}

/** Abolished: the book knows its last day. */
function isOver({ periods }: Surcharge, day: string): boolean {
  return periods.every(({ effectiveTo }) => effectiveTo !== null && effectiveTo < day);
}
