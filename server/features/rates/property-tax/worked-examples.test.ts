import { expect, test } from 'vitest';
import { figure, taxOrReason } from './cases.ts';
import type { PropertyTaxInput } from './input.ts';

const ftb = { buyer: 'firstTimeBuyer' } as const;
const additional = { buyer: 'additional' } as const;
const lbtt = { tax: 'LBTT', price: 420_000 } as const;
const ltt = { tax: 'LTT', price: 360_000 } as const;

test.each<[string, Partial<PropertyTaxInput>, number]>([
  ['SDLT 350,000 mover', { price: 350_000 }, 7_500],
  ['SDLT 750,000 mover', { price: 750_000 }, 27_500],
  [
    'SDLT 1,000,000 additional, bands of November 2024 with 5 %',
    { price: 1_000_000, effectiveDate: '2024-11-15', ...additional },
    91_250,
  ],
  ['SDLT 420,000 first-time buyer', { price: 420_000, ...ftb }, 6_000],
  ['SDLT 420,000 mover', { price: 420_000 }, 11_000],
  ['SDLT 420,000 additional', { price: 420_000, ...additional }, 32_000],
  ['SDLT 420,000 additional and non-UK', { price: 420_000, ...additional, nonUkResident: true }, 40_400],
  ['SDLT 700,000 company, flat', { price: 700_000, company: true }, 119_000],
  ['LBTT 420,000 mover', lbtt, 15_350],
  ['LBTT 420,000 first-time buyer', { ...lbtt, ...ftb }, 14_750],
  ['LBTT 420,000 with the supplement', { ...lbtt, ...additional }, 48_950],
  ['LTT 360,000 main', ltt, 8_100],
  ['LTT 360,000 higher', { ...ltt, ...additional }, 25_950],
])('%s', (_name, asked, tax) => {
  expect(taxOrReason(asked)).toBe(tax);
  expect(figure(asked).slices.reduce((sum, slice) => sum + slice.tax, 0)).toBe(tax);
});
