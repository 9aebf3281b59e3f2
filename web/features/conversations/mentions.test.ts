import { expect, test } from 'vitest';
import { complete, mentionAt, mentionedIn, partsOf, suggest } from './mentions.ts';

const people = [
  { id: 'o', name: 'Omar Reid' },
  { id: 'oo', name: 'Omar Reidy' },
  { id: 't', name: 'Tessa Reid' },
  { id: 'x', name: '' },
];

test.each([
  ['an @ alone', '@', 1, { from: 0, words: '' }],
  ['after words', 'ask @om', 7, { from: 4, words: 'om' }],
  ['both names', 'ask @omar r', 11, { from: 4, words: 'omar r' }],
  ['the cursor before it', 'ask @om', 3, undefined],
  ['a mail address', 'cleo@example', 12, undefined],
  ['an @ and a space', 'at @ noon', 9, undefined],
  ['on another line', '@omar\nthen', 10, undefined],
  ['in brackets', '(@te', 4, { from: 1, words: 'te' }],
])('%s', (_name, text, caret, found) => {
  expect(mentionAt(text, caret)).toEqual(found);
});

test.each([
  ['om', ['Omar Reid', 'Omar Reidy']],
  ['reid', ['Omar Reid', 'Omar Reidy', 'Tessa Reid']],
  ['Tessa R', ['Tessa Reid']],
  ['zz', []],
])('whose name has %s', (words, names) => {
  expect(suggest(people, words).map(({ name }) => name)).toEqual(names);
});

test('the name takes the place of what was typed, and the cursor stands behind it', () => {
  expect(complete('ask @om today', { from: 4, words: 'om' }, 'Omar Reid')).toEqual({
    text: 'ask @Omar Reid today',
    caret: 15,
  });
});

test.each([
  ['one', 'ask @Omar Reid.', ['o']],
  ['the longer name', '@omar reidy knows', ['oo']],
  ['both, each once', '@Tessa Reid and @Omar Reid and @Tessa Reid', ['t', 'o']],
  ['nobody', '@Omar Reids and cleo@example.com @', []],
])('named: %s', (_name, text, ids) => {
  expect(mentionedIn(text, people)).toEqual(ids);
});

test('the words around a name stay as they are', () => {
  expect(partsOf('a @Omar Reid b', people).map(({ kind, text }) => [kind, text])).toEqual([
    ['text', 'a '],
    ['name', '@Omar Reid'],
    ['text', ' b'],
  ]);
});
