import { describe, expect, test } from 'vitest';
import type { ContactToWrite, CostRecoveryToWrite, FixedFeeToWrite, MatterToWrite } from '../ports.ts';
import { contactBody } from './contact-body.ts';
import { layoutValues } from './layout-fields.ts';
import { costBody, fixedFeeBody, matterBody } from './matter-bodies.ts';

const common = {
  reference: 'ML-C0NV-4',
  matter: { id: 'm1', extra: {} },
  staff: { id: 's1', extra: {} },
  date: '2026-11-22',
  subject: 'Legal fee',
  text: 'Fixed price. Quote 1042-1',
  amount: 95_000,
  currency: 'GBP',
  tax: 'standard',
  activityCode: 'CONV',
} as const;
const fee: FixedFeeToWrite = { ...common, record: 'fixed_fee' };
const cost: CostRecoveryToWrite = { ...common, record: 'cost_recovery', amount: 2100, quantity: 3 };

test('a fixed fee: its amount is the rate, its reference ends the description', () => {
  expect(fixedFeeBody(fee, 'GB')).toEqual({
    staffId: 's1',
    feeType: 0,
    feeDate: '2026-11-22T12:00:00Z',
    subject: 'Legal fee',
    description: 'Fixed price. Quote 1042-1\nML-C0NV-4',
    rate: 950,
    activityCode: 'CONV',
    isBillable: true,
    finalized: false,
    taxInclusive: false,
  });
});

describe('UK tax flags exclude each other', () => {
  const flags = ['taxInclusive', 'taxExempt', 'taxOutOfScope', 'taxZeroRated'];
  const said = (body: object) =>
    Object.fromEntries(Object.entries(body).filter(([key]) => flags.includes(key) || /tax$/i.test(key)));
  test.each([
    ['standard', 'GB', { taxInclusive: false, tax: 190 }, { taxInclusive: false, outputTax: 190 }],
    ['zero', 'GB', { taxInclusive: false, tax: 0 }, { taxZeroRated: true, outputTax: 0 }],
    ['exempt', 'GB', { taxExempt: true, tax: 0 }, { taxExempt: true, tax: 0 }],
    ['outside_scope', 'GB', { taxOutOfScope: true, tax: 0 }, { taxOutOfScope: true, tax: 0, outputTax: 0 }],
    ['zero', 'AU', { taxInclusive: false, tax: 0 }, { taxExempt: true, tax: 0 }],
    ['outside_scope', 'AU', { taxExempt: true, tax: 0 }, { taxExempt: true, tax: 0 }],
    ['standard', 'US', {}, {}],
  ] as const)('%s in %s', (tax, country, ofFee, ofCost) => {
    expect(said(fixedFeeBody({ ...fee, tax, taxAmount: 19_000 }, country))).toEqual(ofFee);
    expect(said(costBody({ ...cost, tax, taxAmount: 19_000 }, country))).toEqual(ofCost);
  });
});

test.each([
  [2100, 3, { quantity: 3, price: 7 }],
  [1000, 3, { quantity: 1, price: 10 }],
  [1999, 1, { quantity: 1, price: 19.99 }],
])('a cost of %d for %d', (amount, quantity, expected) => {
  expect(costBody({ ...cost, amount, quantity }, 'GB')).toMatchObject(expected);
});

test('a matter without a client or a type is refused before it is sent', () => {
  const matter: MatterToWrite = {
    record: 'matter',
    reference: 'ML-C0NV-3',
    title: 'Okafor – Purchase of 12 Mill Lane',
    description: 'From the website',
    matterType: { id: 't1', extra: {} },
    clients: [{ id: 'c1', extra: {} }],
    clientRole: 'Purchaser',
    personResponsible: null,
    referrer: { id: 'c9', extra: {} },
    openedOn: '2026-11-22',
  };
  expect(matterBody(matter)).toEqual({
    externalSystemId: 'ML-C0NV-3',
    matterTypeId: 't1',
    clientIds: ['c1'],
    description: 'Okafor – Purchase of 12 Mill Lane\nFrom the website',
    status: 'Open',
    openedDate: '2026-11-22T12:00:00Z',
    referrerId: 'c9',
    isLead: false,
  });
  expect(() => matterBody({ ...matter, clients: [] })).toThrow('rejected');
  expect(() => matterBody({ ...matter, matterType: null })).toThrow('rejected');
});

describe('a client with all that is known', () => {
  const details = {
    firstName: 'Jane Ann',
    lastName: 'Okafor',
    companyName: '',
    phones: [
      { number: '020 7946 0101', label: 'Work' },
      { number: '07700 900123', label: 'Mobile' },
    ],
    emails: [{ email: 'jane@example.com', label: '' }],
    address: {
      line1: '12 Mill Lane',
      line2: 'Little Weston',
      town: 'Bath',
      county: 'Somerset',
      postcode: 'BA1 1AA',
      country: 'United Kingdom',
    },
  };
  const contact: ContactToWrite = {
    record: 'contact',
    reference: 'contact-1',
    type: 'person',
    name: 'Jane Ann Okafor',
    e164: '+447700900123',
    country: 'GB',
    details,
  };
  test('a person', () => {
    expect(contactBody(contact, 'GB')).toEqual({
      externalSystemId: 'contact-1',
      person: {
        firstName: 'Jane Ann',
        lastName: 'Okafor',
        cell: { number: '07700900123' },
        phone: { number: '02079460101' },
        email: 'jane@example.com',
        residentialAddress: {
          streetNumber: '12',
          streetName: 'Mill Lane',
          locality: 'Little Weston',
          county: 'Somerset',
          city: 'Bath',
          zipCode: 'BA1 1AA',
          country: 'United Kingdom',
        },
      },
    });
  });
  test('a company', () => {
    const company = { ...details, firstName: '', lastName: '', companyName: 'Okafor Ltd', address: null };
    expect(contactBody({ ...contact, type: 'company', details: company }, 'GB')).toEqual({
      externalSystemId: 'contact-1',
      company: { name: 'Okafor Ltd', phone: { number: '02079460101' }, email: 'jane@example.com' },
    });
  });
});

test('completion details go where the design has a place for them', () => {
  const fields = [
    { name: 'Matter/CompletionDetails/CompletionDate', type: 'Date' },
    { name: 'Matter/CompletionDetails/PurchasePrice', type: 'Number' },
    {
      name: 'Matter/CompletionDetails/DepositHeldAs',
      type: 'Combobox',
      possibleValues: ['Stakeholder', 'Agent'],
    },
    { name: 'Matter/CompletionDetails/PayoutAccount', type: 'Text' },
  ];
  const values = {
    completionDate: '2026-12-18',
    price: '450000.00',
    depositHeldAs: 'stakeholder',
    keyHolder: 'Agent',
    payoutAccount: 'x',
  };
  expect(layoutValues({ values }, fields)).toEqual([
    { key: 'Matter/CompletionDetails/CompletionDate', value: '2026-12-18' },
    { key: 'Matter/CompletionDetails/PurchasePrice', value: '450000.00' },
    { key: 'Matter/CompletionDetails/DepositHeldAs', value: 'Stakeholder' },
  ]);
  expect(layoutValues({ values: { depositHeldAs: 'nobody' } }, fields)).toEqual([]);
});
