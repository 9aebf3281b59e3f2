import { expect, test } from 'vitest';
import type { StageShown } from './queries.ts';
import { shortView } from './shown-stages.ts';

const stage = (stageId: string, state: StageShown['state'] = 'pending'): StageShown => ({
  stageId,
  state,
  code: stageId,
  label: stageId,
  ifApplies: false,
  optional: false,
  archived: false,
  eventOn: null,
  enteredAt: null,
  enteredLate: false,
  by: null,
  staffName: null,
  note: '',
  typicalDays: null,
  expectedOn: null,
  visibleTo: [],
  tells: [],
  mapsTo: null,
  messages: [],
});
const track = (letters: string, nextStageId: string | null) =>
  shortView({ stages: [...letters].map((letter) => stage(letter)), nextStageId })
    .map(({ stageId }) => stageId)
    .join('');

test.each([
  ['a short track whole', 'abcdefg', 'a', 'abcdefg'],
  ['two before and two after the next', 'abcdefghij', 'e', 'cdefg'],
  ['the beginning', 'abcdefghij', 'a', 'abcde'],
  ['the end', 'abcdefghij', 'j', 'fghij'],
  ['the end when nothing is next', 'abcdefghij', null, 'fghij'],
])('shows %s', (_name, letters, next, then) => {
  expect(track(letters, next)).toBe(then);
});

test('leaves out what does not apply', () => {
  const stages = [stage('a'), stage('b', 'not_applicable'), stage('c', 'skipped')];
  expect(shortView({ stages, nextStageId: 'a' }).map(({ stageId }) => stageId)).toEqual(['a', 'c']);
});
