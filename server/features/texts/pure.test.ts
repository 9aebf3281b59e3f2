import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeText, countParts, longestBody } from './compose.ts';
import { numberFacts } from './number-kind.ts';
import { type Reply, readReply } from './reply-words.ts';
import { nextState, rankOf, type SentState, type TextState, textStates } from './states.ts';
import { recipientZones } from './zones.ts';

describe('what a text says about texting', () => {
  const cases: [Reply | null, string[]][] = [
    [
      'stop',
      [
        'STOP',
        'stop',
        ' Stop. ',
        'StopAll',
        'stop all',
        'QUIT',
        'End',
        'revoke',
        'Opt out',
        'OPT-OUT',
        'optout',
        'cancel',
        'Unsubscribe!',
      ],
    ],
    ['start', ['START', 'start.']],
    ['unstop', ['Unstop']],
    ['yes', ['YES', 'yes!']],
    ['help', ['HELP', 'info', 'Help?']],
    [
      'opt_out_words',
      [
        // English
        'STOP PLEASE',
        'please stop',
        'Pls stop now thanks',
        'please stop texting',
        'pls dont text me',
        'Please don’t text me any more',
        'do not text this number',
        'dont text me about this again',
        'stop sending me messages',
        'Stop all these texts!!',
        'no more texts please',
        'I no longer want to receive your text messages',
        'remove my number',
        'please remove me from your list',
        'take me off your list',
        'take my number off',
        'lose my number',
        'unsubscribe me',
        'Opt me out',
        'I want to opt out',
        'opt out please',
        'stop contacting me',
        'leave me alone',
        'do not contact me by text',
        'I withdraw my consent to texts',
        'wrong number',
        'Sorry you have the wrong number, I am not Jane',
        'Please stop texting me, call me about the contract instead',
        // others
        'Por favor, deje de enviarme mensajes',
        'no me envíen más mensajes',
        'BAJA',
        'no quiero recibir más mensajes',
        'Arrêtez de m’envoyer des SMS',
        'ne m’envoyez plus de messages',
        'ARRÊT',
        'Bitte keine SMS mehr',
        'Bitte schreiben Sie mir nicht mehr',
        'Hören Sie auf mir zu schreiben',
        'Basta messaggi',
        'Non mi scrivete più',
        'Pare de me enviar mensagens',
        'não quero mais mensagens',
        'Proszę nie pisać do mnie',
        'Nie piszcie więcej',
        'geen sms meer aub',
        'Peidiwch â thecstio fi',
        'đừng nhắn tin nữa',
        'mesaj atmayın',
        '退订',
        '请不要再给我发短信',
        'إلغاء الاشتراك',
        'أوقفوا الرسائل',
        'मैसेज मत भेजो',
      ],
    ],
    [
      null,
      [
        '',
        '👍',
        'please stop by the office',
        'Can I stop by at 3?',
        'I will stop in tomorrow',
        'We had to stop at the bank',
        'please stop the sale',
        'Stop the transfer, the account is wrong',
        'don’t stop texting me',
        'please cancel my appointment',
        'cancel it',
        'the end of the month suits me',
        'When does it end?',
        'I quit my job',
        'Text me when you have news',
        'please don’t text me before 9',
        'Don’t text me tonight, call',
        'yes please',
        'I need help with the form',
        'more info please',
        'start of next week is fine',
        'I wrote the wrong number on the form',
        'Can you remove the second owner from the deed?',
        'I want to revoke the power of attorney',
        'Is it too late to opt out of the pension?',
        'no more questions from me',
        'I got your text, thank you',
        'bitte schicken Sie mir die Unterlagen',
        'no puedo mañana',
        'merci beaucoup',
        '明天见',
      ],
    ],
  ];
  test.each(cases.flatMap(([reply, texts]) => texts.map((text) => [text, reply] as const)))(
    '“%s”: %s',
    (text, reply) => {
      expect(readReply(text)).toBe(reply);
    },
  );

  test('however it is written, STOP stops', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('stop', 'unsubscribe', 'cancel', 'end', 'quit'),
        fc.array(fc.boolean()),
        fc.constantFrom('', ' ', '.', '!', '  ', '\n', '…'),
        (word, capitals, edge) => {
          const written = [...word]
            .map((letter, at) => (capitals[at] ? letter.toUpperCase() : letter))
            .join('');
          expect(readReply(`${edge}${written}${edge}`)).toBe('stop');
        },
      ),
    );
  });

  test('a text of any length is read in no time', () => {
    const long = 'please stop please stop by '.repeat(2000);
    const began = performance.now();
    readReply(long);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

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
    expect(composeText({ ...parts, ...more })).toBe(body);
  });

  test('a long one is cut, and keeps its link', () => {
    const body = composeText({ ...parts, words: `${'a'.repeat(1524)}${'👍'.repeat(200)}` });
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
