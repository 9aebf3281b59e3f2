import { describe, expect, test } from 'vitest';
import { strings } from '../../i18n/en-GB/settings.ts';
import { didKey, factsOf, plainWords, subjectName } from './audit-words.ts';

test('a known action has its sentence, an unknown one its plain words', () => {
  expect(didKey('staff.created', strings)).toBe('did_staff.created');
  expect(didKey('comet.seen', strings)).toBeUndefined();
  expect(plainWords('pair_rule.removed')).toBe('pair rule removed');
});

describe('factsOf', () => {
  test.each([
    ['nothing', undefined, []],
    ['a text is no object', 'hello', []],
    ['names and values', { role: 'member', hourlyRate: 200 }, ['role: member', 'hourly rate: 200']],
    ['nested as stored', { before: { a: 1 } }, ['before: {"a":1}']],
    ['what was emptied', { extension: null, note: '' }, ['extension: –', 'note: –']],
  ])('%s', (_name, detail, facts) => {
    expect(factsOf(detail).map(({ name, value }) => `${name}: ${value}`)).toEqual(facts);
  });
});

describe('subjectName', () => {
  const staff = new Map([['b', 'Sam Okafor']]);
  test.each([
    ['a colleague', { subjectType: 'staff', subjectId: 'b', staffId: 'a', detail: {} }, 'Sam Okafor'],
    ['oneself needs no name', { subjectType: 'staff', subjectId: 'b', staffId: 'b', detail: {} }, undefined],
    [
      'a token by its name',
      { subjectType: 'token', subjectId: 't', staffId: 'a', detail: { name: 'Report' } },
      'Report',
    ],
    ['nothing told', { subjectType: 'fee', subjectId: 'f', staffId: 'a', detail: null }, undefined],
  ])('%s', (_name, entry, name) => {
    expect(subjectName(entry, staff)).toBe(name);
  });
});
