import { describe, expect, test } from 'vitest';
import { bodyOf, emptyStaff, fieldErrorsOf, readRate, valuesOf } from './staff-form.ts';
import type { StaffMember } from './staff-names.ts';

describe('readRate', () => {
  test.each([
    ['nothing is zero', '', 0],
    ['whole pounds', '240', 24000],
    ['one place', '240.5', 24050],
    ['two places', '240.55', 24055],
    ['as people write it', '£1,250.00', 125000],
    ['too many places', '1.005', null],
    ['words', 'a lot', null],
    ['below zero', '-5', null],
    ['more than a million', '1234567', null],
  ])('%s', (_name, text, minor) => {
    expect(readRate(text)).toBe(minor);
  });
});

const tessa: StaffMember = {
  id: '0195f2c4-0000-7000-8000-000000000001',
  firstName: 'Tessa',
  lastName: 'Reid',
  email: 'tessa@example.com',
  role: 'owner',
  extension: '204',
  directNumbers: ['+442079460123', '+447700900412'],
  defaultBillable: null,
  hourlyRate: { amount: 24050, currency: 'GBP' },
  active: true,
  signIn: 'active',
};

test('what is shown is sent back unchanged', () => {
  const values = valuesOf(tessa, (number) => number);
  expect(values).toMatchObject({
    directNumbers: '+442079460123\n+447700900412',
    billable: 'firm',
    rate: '240.50',
  });
  const { id: _id, active: _active, signIn: _signIn, ...fields } = tessa;
  expect(bodyOf(values, 'GBP')).toEqual(fields);
});

test('blank lines and blanks around are left out, an empty extension is none', () => {
  const values = { ...emptyStaff, extension: ' ', directNumbers: ' 020 7946 0123 \n\n' };
  expect(bodyOf(values, 'GBP')).toMatchObject({ extension: null, directNumbers: ['020 7946 0123'] });
});

test('errors of parts come to the whole field, the first one wins', () => {
  expect(
    fieldErrorsOf({
      'directNumbers.1': 'no number',
      'directNumbers.2': 'nor this',
      'hourlyRate.amount': 'x',
      other: 'y',
    }),
  ).toEqual({ directNumbers: 'no number', rate: 'x' });
});
