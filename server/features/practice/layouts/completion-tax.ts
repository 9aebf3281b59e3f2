/** What the rates say the tax of this purchase is. Pure: the book of rates is given. */
import {
  calculatePropertyTax,
  type PropertyTaxResult,
  type RateBookVersion,
  taxOf,
} from '../../rates/index.ts';
import { numberIn, textIn } from './completion-figures.ts';
import type { LayoutValues } from './design.ts';

const nations = ['England', 'Wales', 'Scotland', 'Northern Ireland'] as const;
const buyers = ['standard', 'firstTimeBuyer', 'additional'] as const;

/**
 * Null: it is not known where the property is or who buys. Without a completion date the rates of `today` hold. The engine
 * takes whole pounds, and the chattels are no part of the price that is taxed.
 */
export function expectedTax(
  values: LayoutValues,
  rates: RateBookVersion,
  today: string,
): PropertyTaxResult | null {
  const price = numberIn(values, 'price');
  const nation = nations.find((name) => name === values.taxNation);
  const buyer = buyers.find((name) => name === values.taxBuyer);
  if (price === null || !nation || !buyer) return null;
  const contractDate = textIn(values, 'exchangeDate');
  return calculatePropertyTax(rates, {
    tax: taxOf(nation),
    effectiveDate: textIn(values, 'completionDate') ?? today,
    ...(contractDate !== null && { contractDate }),
    propertyClass: values.taxPropertyClass === 'nonResidential' ? 'nonResidential' : 'residential',
    price: Math.floor(price / 100),
    buyer,
    nonUkResident: values.taxNonUk === true,
    company: values.taxCompany === true,
  });
}
