import { describe, expect, test } from 'vitest';
import { daysIn, listedWords, noteOf, shareOf, unlistedWords } from './backfill-words.ts';

test.each([
  [['calls'], 'lists_calls'],
  [['calls', 'texts'], 'lists_texts'],
  [['calls', 'texts', 'faxes'], 'lists_faxes'],
] as const)('%j are called %s', (lists, words) => {
  expect(listedWords(lists)).toBe(words);
});

test.each([
  ['RingCentral lists all', 'ringcentral', ['calls', 'texts', 'faxes'], null],
  ['Dialpad lists calls alone', 'dialpad', ['calls'], 'noTexts'],
  ['Twilio has no faxes to miss', 'twilio', ['calls', 'texts'], null],
] as const)('%s', (_name, kind, lists, words) => {
  expect(unlistedWords({ kind, history: { lists: [...lists] } })).toBe(words);
});

test('without a call log nothing is missing from it', () => {
  expect(unlistedWords({ kind: 'generic', history: null })).toBeNull();
});

describe('why it does not go on', () => {
  test.each([
    ['it goes on', 'running', '', 'active', null],
    ['asked to wait', 'running', 'rate_limited', 'active', 'note_rate_limited'],
    ['the phone system is paused', 'running', 'rate_limited', 'paused', 'note_sourcePaused'],
    ['credentials', 'paused', 'unauthorised', 'needs_attention', 'note_unauthorised'],
    ['a person paused it', 'paused', '', 'active', null],
    ['refused for good', 'failed', 'refused', 'active', 'note_refused'],
    ['our fault: again', 'running', 'internal', 'active', 'note_internal'],
    ['our fault, given up', 'failed', 'internal', 'active', 'note_failed'],
  ] as const)('%s', (_name, state, note, status, expected) => {
    expect(noteOf({ state, note }, { status })).toBe(expected);
  });
});

test.each([
  [{ days: 30, daysDone: 0 }, 0],
  [{ days: 30, daysDone: 12 }, 0.4],
  [{ days: 30, daysDone: 30 }, 1],
])('the share of %j is %d', (backfill, share) => {
  expect(shareOf(backfill)).toBe(share);
});

test.each([
  ['14', 14],
  [' 365 ', 365],
  ['0', null],
  ['366', null],
  ['1.5', null],
  ['two weeks', null],
  ['', null],
])('days typed as “%s”', (text, days) => {
  expect(daysIn(text)).toBe(days);
});
