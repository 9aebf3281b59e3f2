/** T4 over thousands of random histories: the decisions alone, with timers in memory, against T4's words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideFire, dueAfterMail, dueOf, type FireFacts, type NoticeRules, sooner } from './decide.ts';
import { historyOf, type Played, people, playHistory } from './test-histories.ts';
import type { ModelMail } from './test-model.ts';

interface Line {
  seq: number;
  at: Date;
  by: number | null;
  only: number | null;
  retracted: boolean;
}

interface Timer {
  welcomed: boolean;
  notified: number;
  mailed: number;
  unopened: number;
  window: { seq: number; at: Date; dueAt: Date } | null;
  postponed: number;
  looked: number;
  here: boolean;
  fromSeq: number;
  focusedAt: Date | null;
  blocked: boolean;
  bounced: boolean;
  mails: ModelMail[];
}

/** As timers.ts and fire.ts keep them in tables. */
function playInMemory(rules: NoticeRules): Played {
  const lines: Line[] = [];
  let archived = false;
  const timers = Array.from(
    { length: people },
    (): Timer => ({
      ...{
        welcomed: false,
        notified: 0,
        mailed: 0,
        unopened: 0,
        window: null,
        postponed: 0,
        looked: 0,
        here: true,
      },
      ...{ fromSeq: 1, focusedAt: null, blocked: false, bounced: false, mails: [] },
    }),
  );
  const of = (who: number): Timer => {
    const timer = timers[who];
    if (!timer) throw new Error('there is no such person');
    return timer;
  };
  function append(line: { at: Date; by: number | null; only: number | null }): number {
    const seq = lines.length + 1;
    lines.push({ ...line, seq, retracted: false });
    return seq;
  }
  function open(timer: Timer, seq: number, at: Date): void {
    if (timer.window !== null) return;
    Object.assign(timer, { window: { seq, at, dueAt: dueOf(timer, rules, at) }, postponed: 0 });
  }
  function look(timer: Timer, seq: number): void {
    if (seq <= timer.looked) return;
    timer.looked = seq;
    if (seq < timer.mailed || timer.unopened === 0) return;
    timer.unopened = 0;
    const { window, postponed } = timer;
    if (window && postponed === 0)
      window.dueAt = sooner({ pendingAt: window.at, dueAt: window.dueAt }, rules);
  }
  function factsOf(timer: Timer, who: number, windowSeq: number, now: Date): FireFacts {
    const theirs = lines.filter(({ by, only }) => by !== who && (only === null || only === who));
    const { here, fromSeq, looked: readSeq, notified, blocked, bounced } = timer;
    const after = Math.max(readSeq, notified);
    const current = blocked ? 'blocked' : bounced ? 'bounced' : 'current';
    return {
      ...{ now, rules, windowSeq, readSeq, newestSeq: theirs.at(-1)?.seq ?? 0, archived },
      recipient: here ? current : 'removed',
      pending: here ? theirs.filter(({ seq }) => seq > after && seq >= fromSeq) : [],
      ...{ focusedAt: timer.focusedAt, postponed: timer.postponed, welcomed: timer.welcomed },
      unopened: timer.unopened,
    };
  }
  function fire(timer: Timer, who: number, now: Date): void {
    const { window } = timer;
    if (window === null || window.dueAt > now) return;
    const facts = factsOf(timer, who, window.seq, now);
    const decided = decideFire(facts);
    if (decided.do === 'postpone') {
      window.dueAt = decided.until;
      timer.postponed += 1;
      return;
    }
    timer.postponed = 0;
    if (decided.do === 'reopen') {
      timer.window = { seq: decided.next.seq, at: decided.next.at, dueAt: decided.dueAt };
      return;
    }
    timer.window = null;
    if (decided.do === 'cancel') {
      timer.notified = facts.newestSeq;
      return;
    }
    const { kind, count, upTo, next } = decided;
    timer.mails.push({ at: now.getTime(), kind, count, upTo });
    if (next) timer.window = { seq: next.seq, at: next.at, dueAt: dueAfterMail(next, facts) };
    Object.assign(timer, { welcomed: true, notified: upTo, mailed: upTo, unopened: facts.unopened + 1 });
  }

  return {
    async post(by, now) {
      const at = new Date(now);
      const seq = append({ at, by, only: null });
      if (by !== null) look(of(by), seq);
      for (const [who, timer] of timers.entries()) if (who !== by && timer.here) open(timer, seq, at);
      return seq;
    },
    look: async (who, seq) => look(of(who), seq),
    async focus(who, now) {
      of(who).focusedAt = new Date(now);
    },
    async retract(seq) {
      for (const line of lines) if (line.seq === seq) line.retracted = true;
    },
    async archive() {
      archived = true;
      for (const timer of timers)
        if (timer.window) Object.assign(timer, { window: null, postponed: 0, notified: lines.length });
    },
    async restore() {
      archived = false;
    },
    async remove(who) {
      of(who).here = false;
    },
    async add(who, now) {
      const seq = append({ at: new Date(now), by: null, only: who });
      Object.assign(of(who), { here: true, fromSeq: seq });
      open(of(who), seq, new Date(now));
      return seq;
    },
    async bar(who, how, on) {
      of(who)[how] = on;
    },
    async work(now, { workers, crash }) {
      for (let worker = crash ? 0 : 1; worker <= workers; worker += 1)
        for (const [who, timer] of timers.entries()) fire(timer, who, new Date(now));
    },
    next: async () =>
      Math.min(...timers.map(({ window }) => window?.dueAt.getTime() ?? Number.POSITIVE_INFINITY)),
    mails: async (who) => of(who).mails,
  };
}

test('T4: whatever happens, mails go when its words say, and no others', { timeout: 120_000 }, async () => {
  let mails = 0;
  await fc.assert(
    fc.asyncProperty(historyOf(30), async (history) => {
      mails += await playHistory(history, playInMemory(history.rules));
    }),
    { numRuns: 4000 },
  );
  // Histories in which nobody is ever told would agree with anything.
  expect(mails).toBeGreaterThan(4000);
});
