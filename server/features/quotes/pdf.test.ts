import { expect, test } from 'vitest';
import type { Letter } from './letter.ts';
import { documentOf, renderQuotePdf } from './pdf.ts';
import type { PricedShape } from './priced-shape.ts';

const at = new Date('2026-11-22T10:00:00Z');
const none = {
  feesNet: 0,
  feesVat: 0,
  disbursementsNet: 0,
  disbursementsVat: 0,
  subtotal: 0,
  tax: 0,
  onAccount: 0,
};
const priced: PricedShape = {
  sides: [
    {
      side: 'sale',
      lines: [
        {
          key: 'sale:1',
          kind: 'line',
          side: 'sale',
          section: 'legal_fees',
          label: 'Legal fee <b>',
          detail: '',
          why: 'Fixed price',
          show: 'charged',
          counts: true,
          needsPrice: false,
          quantity: 1,
          unitPence: 795_00,
          netPence: 795_00,
          vatPence: 159_00,
          grossPence: 954_00,
          vat: 'standard',
          tax: false,
          slices: [],
          onAccount: false,
          mapped: true,
          activityCode: null,
        },
      ],
      totals: { ...none, total: 954_00 },
    },
  ],
  totals: { ...none, total: 954_00 },
  needsPrice: [],
};
const letter: Letter = {
  firm: { name: 'Harbour Law', country: 'GB', currency: 'GBP', timeZone: 'Europe/London' },
  reference: '1042-1',
  version: 2,
  title: 'Łukasz Żółć – Sale of 3 Elm Road',
  clients: ['Łukasz Żółć'],
  properties: [],
  from: null,
  pricedOn: '2026-11-22',
  expiresOn: '2026-12-06',
  message: '',
  terms: '',
  referral: null,
  rates: ['HM Land Registry'],
  changes: ['Legal fee: £700 became £795'],
};

test('the same quote gives the same bytes, and what is drawn is left as it was', async () => {
  const before = structuredClone({ letter, priced });
  const [one, two] = [await renderQuotePdf(letter, priced, at), await renderQuotePdf(letter, priced, at)];
  expect({ letter, priced }).toEqual(before);
  expect(one.equals(two)).toBe(true);
});

test('the all-in total stands before the first line', () => {
  const text = JSON.stringify(documentOf(letter, priced, at).content);
  expect(text.indexOf('£954.00')).toBeGreaterThan(-1);
  expect(text.indexOf('In all')).toBeLessThan(text.indexOf('Legal fee <b>'));
});

test('what somebody wrote is text: no file is read and no address asked', async () => {
  const hostile = { ...letter, title: 'https://example.com/a.png', message: '{{image: "/etc/passwd"}}' };
  const pdf = await renderQuotePdf(hostile, priced, at);
  expect(pdf.includes('/URI')).toBe(false);
  expect(pdf.length).toBeGreaterThan(5_000);
});
