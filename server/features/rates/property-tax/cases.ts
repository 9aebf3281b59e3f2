/** What the tests of taxes ask, with everything filled in that is not under test. */
import { bundledRates } from '../store.ts';
import { calculatePropertyTax } from './calculate.ts';
import type { PropertyTaxInput, PropertyTaxResult, TaxFigure } from './input.ts';

/** A day on which all current sets are in force. */
export const today = '2026-11-22';

export function question(more: Partial<PropertyTaxInput>): PropertyTaxInput {
  return {
    tax: 'SDLT',
    effectiveDate: today,
    propertyClass: 'residential',
    price: 0,
    buyer: 'standard',
    nonUkResident: false,
    company: false,
    ...more,
  };
}

export function ask(more: Partial<PropertyTaxInput>): PropertyTaxResult {
  return calculatePropertyTax(bundledRates(), question(more));
}

export function figure(more: Partial<PropertyTaxInput>): TaxFigure {
  const result = ask(more);
  if (result.outcome === 'cannot_calculate') throw new Error(`${result.reason}: ${result.words}`);
  return result;
}

/** The tax, or the reason why there is none. */
export function taxOrReason(more: Partial<PropertyTaxInput>): number | string {
  const result = ask(more);
  return result.outcome === 'tax' ? result.taxPounds : result.reason;
}
