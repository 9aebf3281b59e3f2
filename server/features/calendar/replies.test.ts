import { describe, expect, test } from 'vitest';
import { decideReply, type ReplyFacts, replyRules } from './decide-reply.ts';
import { readReply } from './read-reply.ts';

const good: ReplyFacts = {
  event: { sequence: 2, state: 'planned' },
  invited: 1,
  answeredWrittenAt: null,
  methodsAgree: true,
  answer: 'accepted',
  sequence: 2,
  writtenAt: new Date('2026-03-01T09:00:00Z'),
  verified: true,
  fromAttendee: true,
};
const triage = (reason: string) => ({ outcome: 'triage', reason });

describe('T11, a REPLY', () => {
  test.each([
    ['UID unknown', 1, { event: null }, { outcome: 'not_ours' }],
    ['the event was cancelled', 2, { event: { sequence: 2, state: 'cancelled' } }, triage('cancelled')],
    ['not invited', 3, { invited: 0 }, triage('not_invited')],
    ['two invited at one address', 4, { invited: 2 }, triage('shared_address')],
    ['delegated, or no answer', 5, { answer: null }, triage('unreadable')],
    ['the MIME header says another method', 5, { methodsAgree: false }, triage('unreadable')],
    ['to an earlier time', 6, { sequence: 0 }, triage('other_time')],
    ['to a time that never was', 6, { sequence: 3 }, triage('other_time')],
    ['the sender is not proved', 7, { verified: false }, triage('unverified_sender')],
    ['the sender is somebody else', 8, { fromAttendee: false }, triage('other_sender')],
    [
      'an older answer comes late',
      9,
      { answeredWrittenAt: new Date('2026-03-01T09:30:00Z') },
      { outcome: 'overtaken' },
    ],
    ['all is well', 10, {}, { outcome: 'accept' }],
    ['a newer answer', 10, { answeredWrittenAt: new Date('2026-03-01T08:30:00Z') }, { outcome: 'accept' }],
  ] as const)('%s: row %i', (_name, row, facts, verdict) => {
    const given = { ...good, ...facts };
    expect(decideReply(given)).toEqual(verdict);
    expect(replyRules.find(({ when }) => when(given))?.row).toBe(row);
  });
});

const reply = (...lines: string[]) =>
  new TextEncoder().encode(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//x//y//EN',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      ...lines,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
const uid = 'UID:0198@example.com';
const jane = 'ATTENDEE;PARTSTAT=ACCEPTED;CN="Jane; Okafor":MAILTO:Jane@Example.com';

describe('reading a REPLY', () => {
  test('of a usual calendar', () => {
    expect(
      readReply(
        reply(uid, 'DTSTAMP:20260301T090000Z', 'SEQUENCE:2', jane, 'COMMENT:I am\\, as ever\\, late'),
        'REPLY',
      ),
    ).toEqual({
      uid: '0198@example.com',
      sequence: 2,
      attendee: 'jane@example.com',
      answer: 'accepted',
      writtenAt: new Date('2026-03-01T09:00:00Z'),
      comment: 'I am, as ever, late',
      methodsAgree: true,
    });
  });

  test.each([
    ['ACCEPTED', 'accepted'],
    ['TENTATIVE', 'tentative'],
    ['DECLINED', 'declined'],
    ['DELEGATED', null],
    ['NEEDS-ACTION', null],
  ])('%s is %s', (partstat, answer) => {
    const read = readReply(reply(uid, `ATTENDEE;PARTSTAT=${partstat}:mailto:jane@example.com`), 'REPLY');
    expect(read?.answer).toBe(answer);
  });

  test('without SEQUENCE it is for the first time; without DTSTAMP it has none', () => {
    expect(readReply(reply(uid, jane), 'REPLY')).toMatchObject({ sequence: 0, writtenAt: null });
  });

  test('for two at once it is for nobody', () => {
    expect(
      readReply(reply(uid, jane, 'ATTENDEE;PARTSTAT=DECLINED:mailto:john@example.com'), 'REPLY'),
    ).toMatchObject({
      attendee: '',
      answer: null,
    });
  });

  test('whose MIME header names another method, or none, says so', () => {
    expect(readReply(reply(uid, jane), 'REQUEST')?.methodsAgree).toBe(false);
    expect(readReply(reply(uid, jane), null)?.methodsAgree).toBe(false);
  });

  test.each([
    ['no calendar', new TextEncoder().encode('Dear all')],
    ['nothing', new Uint8Array()],
    ['bytes', Uint8Array.from([0, 255, 254, 1])],
    [
      'an invitation',
      new TextEncoder().encode(
        'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR',
      ),
    ],
    ['no UID', reply(jane)],
    ['half of it', reply(uid, jane).slice(0, 90)],
    ['far too much', reply(uid, jane, `COMMENT:${'x'.repeat(300_000)}`)],
  ])('%s is none', (_name, content) => {
    expect(readReply(content, 'REPLY')).toBeNull();
  });
});
