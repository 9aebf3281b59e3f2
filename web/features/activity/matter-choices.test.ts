import { expect, test } from 'vitest';
import { matterChoices, mattersFirst } from './matter-choices.ts';

const candidate = (matterId: string | null, title: string, contactId = 'c1') => ({
  contactId,
  contactName: contactId === 'c1' ? 'Jane Okafor' : 'Okafor Ltd',
  matterId,
  matterNumber: matterId,
  matterTitle: title,
  hint: null,
});
const found = (id: string, title: string) => ({
  id,
  title,
  number: id,
  status: 'open' as const,
  clients: [{ displayName: 'Ivo Petrov' }],
});

test('likely ones come first and are not told twice', () => {
  const choices = matterChoices(
    '',
    [candidate('1', 'Purchase')],
    [found('1', 'Purchase'), found('2', 'Sale')],
  );
  expect(choices.map(({ matterId, likely }) => [matterId, likely])).toEqual([
    ['1', true],
    ['2', false],
  ]);
});

test('words narrow the likely ones by title, number and contact', () => {
  const candidates = [candidate('10412', 'Purchase of 12 Mill Lane'), candidate('10413', 'Will')];
  expect(matterChoices('okafor mill', candidates, []).map(({ title }) => title)).toEqual([
    'Purchase of 12 Mill Lane',
  ]);
  expect(matterChoices('10413', candidates, []).map(({ title }) => title)).toEqual(['Will']);
});

test('where contacts share the number, the choice says who it was', () => {
  const choices = matterChoices('', [candidate('1', 'Will'), candidate('2', 'Lease', 'c2')], []);
  expect(choices.map(({ contactId, detail }) => [contactId, detail])).toEqual([
    ['c1', 'Jane Okafor'],
    ['c2', 'Okafor Ltd'],
  ]);
  expect(matterChoices('', [candidate('1', 'Will')], [])[0]).not.toHaveProperty('contactId');
});

test('contacts without a matter come last, and nothing else changes place', () => {
  const candidates = [candidate(null, ''), candidate('2', 'Will'), candidate('1', 'Purchase')];
  expect(mattersFirst(candidates).map(({ matterId }) => matterId)).toEqual(['2', '1', null]);
});

test('a contact without matters offers none', () => {
  expect(matterChoices('', [candidate(null, '')], [])).toEqual([]);
});
