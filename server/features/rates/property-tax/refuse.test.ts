import { describe, expect, test } from 'vitest';
import { ask } from './cases.ts';
import type { PropertyTaxInput } from './input.ts';

describe('no figure, and why: as HM Revenue & Customs’ own service', () => {
  test.each<[string, Partial<PropertyTaxInput>]>([
    ['linked_transactions', { isLinked: true }],
    ['partial_relief', { reliefCode: 35, partialRelief: true }],
    ['multiple_dwellings_relief', { multipleDwellingsRelief: true }],
    ['multiple_dwellings_relief', { reliefCode: 33 }],
    ['collective_enfranchisement', { collectiveEnfranchisement: true }],
    ['collective_enfranchisement', { reliefCode: 25 }],
    ['relief_not_calculated', { reliefCode: 20 }],
    ['unsupported_interest', { interest: 'other' }],
    ['before_march_2012', { effectiveDate: '2012-03-21' }],
    ['rates_not_known', { effectiveDate: '2012-03-22' }],
    ['rates_not_known', { effectiveDate: '2022-09-22' }],
    ['contract_after_effective_date', { contractDate: '2026-11-23' }],
  ])('%s: %o', (reason, more) => {
    const result = ask({ price: 300_000, ...more });
    expect(result).toMatchObject({ outcome: 'cannot_calculate', reason });
    expect(result.outcome === 'cannot_calculate' && result.words.length).toBeGreaterThan(20);
  });

  test('multiple dwellings relief ended on 1 June 2024; contracts to 6 March 2024 are protected, and worked out by hand', () => {
    const words = (contractDate: string) => {
      const result = ask({ price: 1, multipleDwellingsRelief: true, contractDate });
      return result.outcome === 'cannot_calculate' ? result.words : '';
    };
    expect(words('2024-03-07')).toContain('ended on 1 June 2024');
    expect(words('2024-03-06')).not.toContain('ended');
  });

  test('an amount that is no whole number of pounds is a mistake of the caller', () => {
    expect(() => ask({ price: 100.5 })).toThrow(RangeError);
    expect(() => ask({ price: -1 })).toThrow(RangeError);
  });
});
