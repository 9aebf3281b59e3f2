import { describe, expect, test } from 'vitest';
import {
  decideSpend,
  decideText,
  refusalReasons,
  refusalRows,
  senderRows,
  type TextFacts,
} from './decide.ts';
import { numberFacts } from './number-kind.ts';

/** Thursday, noon in London. */
const noon = new Date('2026-03-05T12:00:00Z');
const australian = { ...numberFacts('+61491570156'), problem: null };
const british = { ...numberFacts('+447700900123'), problem: null };
const american = { ...numberFacts('+14155550132'), problem: null };
const line = { id: 'line', number: '+447700900001', serviceId: null, usRegistered: false };
const word = { text: 'EXAMPLE', registered: false };

const usual: TextFacts = {
  now: noon,
  texting: 'on',
  recipient: { external: true, present: true, email: 'jane@example.com', byNumber: false },
  number: british,
  consent: 'in',
  countries: ['GB', 'AU', 'US'],
  zones: ['Europe/London'],
  quiet: { from: 21 * 60, until: 9 * 60, weekends: false },
  urgentReason: '',
  asked: false,
  sensitive: false,
  privileged: false,
  line,
  word: null,
  prefer: 'number',
};
const when = (more: Partial<TextFacts>) => decideText({ ...usual, ...more });
const recipient = (more: Partial<TextFacts['recipient']>) => ({ ...usual.recipient, ...more });

test('usually: now, in the words of the message, from the firm’s number', () => {
  expect(when({})).toEqual({
    outcome: 'send',
    rows: ['T5.7'],
    at: noon,
    held: false,
    linkOnly: false,
    sender: { kind: 'number', lineId: 'line', number: line.number, serviceId: null },
    oneWay: false,
  });
});

describe('refusals, each with its row and its reason', () => {
  test.each<[string, Partial<TextFacts>, string, string]>([
    [
      'to staff, though everything else is right',
      { recipient: recipient({ external: false }) },
      '§1',
      'staff',
    ],
    ['the firm sends no texts', { texting: 'off' }, '§1', 'texting_off'],
    ['texting is paused', { texting: 'paused' }, '§1', 'texting_paused'],
    ['the recipient left the conversation', { recipient: recipient({ present: false }) }, '§1', 'gone'],
    ['a client without e-mail', { recipient: recipient({ email: ' ' }) }, '§1', 'no_email'],
    ['a client without a number', { number: null }, 'T5.2', 'no_number'],
    ['row 1: nobody has said yes', { consent: null }, 'T5.1', 'no_consent'],
    ['row 1: opted out', { consent: 'out' }, 'T5.1', 'opted_out'],
    [
      'row 1 stands before row 2',
      { consent: 'out', number: { ...british, problem: 'invalid' } },
      'T5.1',
      'opted_out',
    ],
    [
      'row 2: no number of any plan',
      { number: { ...numberFacts('+4479'), problem: null } },
      'T5.2',
      'bad_number',
    ],
    [
      'row 2: a landline',
      { number: { ...numberFacts('+442079460123'), problem: null } },
      'T5.2',
      'not_mobile',
    ],
    [
      'row 2: a toll-free number',
      { number: { ...numberFacts('+18005550100'), problem: null } },
      'T5.2',
      'not_mobile',
    ],
    [
      'row 2: the provider said that it is retired',
      { number: { ...british, problem: 'invalid' } },
      'T5.2',
      'bad_number',
    ],
    [
      'row 2: the provider said that it is a landline',
      { number: { ...american, problem: 'not_mobile' } },
      'T5.2',
      'not_mobile',
    ],
    [
      'row 2: a country that the firm does not send to',
      { countries: ['GB'], number: australian },
      'T5.2',
      'country',
    ],
    ['row 5: a number that is not registered', { number: american }, 'T5.5', 'needs_registered_number'],
    ['row 5: a word is no sender there', { number: american, line: null, word }, 'T5.5', 'needs_number'],
    [
      'row 6: an unregistered word, and no number',
      { number: australian, line: null, word },
      'T5.6',
      'needs_number',
    ],
    ['row 7: neither number nor word', { line: null }, 'T5.7', 'no_sender'],
  ])('%s', (_name, facts, row, reason) => {
    expect(when(facts)).toEqual({ outcome: 'refuse', rows: [row], reason });
  });

  test('every reason of the rows is one that people are told', () => {
    for (const { reason } of refusalRows) expect(refusalReasons).toContain(reason);
    expect(senderRows.map(({ row }) => row)).toEqual(['T5.5', 'T5.6', 'T5.7']);
  });
});

test('§1: a client without e-mail who comes by number, where the firm lets them', () => {
  expect(when({ recipient: recipient({ email: '', byNumber: true }) }).outcome).toBe('send');
});

