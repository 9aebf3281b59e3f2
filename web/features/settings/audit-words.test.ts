import { describe, expect, test } from 'vitest';
import { strings } from '../../i18n/en-GB/settings.ts';
import { addressOf, didKey, factsOf, namedBy, plainWords, subjectName } from './audit-words.ts';

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

describe('which record names an entry, and where it is', () => {
  const on = (subjectType: string, subjectId: string | null, matterId: string | null = null) => ({
    subjectType,
    subjectId,
    matterId,
  });
  test.each([
    ['a contact', on('contact', 'c'), { kind: 'contact', id: 'c' }, '/contacts/c'],
    ['a matter', on('matter', 'm', 'm'), { kind: 'matter', id: 'm' }, '/matters/m'],
    ['a task, though it is on a matter', on('task', 't', 'm'), { kind: 'task', id: 't' }, '/tasks/t'],
    ['a fee by its matter', on('fee', 'f', 'm'), { kind: 'matter', id: 'm' }, '/matters/m/fees#f'],
    ['a call by its matter', on('interaction', 'i', 'm'), { kind: 'matter', id: 'm' }, '/activity/i'],
    ['a call on none', on('interaction', 'i'), null, '/activity/i'],
    ['several of a matter', on('party', null, 'm'), { kind: 'matter', id: 'm' }, '/matters/m'],
    ['the options', on('options', null), null, null],
    ['a phone system', on('source', 's'), null, '/settings/sources/s'],
  ] as const)('%s', (_name, entry, named, address) => {
    expect(namedBy(entry)).toEqual(named);
    expect(addressOf(entry)).toBe(address);
  });
});
