/**
 * When there is no figure. The reasons are those for which HM Revenue & Customs' own service shows none either; an agent
 * then assesses the tax and enters it. Pure.
 */
import type { PropertyTax } from '../book.ts';
import { type CannotCalculate, cannot } from '../outcome.ts';
import type { PropertyTaxInput } from './input.ts';
import { paysHigherRates } from './surcharges.ts';

/** Relief codes of the return: https://www.gov.uk/guidance/stamp-duty-land-tax-online-and-paper-returns */
const codes = { collectiveEnfranchisement: 25, firstTimeBuyer: 32, multipleDwellings: 33, flatRate: 35 };

export function refuse(tax: PropertyTax, input: PropertyTaxInput): CannotCalculate | null {
  return refuseKind(input) ?? refuseRelief(input) ?? refuseDates(tax, input) ?? refuseBuyer(input);
}

function refuseKind({ isLinked, interest }: PropertyTaxInput): CannotCalculate | null {
  if (isLinked)
    return cannot(
      'linked_transactions',
      'Linked transactions are taxed together. Work out the tax on all of them and enter this one’s share.',
    );
  if (interest === 'other')
    return cannot(
      'unsupported_interest',
      'Only freeholds and leaseholds are calculated. Work out the tax on this interest and enter it.',
    );
  return null;
}

function refuseRelief(input: PropertyTaxInput): CannotCalculate | null {
  const { tax, reliefCode, partialRelief } = input;
  if (partialRelief)
    return cannot('partial_relief', 'A relief is claimed on a part only. Work out the tax and enter it.');
  if (input.multipleDwellingsRelief || reliefCode === codes.multipleDwellings)
    return cannot('multiple_dwellings_relief', multipleDwellingsWords(input));
  if (input.collectiveEnfranchisement || reliefCode === codes.collectiveEnfranchisement)
    return cannot(
      'collective_enfranchisement',
      'Collective enfranchisement relief shares the price among the flats. Work out the tax and enter it.',
    );
  const known = tax === 'SDLT' && (reliefCode === codes.firstTimeBuyer || reliefCode === codes.flatRate);
  if (reliefCode !== undefined && !known)
    return cannot(
      'relief_not_calculated',
      `The relief with code ${reliefCode} is not calculated here. Work out the tax and enter it.`,
    );
  return null;
}

function multipleDwellingsWords({ tax, effectiveDate, contractDate }: PropertyTaxInput): string {
  const ended =
    tax === 'SDLT' &&
    effectiveDate >= '2024-06-01' &&
    (contractDate === undefined || contractDate > '2024-03-06');
  return ended
    ? 'Multiple dwellings relief ended on 1 June 2024; only contracts exchanged by 6 March 2024 keep it.'
    : 'Multiple dwellings relief is not calculated here. Work out the tax and enter it.';
}

function refuseDates(tax: PropertyTax, input: PropertyTaxInput): CannotCalculate | null {
  const { contractDate, effectiveDate, propertyClass } = input;
  if (contractDate !== undefined && contractDate > effectiveDate)
    return cannot(
      'contract_after_effective_date',
      'The contract is dated after completion. Check both dates.',
    );
  if (tax.residentialFrom && propertyClass === 'residential' && effectiveDate < tax.residentialFrom)
    return cannot(
      'before_march_2012',
      'Residential transactions before 22 March 2012 are not calculated. Work out the tax and enter it.',
    );
  return null;
}

function refuseBuyer(input: PropertyTaxInput): CannotCalculate | null {
  if (input.propertyClass !== 'residential' || input.buyer !== 'firstTimeBuyer') return null;
  if (input.company)
    return cannot(
      'first_time_buyer_with_higher_rates',
      'A company is no first-time buyer: it pays the higher rates, and the relief is refused.',
    );
  if (paysHigherRates(input))
    return cannot(
      'first_time_buyer_with_higher_rates',
      'Somebody who owns another dwelling is no first-time buyer: the relief is refused where higher rates are due.',
    );
  return null;
}