test('row 3: a sign-in code that the recipient asks for does not wait for the morning', () => {
  const now = new Date('2026-03-05T23:30:00Z');
  expect(when({ now })).toMatchObject({ held: true });
  expect(when({ now, asked: true })).toMatchObject({ held: false, at: now });
});

describe('row 3: quiet hours of the recipient', () => {
  const at = (moment: string, more: Partial<TextFacts> = {}) => when({ now: new Date(moment), ...more });
  test.each<[string, string, Partial<TextFacts>, string]>([
    ['20:59 leaves now', '2026-03-05T20:59:59Z', {}, '2026-03-05T20:59:59.000Z'],
    ['21:00 waits for nine', '2026-03-05T21:00:00Z', {}, '2026-03-06T09:00:00.000Z'],
    ['08:59 waits a minute', '2026-03-05T08:59:00Z', {}, '2026-03-05T09:00:00.000Z'],
    ['09:00 leaves now', '2026-03-05T09:00:00Z', {}, '2026-03-05T09:00:00.000Z'],
    [
      'the recipient’s clock, not the firm’s',
      '2026-03-05T12:00:00Z',
      { zones: ['Australia/Sydney'] },
      '2026-03-05T22:00:00.000Z',
    ],
    ['the night in which clocks go forward', '2026-03-28T22:00:00Z', {}, '2026-03-29T08:00:00.000Z'],
    [
      'a number of two zones waits for both',
      '2026-03-05T14:30:00Z',
      { zones: ['America/New_York', 'America/Chicago'] },
      '2026-03-05T15:00:00.000Z',
    ],
    [
      'no texts at weekends, where the firm says so',
      '2026-03-06T21:30:00Z',
      { quiet: { ...usual.quiet, weekends: true } },
      '2026-03-09T09:00:00.000Z',
    ],
    [
      'no quiet hours at all',
      '2026-03-05T02:00:00Z',
      { quiet: { from: 0, until: 0, weekends: false } },
      '2026-03-05T02:00:00.000Z',
    ],
  ])('%s', (_name, moment, more, leaves) => {
    const decided = at(moment, more);
    expect(decided).toMatchObject({ outcome: 'send', held: leaves !== new Date(moment).toISOString() });
    expect(decided.outcome === 'send' && decided.at.toISOString()).toBe(leaves);
  });

  test('urgent, with a reason, leaves now and says that it was in quiet hours', () => {
    expect(at('2026-03-05T22:00:00Z', { urgentReason: 'Completion at 8' })).toMatchObject({
      held: false,
      rows: ['T5.3', 'T5.7'],
      at: new Date('2026-03-05T22:00:00Z'),
    });
    expect(at('2026-03-05T22:00:00Z', { urgentReason: '  ' })).toMatchObject({ held: true });
  });
});

test.each<[string, Partial<TextFacts>]>([
  ['a sensitive matter', { sensitive: true }],
  ['a privileged message', { privileged: true }],
])('row 4: %s sends a link and no words', (_name, facts) => {
  expect(when(facts)).toMatchObject({ outcome: 'send', linkOnly: true, rows: ['T5.4', 'T5.7'] });
});

describe('rows 5 to 7: in whose name', () => {
  const registered = { ...line, usRegistered: true };
  test.each<[string, Partial<TextFacts>, object]>([
    [
      'US: a registered number',
      { number: american, line: registered },
      { sender: { number: line.number }, rows: ['T5.5'] },
    ],
    [
      'US: a registered number, though the firm prefers its word',
      { number: american, line: registered, word, prefer: 'word' },
      { sender: { kind: 'number' }, rows: ['T5.5'], oneWay: false },
    ],
    [
      'AU: the registered word',
      { number: australian, word: { ...word, registered: true }, prefer: 'word' },
      { sender: { kind: 'word', word: 'EXAMPLE' }, rows: ['T5.6'], oneWay: true },
    ],
    [
      'AU: an unregistered word gives way to the number',
      { number: australian, word, prefer: 'word' },
      { sender: { kind: 'number' }, rows: ['T5.6'] },
    ],
    ['elsewhere: the word, one-way', { word, prefer: 'word' }, { sender: { kind: 'word' }, oneWay: true }],
    [
      'elsewhere: the word, where there is no number',
      { word, line: null },
      { sender: { kind: 'word' }, oneWay: true },
    ],
    ['elsewhere: the number is preferred', { word }, { sender: { kind: 'number' }, oneWay: false }],
  ])('%s', (_name, facts, expected) => {
    expect(when(facts)).toMatchObject({ outcome: 'send', ...expected });
  });
});

test('the day’s limit counts parts', () => {
  expect(decideSpend(498, 2, 500)).toBeNull();
  expect(decideSpend(499, 2, 500)).toBe('day_limit');
});
