import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultWords, render } from '../templates/index.ts';
import { composeText, countParts, endKindOf, longestBody } from './compose.ts';
import { numberFacts } from './number-kind.ts';
import { nextState, rankOf, type SentState, type TextState, textStates } from './states.ts';
import { recipientZones } from './zones.ts';

describe('states', () => {
  const after = (...reported: SentState[]) =>
    reported.reduce<TextState>((state, next) => nextState(state, next), 'queued');
  test.each<[string, SentState[], TextState]>([
    [
      'delivered, sent, delivered twice, failed late',
      ['delivered', 'sent', 'delivered', 'failed'],
      'delivered',
    ],
    ['in order', ['accepted', 'sent', 'delivered'], 'delivered'],
    ['undelivered, then a late sent', ['sent', 'undelivered', 'sent'], 'undelivered'],
    ['a carrier that tells nothing', ['accepted', 'sent'], 'sent'],
  ])('%s', (_name, reported, state) => {
    expect(after(...reported)).toBe(state);
  });

  test('never a step back, in whatever order reports come', () => {
    const report = fc.constantFrom<SentState>('accepted', 'sent', 'delivered', 'undelivered', 'failed');
    fc.assert(
      fc.property(fc.constantFrom(...textStates), fc.array(report), (first, reports) => {
        let state: TextState = first;
        for (const one of reports) {
          const next = nextState(state, one);
          expect(rankOf[next]).toBeGreaterThanOrEqual(rankOf[state]);
          if (rankOf[state] === 3) expect(next).toBe(state);
          state = next;
        }
      }),
    );
  });
});

describe('what a text says', () => {
  const compose = ({ link, stopLink: stop_link, ...more }: typeof parts) =>
    composeText({
      ...more,
      sensitive: render<'text_sensitive'>(defaultWords('text_sensitive', 'GB'), { firm: more.firmName }).body,
      end: render<'text_end_one_way'>(defaultWords(endKindOf(more), 'GB'), { link, stop_link }).body,
    });
  const parts = {
    firmName: 'Example & Co',
    words: 'Completion is on Friday.',
    linkOnly: false,
    oneWay: false,
    first: false,
    link: 'https://hub.example.com/t/abc',
    stopLink: 'https://hub.example.com/t/abc/stop',
  };
  test.each<[string, Partial<typeof parts>, string]>([
    ['words and link', {}, 'Completion is on Friday.\nhttps://hub.example.com/t/abc'],
    [
      'the first one says who writes, and how to stop',
      { first: true },
      'Example & Co: Completion is on Friday.\nhttps://hub.example.com/t/abc\nReply STOP to get no more texts',
    ],
    [
      'a link alone',
      { linkOnly: true },
      'You have a message from Example & Co\nhttps://hub.example.com/t/abc',
    ],
    [
      'one-way: where to answer, and where to stop',
      { oneWay: true },
      'Example & Co: Completion is on Friday.\nReply: https://hub.example.com/t/abc\nNo more texts: https://hub.example.com/t/abc/stop',
    ],
    [
      'one-way and a link alone',
      { oneWay: true, linkOnly: true },
      'You have a message from Example & Co\nReply: https://hub.example.com/t/abc\nNo more texts: https://hub.example.com/t/abc/stop',
    ],
  ])('%s', (_name, more, body) => {
    expect(compose({ ...parts, ...more })).toBe(body);
  });

  test('a long one is cut, and keeps its link', () => {
    const body = compose({ ...parts, words: `${'a'.repeat(1524)}${'👍'.repeat(200)}` });
    expect(body.length).toBeLessThanOrEqual(longestBody);
    expect(body).toMatch(/…\nhttps:\/\/hub\.example\.com\/t\/abc$/);
    expect(body.isWellFormed()).toBe(true);
  });

  test.each<[string, string, number]>([
    ['one small text', 'a'.repeat(160), 1],
    ['a letter more', 'a'.repeat(161), 2],
    ['a euro takes two places', '€'.repeat(81), 2],
    ['one letter of another alphabet', `ж${'a'.repeat(69)}`, 1],
    ['and one more', `ж${'a'.repeat(70)}`, 2],
    ['surrogates count twice', '👍'.repeat(36), 2],
    ['three parts', 'a'.repeat(153 * 2 + 1), 3],
  ])('parts of %s', (_name, body, count) => {
    expect(countParts(body)).toBe(count);
  });
});

describe('numbers', () => {
  test.each([
    ['+61491570156', 'AU', 'mobile'],
    ['+14155550132', 'US', 'either'],
    ['+16045550123', 'CA', 'either'],
    ['+442079460123', 'GB', 'other'],
    ['+447700900123', 'GB', 'mobile'],
    ['+18005550100', 'US', 'other'],
  ])('%s: %s, %s', (number, country, kind) => {
    expect(numberFacts(number)).toEqual({ number, country, kind });
  });
  test.each(['+4479', '12345', '', 'EXAMPLE'])('%s is none', (number) => {
    expect(numberFacts(number).kind).toBe('invalid');
  });
});

describe('whose clock counts', () => {
  const london = { country: 'GB', timeZone: 'Europe/London' };
  const melbourne = { country: 'AU', timeZone: 'Australia/Melbourne' };
  const newYork = { country: 'US', timeZone: 'America/New_York' };
  const at = (county: string, country = '') => [{ county, country }];
  const perth = at('WA');
  test.each<[string, Parameters<typeof recipientZones>, readonly string[]]>([
    ['the state of the address', [numberFacts('+61491570156'), perth, melbourne], ['Australia/Perth']],
    [
      'the country of the address',
      [numberFacts('+61491570156'), at('', 'Ireland'), melbourne],
      ['Europe/Dublin'],
    ],
    [
      'an address that tells nothing',
      [numberFacts('+447700900123'), at('', 'Nowhere'), london],
      ['Europe/London'],
    ],
    [
      'a mobile that may be anywhere in the firm’s country',
      [numberFacts('+61491570156'), [], melbourne],
      ['Australia/Melbourne'],
    ],
    ['the area code', [numberFacts('+14155550132'), [], newYork], ['America/Los_Angeles']],
    ['an area code in the firm’s own zone', [numberFacts('+12125550132'), [], newYork], ['America/New_York']],
    [
      'a state in two zones',
      [numberFacts('+14155550132'), at('Idaho'), newYork],
      ['America/Boise', 'America/Los_Angeles'],
    ],
    ['a country with one zone', [numberFacts('+447700900123'), [], melbourne], ['Europe/London']],
    ['a number of no plan', [numberFacts('+4479'), [], melbourne], ['Australia/Melbourne']],
  ])('%s', (_name, given, zones) => {
    expect(recipientZones(...given)).toEqual(zones);
  });
  test('a mobile of a country with several zones, far away: all of them', () => {
    const zones = recipientZones(numberFacts('+61491570156'), [], london);
    expect(zones).toEqual(expect.arrayContaining(['Australia/Perth', 'Australia/Sydney']));
  });
});
