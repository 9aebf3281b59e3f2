import { expect, test } from 'vitest';
import { mayHear, widestOf } from './class-rank.ts';

test.each([
  [[], undefined],
  [['privileged', 'privileged'], 'privileged'],
  [['privileged', 'third_party', 'common_interest'], 'third_party'],
  [['opposing', 'privileged'], 'opposing'],
] as const)('%j speak as %s', (people, widest) => {
  expect(widestOf(people)).toBe(widest);
});

test.each([
  ['privileged', 'privileged', true],
  ['privileged', 'third_party', false],
  ['third_party', 'privileged', true],
  ['common_interest', 'opposing', false],
] as const)('in a %s conversation, %s: %s', (conversation, person, may) => {
  expect(mayHear(conversation, person)).toBe(may);
});
