import { describe, expect, test } from 'vitest';
import { ada, ben, call, observe, readLog } from './fixture-readings.ts';

describe('the call log', () => {
  test('an answered call counts the person’s own leg', () => {
    expect(observe(readLog('log-answered.json'))).toEqual([
      {
        kind: 'call',
        links: ['rc:s-a1b2c3d4e5f60718293a4b5c6d7e8f90', 'rcs:510200300400'],
        legId: 'log:AbCdEfGhIjKlMn0:1',
        sequence: Date.parse('2026-03-02T01:06:40.000Z'),
        at: '2026-03-02T01:06:40.000Z',
        direction: 'inbound',
        role: 'unknown',
        status: 'ended',
        reason: 'Accepted',
        near: { number: '+14155550100', name: 'Ada Solicitor', providerUserId: ada },
        far: { number: '+14155550142', name: 'PAT EXAMPLE' },
        startedAt: '2026-03-02T01:00:15.100Z',
        answeredAt: '2026-03-02T01:00:15.100Z',
        endedAt: '2026-03-02T01:03:15.100Z',
        talkSeconds: 180,
        fromCallLog: true,
        sessionEnded: true,
        artefacts: [
          {
            kind: 'recording',
            id: '1662000001',
            url: 'https://media.ringcentral.com/restapi/v1.0/account/900100200/recording/1662000001/content',
          },
        ],
      },
    ]);
  });

  test('a transferred call is one leg for each person', () => {
    const legs = observe(readLog('log-transferred.json'));
    expect(legs).toMatchObject([
      { near: { providerUserId: ada }, talkSeconds: 60 },
      { near: { providerUserId: ben }, talkSeconds: 240 },
    ]);
  });

  test.each([
    ['log-voicemail.json', { status: 'voicemail', talkSeconds: 0, near: { providerUserId: ada } }],
    [
      'log-missed-withheld.json',
      { missed: true, talkSeconds: 0, far: { withheld: true }, near: { providerUserId: ada } },
    ],
    [
      'log-outbound.json',
      {
        direction: 'outbound',
        talkSeconds: 60,
        near: { providerUserId: ada },
        far: { number: '+442079460321' },
      },
    ],
    ['log-blocked.json', { blocked: true, talkSeconds: 0, role: 'group' }],
    ['log-internal.json', { internal: true, near: { providerUserId: ada, extension: '102' } }],
  ])('%s', (name, expected) => {
    expect(call(readLog(name))).toMatchObject(expected);
  });

  test('a voicemail’s record carries the message’s link', () => {
    expect(call(readLog('log-voicemail.json')).links).toContain('rcm:82070000004');
  });

  test.each(['log-fax.json', 'log-in-progress.json'])('%s is ignored by name', (name) => {
    expect(readLog(name)).toMatchObject({ outcome: 'ignored', eventType: 'call_log_record' });
  });
});
