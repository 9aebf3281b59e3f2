import { expect, test } from 'vitest';
import { bodyOf, missingIn, type NewValues } from './new-values.ts';

const values: NewValues = {
  ...{ kind: 'external', title: '', secondFactor: false, staffIds: [], portalUserIds: [] },
  matter: { value: 'm', label: 'Purchase' },
};

test.each([
  ['a client’s: nobody chosen', values, { portalUserIds: 'peopleNeeded' }],
  ['a client’s: no matter', { ...values, matter: null }, { matter: 'matterNeeded' }],
  ['a client’s: whole', { ...values, portalUserIds: ['p'] }, {}],
  ['internal needs a matter alone', { ...values, kind: 'internal' }, {}],
  ['a channel needs a name', { ...values, kind: 'channel', title: ' ' }, { title: 'channelNameNeeded' }],
  ['direct needs somebody', { ...values, kind: 'direct' }, { staffIds: 'staffNeeded' }],
  [
    'direct with too many',
    { ...values, kind: 'direct', staffIds: [...'abcdefgh'] },
    { staffIds: 'staffTooMany' },
  ],
] as const)('%s', (_name, given, missing) => {
  expect(
    missingIn({
      ...values,
      ...given,
      portalUserIds: [...given.portalUserIds],
      staffIds: [...given.staffIds],
    }),
  ).toEqual(missing);
});

const full: NewValues = { ...values, title: 'T', portalUserIds: ['p'], staffIds: ['s'] };

test.each([
  [
    'external',
    full,
    {
      kind: 'external',
      matterId: 'm',
      title: 'T',
      portalUserIds: ['p'],
      staffIds: ['s'],
      secondFactor: false,
      continuesId: 'c',
    },
  ],
  [
    'internal',
    { ...full, kind: 'internal' as const },
    { kind: 'internal', matterId: 'm', title: 'T', staffIds: ['s'] },
  ],
  ['channel', { ...full, kind: 'channel' as const }, { kind: 'channel', title: 'T', staffIds: ['s'] }],
  ['direct', { ...full, kind: 'direct' as const }, { kind: 'direct', staffIds: ['s'] }],
  ['without its matter', { ...full, matter: null }, undefined],
])('%s sends only what it has', (_name, given, body) => {
  expect(bodyOf(given, 'c')).toEqual(body);
});
