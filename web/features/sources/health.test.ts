import { describe, expect, test } from 'vitest';
import { healthOf, type Warning, warningsOf } from './health.ts';
import type { Source } from './source.ts';

const now = new Date('2025-03-14T12:00:00Z');
const well: Source = {
  id: 'p1',
  kind: 'ringcentral',
  label: 'RingCentral',
  name: 'Front desk',
  hookUrl: 'https://matterline.example.com/hooks/src_1',
  status: 'active',
  statusDetail: '',
  hasSecret: true,
  hasCredentials: true,
  ownNumbers: [],
  history: null,
  abilities: { webhook: true, catchUp: true, users: true, media: true, subscribe: true },
  lastEventAt: '2025-03-14T11:58:00.000Z',
  eventCount: 412,
  unreadableCount: 0,
  ignoredCount: 31,
  pendingCount: 0,
  polledAt: '2025-03-14T11:50:00.000Z',
  pollDueAt: null,
  missedCount: 0,
  missedAt: null,
  subscription: { status: 'Active', expiresAt: null, refused: [] },
  createdAt: '2025-01-02T09:00:00.000Z',
};

const states: [string, Partial<Source>, string][] = [
  ['all well', {}, 'health_good'],
  ['paused', { status: 'paused' }, 'health_paused'],
  ['needs attention', { status: 'needs_attention' }, 'health_attention'],
  ['just connected, not asked yet', { lastEventAt: null, polledAt: null }, 'health_starting'],
  ['connected, nothing came yet', { lastEventAt: null }, 'health_first'],
  ['files only', { kind: 'csv', lastEventAt: null }, 'health_file'],
];
test.each(states)('%s', (_name, change, words) => {
  expect(healthOf({ ...well, ...change }).words).toBe(words);
});

describe('warnings', () => {
  const cases: [string, Partial<Source>, Warning[]][] = [
    ['none when all is well', {}, []],
    [
      'the vendor’s own words',
      { status: 'needs_attention', statusDetail: 'The JWT has expired.' },
      [{ say: 'attention', detail: 'The JWT has expired.' }],
    ],
    [
      'silence of five days',
      { lastEventAt: '2025-03-09T11:00:00.000Z' },
      [{ say: 'warn_silent', since: '2025-03-09T11:00:00.000Z' }],
    ],
    ['a quiet weekend is none', { lastEventAt: '2025-03-11T17:00:00.000Z' }, []],
    ['a paused one may be silent', { status: 'paused', lastEventAt: '2025-02-01T00:00:00.000Z' }, []],
    [
      'lost events',
      { missedCount: 3, missedAt: '2025-03-13T08:00:00.000Z' },
      [{ say: 'warn_lost', count: 3 }],
    ],
    ['lost a month ago', { missedCount: 3, missedAt: '2025-02-13T08:00:00.000Z' }, []],
    ['unreadable ones', { unreadableCount: 2 }, [{ say: 'warn_unreadable', count: 2 }]],
    [
      'a refused filter, by name',
      {
        subscription: {
          status: 'Active',
          expiresAt: null,
          refused: [{ filter: 'calls', detail: 'CallControl' }],
        },
      },
      [{ say: 'warn_refused', what: 'calls (CallControl)' }],
    ],
    [
      'a dead subscription',
      { subscription: { status: 'Blacklisted', expiresAt: null, refused: [] } },
      [{ say: 'warn_subscription', status: 'blacklisted' }],
    ],
    ['without API access', { hasCredentials: false }, [{ say: 'warn_noCredentials' }]],
    ['to a member, who is not told about access', { hasCredentials: null, hasSecret: null }, []],
    ['a long queue', { pendingCount: 5000 }, [{ say: 'warn_behind', count: 5000 }]],
  ];
  test.each(cases)('%s', (_name, change, warnings) => {
    expect(warningsOf({ ...well, ...change }, now)).toEqual(warnings);
  });
});
