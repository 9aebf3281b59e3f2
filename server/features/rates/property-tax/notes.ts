/** What somebody should know beside the figure. Pure. */
import type { PropertyTax, RateSet } from '../book.ts';
import { onDay } from '../in-force.ts';
import type { PropertyTaxInput, TaxNote } from './input.ts';
import { type Charged, paysHigherRates } from './surcharges.ts';

export function notesOn(facts: {
  tax: PropertyTax;
  /** As asked for, and as it is taxed. */
  entered: PropertyTaxInput;
  input: PropertyTaxInput;
  day: string;
  set: RateSet | null;
  charged: readonly Charged[];
}): TaxNote[] {
  const { tax, entered, input, day, set, charged } = facts;
  return [
    ...(input.propertyClass !== entered.propertyClass ? [manyDwellings(tax)] : []),
    ...(input.propertyClass === 'nonResidential' ? nonResidential(entered) : residential(tax, input)),
    ...charged.flatMap(({ surcharge, period }) => [
      ...(onDay(surcharge.periods, day) === period ? [] : [keepsOld(surcharge.name, period.rate)]),
      ...(surcharge.clientNote ? [{ code: 'refund_possible', words: surcharge.clientNote }] : []),
    ]),
    ...(set?.expectedChange && day >= set.expectedChange.on
      ? [{ code: 'newer_rates_expected', words: `${set.expectedChange.why}.` }]
      : []),
  ];
}

const manyDwellings = (tax: PropertyTax): TaxNote => ({
  code: 'non_residential_by_number',
  words: `${tax.nonResidentialFromDwellings} or more dwellings together are taxed as non-residential.`,
});

const keepsOld = (name: string, rate: number): TaxNote => ({
  code: 'old_rate_kept',
  words: `${name}: the contract is older than the change, so the former rate of ${Number((rate * 100).toFixed(2))} % is kept.`,
});

function nonResidential({ buyer, company, nonUkResident, foreignPerson }: PropertyTaxInput): TaxNote[] {
  return buyer !== 'standard' || company || nonUkResident || foreignPerson
    ? [
        {
          code: 'residential_only',
          words: 'Reliefs and surcharges of home buyers do not apply to non-residential or mixed property.',
        },
      ]
    : [];
}

function residential(tax: PropertyTax, input: PropertyTaxInput): TaxNote[] {
  const has = (kind: string) => tax.surcharges.some((surcharge) => surcharge.kind === kind);
  const higherExists = has('additionalDwelling') || tax.sets.some(({ variant }) => variant === 'higher');
  const wantsHigher = paysHigherRates(input);
  const declared = input.buyer === 'additional' || input.ownsAnotherDwelling === true;
  const minimum = tax.surcharges.find(({ kind }) => kind === 'additionalDwelling')?.minimumPrice;
  const notes: TaxNote[] = [];
  if (input.nonUkResident && !has('nonUkResident'))
    notes.push({
      code: 'no_non_resident_surcharge',
      words: `${tax.name} has no surcharge on non-residents of the UK.`,
    });
  if (declared && !wantsHigher)
    notes.push({
      code: 'main_residence_replaced',
      words: 'The main home is replaced, so the higher rates do not apply.',
    });
  if (wantsHigher && !higherExists)
    notes.push({ code: 'no_higher_rates', words: `${tax.name} has no higher rates for further dwellings.` });
  if (wantsHigher && minimum !== undefined && input.price < minimum)
    notes.push({
      code: 'below_minimum',
      words: `Below ${minimum.toLocaleString('en-GB')} no higher rates are due.`,
    });
  return notes;
}
