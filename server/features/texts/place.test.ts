import { describe, expect, test } from 'vitest';
import { type ConversationFacts, decideInbound, type InboundFacts } from './place.ts';

const now = new Date('2026-03-05T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const open = (conversationId: string, more: Partial<ConversationFacts> = {}): ConversationFacts => ({
  conversationId,
  portalUserId: `user of ${conversationId}`,
  onLine: true,
  lastOutboundAt: null,
  ...more,
});
const jane = { contactId: 'jane', conversations: [open('purchase')] };
const usual: InboundFacts = {
  now,
  reply: null,
  consent: 'in',
  tollFree: false,
  keywordAnswers: 'ours',
  answeredByProvider: false,
  people: [jane],
  unknownSenders: 'triage',
  conversations: true,
};
const when = (more: Partial<InboundFacts>) => decideInbound({ ...usual, ...more });
const toPurchase = { to: 'conversation', conversationId: 'purchase', portalUserId: 'user of purchase' };

describe('where it goes', () => {
  test.each<[string, Partial<InboundFacts>, object]>([
    ['exactly one open conversation on the line', {}, { ...toPurchase, row: 'T6.one' }],
    [
      'several, the newest text of the last 72 hours wins',
      {
        people: [
          {
            contactId: 'jane',
            conversations: [
              open('will', { lastOutboundAt: hoursAgo(70) }),
              open('purchase', { lastOutboundAt: hoursAgo(2) }),
            ],
          },
        ],
      },
      { ...toPurchase, row: 'T6.several' },
    ],
    [
      'several, the last text 73 hours ago',
      {
        people: [
          {
            contactId: 'jane',
            conversations: [open('will', { lastOutboundAt: hoursAgo(73) }), open('purchase')],
          },
        ],
      },
      { to: 'triage', reason: 'several_conversations' },
    ],
    [
      'another conversation on another line of the firm does not count',
      { people: [{ contactId: 'jane', conversations: [open('will', { onLine: false }), open('purchase')] }] },
      { ...toPurchase, row: 'T6.one' },
    ],
    [
      'the same mobile of two clients, though one was texted a minute ago',
      {
        people: [
          { contactId: 'jane', conversations: [open('purchase', { lastOutboundAt: hoursAgo(0) })] },
          { contactId: 'john', conversations: [] },
        ],
      },
      { to: 'triage', reason: 'several_people' },
    ],
    [
      'a contact without a conversation',
      { people: [{ contactId: 'jane', conversations: [] }] },
      { to: 'triage', reason: 'no_conversation' },
    ],
    ['an unknown number', { people: [] }, { to: 'triage', reason: 'unknown_number', row: 'T6.unknown' }],
    ['an unknown number, drop mode', { people: [], unknownSenders: 'drop' }, { to: 'drop' }],
    ['nobody writes into conversations', { conversations: false }, { to: 'triage', reason: 'not_taken' }],
  ])('%s', (_name, facts, place) => {
    expect(when(facts)).toMatchObject({ place, consent: null, answer: null, review: false });
  });
});

describe('what it says about texting', () => {
  test.each<[string, Partial<InboundFacts>, object]>([
    [
      'STOP',
      { reply: 'stop' },
      { consent: { change: 'out', row: 'T6.stop' }, answer: 'stopped', review: false },
    ],
    [
      'STOP once more: no second confirmation',
      { reply: 'stop', consent: 'out' },
      { consent: { change: 'out' }, answer: null },
    ],
    ['STOP, and the provider confirms', { reply: 'stop', keywordAnswers: 'provider' }, { answer: null }],
    ['STOP, and the provider has confirmed', { reply: 'stop', answeredByProvider: true }, { answer: null }],
    [
      'STOP of an unknown number',
      { reply: 'stop', people: [], consent: null },
      { consent: { change: 'out' }, place: { to: 'note' } },
    ],
    [
      'STOP of a number of two clients keeps nobody busy',
      { reply: 'stop', people: [jane, { contactId: 'john', conversations: [] }] },
      { place: { to: 'note' } },
    ],
    [
      'words that mean it: a person reviews, and we confirm since the provider does not know them',
      { reply: 'opt_out_words', keywordAnswers: 'provider' },
      { consent: { change: 'out', row: 'T6.words' }, answer: 'stopped', review: true, place: toPurchase },
    ],
    [
      'START',
      { reply: 'start', consent: 'out' },
      { consent: { change: 'in', row: 'T6.start' }, answer: 'started' },
    ],
    [
      'START on a toll-free number changes nothing',
      { reply: 'start', consent: 'out', tollFree: true },
      { consent: null },
    ],
    [
      'UNSTOP on a toll-free number',
      { reply: 'unstop', consent: 'out', tollFree: true },
      { consent: { change: 'in' } },
    ],
    [
      'YES of somebody who had stopped',
      { reply: 'yes', consent: 'out' },
      { consent: { change: 'in' }, answer: 'started' },
    ],
    ['YES to a question', { reply: 'yes' }, { consent: null, answer: null, place: toPurchase }],
    [
      'YES to a question, two clients',
      { reply: 'yes', people: [jane, { contactId: 'john', conversations: [] }] },
      { place: { to: 'triage' } },
    ],
    ['HELP', { reply: 'help' }, { consent: null, answer: 'help' }],
    ['HELP, and the provider answers', { reply: 'help', keywordAnswers: 'provider' }, { answer: null }],
  ])('%s', (_name, facts, expected) => {
    expect(when(facts)).toMatchObject(expected);
  });
});
