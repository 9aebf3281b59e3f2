import { describe, expect, test } from 'vitest';
import {
  judgeClock,
  judgeDisk,
  judgePending,
  judgePublicUrl,
  judgeSource,
  type SourceHealth,
} from './findings.ts';

test.each<[string, boolean, 'ok' | 'look' | 'bad']>([
  ['https://hub.example.com', true, 'ok'],
  ['http://127.0.0.1:8080', false, 'look'],
  ['http://127.0.0.1:8080', true, 'bad'],
  ['http://localhost:8080', true, 'bad'],
  ['http://[::1]:8080', true, 'bad'],
  ['https://192.168.1.4', false, 'bad'],
  ['https://172.20.0.3', false, 'bad'],
  ['https://172.40.0.3', false, 'ok'],
  ['http://hub.example.com', false, 'bad'],
])('public address %s, sources %s: %s', (address, hasSources, state) => {
  expect(judgePublicUrl(new URL(address), hasSources).state).toBe(state);
});

test('an address that nobody told is said to be assumed', () => {
  const url = new URL('http://127.0.0.1:8080');
  expect(judgePublicUrl(url, false, true).says).toContain('8080 (assumed: no program runs on this DATA_DIR)');
  expect(judgePublicUrl(url, false).says).not.toContain('assumed');
});

test.each<[number, number, 'ok' | 'look' | 'bad']>([
  [50e9, 100e9, 'ok'],
  [4e9, 100e9, 'look'],
  [11e9, 250e9, 'ok'],
  [40e9, 1000e9, 'ok'],
  [0.5e9, 100e9, 'bad'],
])('disk with %d of %d bytes free: %s', (free, total, state) => {
  expect(judgeDisk(free, total).state).toBe(state);
});

test.each<[string, string, 'ok' | 'look' | 'bad']>([
  ['2026-05-01T10:00:00Z', '2026-05-01T10:00:01Z', 'ok'],
  ['2026-05-01T10:00:00Z', '2026-05-01T10:00:09Z', 'look'],
  ['2026-05-01T10:00:00Z', '2026-05-01T09:50:00Z', 'bad'],
  ['1970-01-01T00:00:09Z', '1970-01-01T00:00:09Z', 'bad'],
])('clock %s beside the database’s %s: %s', (now, databaseNow, state) => {
  expect(judgeClock(new Date(now), new Date(databaseNow)).state).toBe(state);
});

test.each<[number, number, 'ok' | 'bad']>([
  [0, 0, 'ok'],
  [400, 1, 'ok'],
  [1, 6, 'bad'],
])('%d events waiting, the oldest for %d minutes: %s', (waiting, minutes, state) => {
  expect(judgePending(waiting, minutes).state).toBe(state);
});

describe('a source', () => {
  const well: SourceHealth = {
    firm: 'Harbour Law',
    name: 'Phones',
    status: 'active',
    statusDetail: '',
    unreadable: 0,
    missed: 0,
    secretOpens: true,
  };
  test.each<[string, Partial<SourceHealth>, 'ok' | 'look' | 'bad']>([
    ['that works', {}, 'ok'],
    ['with refused credentials', { status: 'needs_attention', statusDetail: 'refused' }, 'bad'],
    ['that is paused', { status: 'paused' }, 'look'],
    ['with unreadable events', { unreadable: 3 }, 'look'],
    ['with lost webhooks', { missed: 2 }, 'look'],
    ['sealed with another key', { secretOpens: false, unreadable: 3 }, 'bad'],
  ])('%s', (_name, more, state) => {
    const found = judgeSource({ ...well, ...more });
    expect(found.state).toBe(state);
    expect(found.todo === null).toBe(state === 'ok');
  });
});
