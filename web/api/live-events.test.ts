import { describe, expect, test } from 'vitest';
import { ownKey, readEvent, readTyping, retryDelay, staleKeys, streamAddress } from './live-events.ts';

describe('readEvent', () => {
  test.each([
    ['an event', '{"seq":7,"type":"task.changed","id":"t1"}', { seq: 7, type: 'task.changed', id: 't1' }],
    [
      'a number sent as text (bigint)',
      '{"seq":"8","type":"task.changed","id":"t1"}',
      { seq: 8, type: 'task.changed', id: 't1' },
    ],
    ['broken JSON', '{"seq":', undefined],
    ['no number', '{"type":"task.changed","id":"t1"}', undefined],
    ['a bare word', '"hello"', undefined],
    ['not text', 5, undefined],
  ])('%s', (_name, data, event) => {
    expect(readEvent(data)).toEqual(event);
  });
});

test.each([
  ['staff', '{"conversationId":"c","staffId":"s"}', { conversationId: 'c', staffId: 's' }],
  ['a client', '{"conversationId":"c","portalUserId":"p"}', { conversationId: 'c', portalUserId: 'p' }],
  ['the firm', '{"conversationId":"c"}', { conversationId: 'c' }],
  ['nowhere', '{"staffId":"s"}', undefined],
  ['broken', '{"conv', undefined],
])('who writes: %s', (_name, data, typing) => {
  expect(readTyping(data)).toEqual(typing);
});

test.each([
  [undefined, [], '/api/v1/events/stream'],
  [7, [], '/api/v1/events/stream?after=7'],
  [undefined, ['a', 'b'], '/api/v1/events/stream?watch=a%2Cb'],
  [7, Array.from({ length: 21 }, (_, n) => `c${n}`), /after=7&watch=c1%2C(?:c\d+%2C){18}c20$/],
])('the stream after %s with %j on the screen', (after, watched, address) => {
  expect(streamAddress(after, watched)).toMatch(address);
});

test.each([
  [
    'interaction.changed',
    ['interactions', 'review', 'home', 'matters', 'contacts', 'fees', 'tasks', 'memos', 'documents'],
  ],
  ['log_entry.changed', ['interactions', 'log-entries', 'review', 'home', 'matters']],
  ['matter.difference_answered', ['matters', 'home', 'differences', 'leads']],
  ['contact.resynced', ['contacts', 'matters', 'differences']],
  ['conversation.changed', ['conversations']],
  ['resync.changed', ['resyncs']],
  ['quote.sent', ['quotes']],
])('%s makes %j stale', (type, keys) => {
  expect(staleKeys(type)).toEqual(keys);
});

test.each([
  ['an open conversation is read anew by its own news', 'conversation.changed', 'c1', ['conversation', 'c1']],
  ['a task with all tasks', 'task.changed', 't1', undefined],
  ['news of none', 'conversation.changed', '', undefined],
])('%s', (_name, type, id, key) => {
  expect(ownKey({ type, id })).toEqual(key);
});

test.each([
  [0, 0, 250],
  [0, 1, 500],
  [3, 1, 4_000],
  [30, 1, 15_000],
])('after %i failures at random %d waits %i ms', (failures, random, ms) => {
  expect(retryDelay(failures, random)).toBe(ms);
});
