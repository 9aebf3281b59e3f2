import { describe, expect, test } from 'vitest';
import { strings } from '../../i18n/en-GB/settings.ts';
import { addressOf, didKey, endIn, factsOf, plainWords, subjectName } from './audit-words.ts';

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

test('facts say names instead of ids', () => {
  const id = '0198c0de-0000-7000-8000-0000000000a1';
  expect(factsOf({ staffIds: [id, 'x'] }, { [id]: 'Sam Okafor' })).toEqual([
    { name: 'staff ids', value: '["Sam Okafor","x"]' },
  ]);
});

describe('the end of the log in a mail', () => {
  const hash = '5f'.repeat(32);
  test.each([
    ['the line', `Block 12: ${hash}`, { number: 12, hash }],
    ['the whole mail', `Keep this.\n\nBlock 3: ${hash}\nPublic key …`, { number: 3, hash }],
    ['cut short', `Block 12: ${hash.slice(2)}`, undefined],
    ['anything else', 'hello', undefined],
  ])('%s', (_name, text, end) => {
    expect(endIn(text)).toEqual(end);
  });
});

describe('subjectName', () => {
  const entry = { subjectId: 'b', staffId: 'a', subjectName: null, matterName: null, detail: {} };
  test.each([
    ['a colleague', { ...entry, subjectName: 'Sam Okafor' }, 'Sam Okafor'],
    ['oneself needs no name', { ...entry, subjectId: 'a', subjectName: 'Ada' }, undefined],
    ['what is gone, by its name of then', { ...entry, detail: { name: 'Report' } }, 'Report'],
    ['what has no name, by its matter', { ...entry, matterName: 'Purchase' }, 'Purchase'],
    ['nothing told', { ...entry, detail: null }, undefined],
  ])('%s', (_name, one, name) => {
    expect(subjectName(one)).toBe(name);
  });
});

describe('where the record of an entry is', () => {
  const on = (subjectType: string, subjectId: string | null, matterId: string | null = null) => ({
    subjectType,
    subjectId,
    matterId,
  });
  test.each([
    ['a contact', on('contact', 'c'), '/contacts/c'],
    ['a matter', on('matter', 'm', 'm'), '/matters/m'],
    ['a task, though it is on a matter', on('task', 't', 'm'), '/tasks/t'],
    ['a fee by its matter', on('fee', 'f', 'm'), '/matters/m/fees#f'],
    ['a call by its matter', on('interaction', 'i', 'm'), '/activity/i'],
    ['a call on none', on('interaction', 'i'), '/activity/i'],
    ['several of a matter', on('party', null, 'm'), '/matters/m'],
    ['the options', on('options', null), null],
    ['a phone system', on('source', 's'), '/settings/sources/s'],
  ] as const)('%s', (_name, entry, address) => {
    expect(addressOf(entry)).toBe(address);
  });
});
