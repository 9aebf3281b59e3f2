import { expect, test } from 'vitest';
import { folderChoices, folderPath } from './folder-path.ts';

const folders = [
  { id: 'c', parentId: 'b', name: 'Local' },
  { id: 'a', parentId: null, name: 'Searches' },
  { id: 'b', parentId: 'a', name: '2025' },
];

test.each([
  [null, []],
  ['a', ['Searches']],
  ['c', ['Searches', '2025', 'Local']],
  ['unknown', []],
])('the way to %s', (id, names) => {
  expect(folderPath(folders, id).map(({ name }) => name)).toEqual(names);
});

test('folders that lie in each other end the way', () => {
  const round = [
    { id: 'a', parentId: 'b', name: 'A' },
    { id: 'b', parentId: 'a', name: 'B' },
  ];
  expect(folderPath(round, 'a').map(({ name }) => name)).toEqual(['B', 'A']);
});

test('choices name the whole way', () => {
  expect(folderChoices(folders).map(({ label }) => label)).toEqual([
    'Searches',
    'Searches / 2025',
    'Searches / 2025 / Local',
  ]);
});
