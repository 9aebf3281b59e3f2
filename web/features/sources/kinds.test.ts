import { describe, expect, test } from 'vitest';
import { accessOf, formOf, kindForms, missingFields, numbersIn } from './kinds.ts';

test('every kind has its form, once', () => {
  expect(kindForms.map(({ kind }) => kind).toSorted()).toEqual([
    'csv',
    'dialpad',
    'generic',
    'ringcentral',
    'twilio',
  ]);
  expect(formOf('pigeon')).toBeUndefined();
});

describe('access', () => {
  test.each([
    ['nothing typed, nothing sent', {}, {}],
    [
      'RingCentral, without its empty address',
      { clientId: ' id ', clientSecret: 's3cret', assertion: 'jwt', apiUrl: ' ' },
      { credentials: { clientId: 'id', clientSecret: 's3cret', assertion: 'jwt' } },
    ],
    [
      'Twilio’s auth token signs and opens',
      { accountId: 'AC1', authToken: 'token' },
      { secret: 'token', credentials: { accountId: 'AC1', apiKey: 'token' } },
    ],
  ])('%s', (_name, typed, access) => {
    expect(accessOf(typed)).toEqual(access);
  });
});

test('only required fields are missed', () => {
  const twilio = formOf('twilio');
  expect(twilio && missingFields(twilio, { accountId: 'AC1', authToken: ' ' })).toEqual(['authToken']);
});

test.each([
  ['020 7946 0123\n\n020 7946 0124\n', ['020 7946 0123', '020 7946 0124']],
  ['+12125550147, +12125550148;', ['+12125550147', '+12125550148']],
  ['  ', []],
])('numbers in %j', (text, numbers) => {
  expect(numbersIn(text)).toEqual(numbers);
});
