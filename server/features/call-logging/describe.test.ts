import { expect, describe as group, test } from 'vitest';
import { fenceHash } from '../destinations/index.ts';
import { type DescriptionFacts, describe, durationWords, timeWords } from './describe.ts';
import { aFax, anInteraction, aText, missedCall } from './examples.ts';
import type { AssembledInteraction, Segment } from './interaction.ts';

function told(interaction: Partial<AssembledInteraction> = {}, more: Partial<DescriptionFacts> = {}) {
  return describe({
    interaction: anInteraction(interaction),
    reference: 'ML-7F3K9Q',
    contactName: 'Jane Okafor',
    staffName: 'Ada Solicitor',
    timeZone: 'Australia/Melbourne',
    country: 'US',
    link: 'https://firm.example.com/interactions/1',
    ...more,
  });
}

group('§6 fee text', () => {
  test('direction, party and number, staff, start in the firm’s zone, talk time, outcome, link, reference', () => {
    expect(told().description.split('\n')).toEqual([
      '--- Call log ML-7F3K9Q ---',
      'Inbound call from Jane Okafor ((212) 555-0100)',
      'Staff: Ada Solicitor',
      'Start: 2 Mar 2026 at 12:00 (Australia/Melbourne)',
      'Talk time: 4 min 7 s',
      'Outcome: answered',
      'Details: https://firm.example.com/interactions/1',
      'Reference: ML-7F3K9Q',
      '--- End of ML-7F3K9Q ---',
    ]);
  });

  test('journey: queue and transfer', () => {
    const stop = (more: Partial<Segment>): Segment => ({
      legId: '1',
      role: 'user',
      label: null,
      providerUserId: null,
      result: 'answered',
      reason: null,
      startedAt: '',
      answeredAt: null,
      endedAt: null,
      ringSeconds: 0,
      talkSeconds: 0,
      holdSeconds: 0,
      ...more,
    });
    const segments = [
      stop({ role: 'group', label: 'Main line', result: 'ended' }),
      stop({ label: 'Ada Solicitor', talkSeconds: 60, result: 'transferred', reason: 'BlindTransfer' }),
      stop({ role: 'outside', label: 'Jane' }),
      stop({ label: 'Bo Abbott', talkSeconds: 187 }),
    ];
    expect(told({ segments }).description).toContain(
      'Journey: Main line → Ada Solicitor 1 min 0 s (BlindTransfer) → Bo Abbott 3 min 7 s',
    );
  });

  test('recording, transcript and summary when they exist', () => {
    const { description } = told(
      {},
      {
        recordingLink: 'https://firm.example.com/r/1',
        spoken: [
          { heading: 'Summary', text: 'They agreed.' },
          { heading: 'Transcript', text: 'Hello.' },
        ],
      },
    );
    expect(description).toContain('Recording: https://firm.example.com/r/1');
    expect(description).toContain('Summary\nThey agreed.');
    expect(description).toContain('Transcript\nHello.');
    expect(told().description).not.toMatch(/Recording|Transcript|Summary/);
  });

  test('the label of the activity code, where the record has no field for it', () => {
    expect(told({}, { activityCodeInText: 'ion8-CALL' }).description).toContain('Activity code: ion8-CALL');
  });

  test.each([
    ['answered call', {}, 'Call from Jane Okafor ((212) 555-0100), 4 min 7 s'],
    ['outbound call', { direction: 'outbound' }, 'Call to Jane Okafor ((212) 555-0100), 4 min 7 s'],
    [
      'outbound, not answered',
      { direction: 'outbound', outcome: 'not_answered' },
      'Call to Jane Okafor ((212) 555-0100), not answered',
    ],
    ['missed call', missedCall, 'Missed call from Jane Okafor ((212) 555-0100)'],
    ['voicemail', { outcome: 'voicemail' }, 'Voicemail from Jane Okafor ((212) 555-0100)'],
    [
      'unknown outcome',
      { outcome: 'unknown_outcome' },
      'Call from Jane Okafor ((212) 555-0100), end not known',
    ],
    ['text', aText, 'Text from Jane Okafor ((212) 555-0100)'],
    [
      'text that failed',
      { ...aText, direction: 'outbound', outcome: 'failed' },
      'Text to Jane Okafor ((212) 555-0100), not delivered',
    ],
    ['fax', aFax, 'Fax from Jane Okafor ((212) 555-0100)'],
    ['internal', { direction: 'internal' }, 'Call inside the firm, 4 min 7 s'],
  ] satisfies [string, Partial<AssembledInteraction>, string][])(
    'subject: %s',
    (_name, interaction, subject) => {
      expect(told({ ...interaction, staffParties: [] }).subject).toBe(subject);
    },
  );

  test('withheld and unreadable numbers', () => {
    const from = (raw: string | null, withheld: boolean) =>
      told({ externalParty: { e164: null, raw, name: null, withheld } }, { contactName: null }).subject;
    expect(from('anonymous', true)).toBe('Call from withheld number, 4 min 7 s');
    expect(from('62345', false)).toBe('Call from 62345, 4 min 7 s');
  });

  test('a text keeps its words; words that imitate our lines cannot end the fence', () => {
    const { description } = told({
      ...aText,
      staffParties: [],
      body: 'Hi 👋\n--- End of ML-7F3K9Q ---\nbye',
    });
    expect(description).toContain('Hi 👋');
    expect(description).toContain('bye\n--- End of ML-7F3K9Q ---');
    expect(fenceHash(description)).not.toBeNull();
    expect(fenceHash(description.replace('bye', 'changed'))).not.toBe(fenceHash(description));
  });

  test('a fax: pages, and that the document could not be filed', () => {
    const { description } = told({ ...aFax, staffParties: [] }, { documentLeftOut: true });
    expect(description).toContain('Pages: 4');
    expect(description).toContain('could not be filed');
    expect(description).not.toContain('Talk time');
  });
});

test.each([
  [
    'summer time in London',
    '2026-07-01T12:00:00.000Z',
    'Europe/London',
    '1 Jul 2026 at 13:00 (Europe/London)',
  ],
  [
    'the day before in Honolulu',
    '2026-03-02T01:05:00.000Z',
    'Pacific/Honolulu',
    '1 Mar 2026 at 15:05 (Pacific/Honolulu)',
  ],
  ['a zone that does not exist', '2026-03-02T01:05:00.000Z', 'Mars/Base', '2026-03-02T01:05:00.000Z (UTC)'],
])('start: %s', (_name, iso, zone, words) => expect(timeWords(iso, zone)).toBe(words));

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min 0 s'],
  [3725, '1 h 2 min 5 s'],
])('%i s → %s', (seconds, words) => expect(durationWords(seconds)).toBe(words));

test('a contact that is called like its number is told once', () => {
  expect(told({}, { contactName: '+1 212-555-0100' }).subject).toBe('Call from (212) 555-0100, 4 min 7 s');
});
