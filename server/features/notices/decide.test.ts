import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { decideFire, delayMs, type Fire, type FireFacts, type NoticeRules } from './decide.ts';

const now = new Date('2026-11-22T10:15:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const rules: NoticeRules = { mode: 'back_off', delayMinutes: 15, eachMessage: false };
const one = { seq: 5, at: ago(900), retracted: false };
const two = { seq: 6, at: ago(300), retracted: false };
const facts = (more: Partial<FireFacts>): FireFacts => ({
  ...{ now, rules, readSeq: 4, newestSeq: 6, recipient: 'current', archived: false, pending: [one, two] },
  windowSeq: 5,
  ...{ focusedAt: null, postponed: 0, welcomed: true, unopened: 0 },
  ...more,
});
const unread = { do: 'send', kind: 'unread', count: 2, filesWithdrawn: 0, upTo: 6, next: null } as const;

describe('T4, at fire time', () => {
  const rows: [string, Partial<FireFacts>, Fire][] = [
    ['they have looked at everything', { readSeq: 6 }, { do: 'cancel', reason: 'read' }],
    ['removed', { recipient: 'removed' }, { do: 'cancel', reason: 'removed' }],
    ['ended', { recipient: 'ended' }, { do: 'cancel', reason: 'ended' }],
    ['blocked', { recipient: 'blocked' }, { do: 'cancel', reason: 'blocked' }],
    ['the mailbox refuses', { recipient: 'bounced' }, { do: 'cancel', reason: 'bounced' }],
    [
      'comes by number, and no text can go there',
      { recipient: 'unreachable' },
      { do: 'cancel', reason: 'unreachable' },
    ],
    ['archived', { archived: true }, { do: 'cancel', reason: 'archived' }],
    ['all withdrawn', { pending: [{ ...one, retracted: true }] }, { do: 'cancel', reason: 'retracted' }],
    ['open in a window that is looked at', { focusedAt: ago(59) }, { do: 'postpone', until: ago(-60) }],
    ['the fifth time', { focusedAt: ago(0), postponed: 4 }, { do: 'postpone', until: ago(-60) }],
    ['no sixth time', { focusedAt: ago(0), postponed: 5 }, unread],
    ['a window that said so a minute ago', { focusedAt: ago(60) }, unread],
    ['the first ever', { welcomed: false }, { ...unread, kind: 'welcome' }],
    ['otherwise: one mail for all', {}, unread],
    [
      'of several, those withdrawn are not counted',
      { windowSeq: 6, pending: [{ ...one, retracted: true }, two] },
      { ...unread, count: 1 },
    ],
    [
      'each message its own time',
      { rules: { ...rules, eachMessage: true } },
      { ...unread, count: 1, upTo: 5, next: two },
    ],
    [
      'a file that was withdrawn is told of, and is no message',
      { pending: [one, { ...two, fileWithdrawn: true }] },
      { ...unread, count: 1, filesWithdrawn: 1 },
    ],
    [
      'the oldest was read, and what came since is young: it gets its own time',
      { readSeq: 5, pending: [two] },
      { do: 'reopen', reason: 'read', next: two, dueAt: ago(-600) },
    ],
    [
      'the oldest was withdrawn',
      { pending: [{ ...one, retracted: true }, two] },
      { do: 'reopen', reason: 'retracted', next: two, dueAt: ago(-600) },
    ],
    [
      'the oldest was of an earlier stay',
      { pending: [two] },
      { do: 'reopen', reason: 'removed', next: two, dueAt: ago(-600) },
    ],
    [
      'the oldest was read, and a file is infected',
      { readSeq: 5, pending: [{ ...two, fileWithdrawn: true, atOnce: true }] },
      { ...unread, count: 0, filesWithdrawn: 1 },
    ],
    ['read comes before removed', { readSeq: 6, recipient: 'removed' }, { do: 'cancel', reason: 'read' }],
    [
      'removed comes before archived',
      { recipient: 'removed', archived: true },
      { do: 'cancel', reason: 'removed' },
    ],
    ['archived comes before focus', { archived: true, focusedAt: now }, { do: 'cancel', reason: 'archived' }],
  ];
  test.each(rows)('%s', (_name, more, expected) => {
    expect(decideFire(facts(more))).toEqual(expected);
  });

  const minutes = (mode: NoticeRules['mode'], unopened: number) =>
    delayMs({ ...rules, mode }, unopened) / 60_000;
  test('backs off while mails stay unopened; strict does not', () => {
    expect([0, 1, 2, 3, 9].map((unopened) => minutes('back_off', unopened))).toEqual([
      15, 60, 1440, 1440, 1440,
    ]);
    expect([0, 1, 2, 3].map((unopened) => minutes('strict', unopened))).toEqual([15, 15, 15, 15]);
  });
  test('vector: DST change → unaffected: fifteen minutes, an hour and a day, on a server whose own clock goes back or forward', () => {
    // A thread cannot have a zone of its own; a process can.
    const program = `import { dueOf } from ${JSON.stringify(new URL('./decide.ts', import.meta.url).href)};
      const passed = (text) => [0, 1, 2].map((unopened) =>
        (dueOf({ welcomed: true, unopened }, ${JSON.stringify(rules)}, new Date(text)) - new Date(text)) / 60_000);
      console.log(JSON.stringify(['2026-10-25T00:50:00Z', '2027-03-28T00:50:00Z'].map(passed)));`;
    const told = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], {
      env: { ...process.env, TZ: 'Europe/London' },
    });
    expect(JSON.parse(told.toString())).toEqual([
      [15, 60, 1440],
      [15, 60, 1440],
    ]);
  });
  test('each message’s own time is the same always, also where back-off was kept with it', () => {
    const kept: NoticeRules = { ...rules, mode: 'back_off', eachMessage: true };
    expect([0, 1, 2].map((unopened) => delayMs(kept, unopened) / 60_000)).toEqual([15, 15, 15]);
  });
});
