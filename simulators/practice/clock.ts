/** The time that a simulator lives by: the machine's, or one that a test moves. */
export interface Clock {
  now(): Date;
  /** Runs `act` when so many milliseconds have passed; at once (before it returns) for 0. */
  after(milliseconds: number, act: () => void): void;
}

export interface TestClock extends Clock {
  /** Moves the time on and runs what falls due on the way, in order. */
  advance(milliseconds: number): void;
}

export function createRealClock(): Clock {
  return {
    now: () => new Date(),
    after(milliseconds, act) {
      if (milliseconds <= 0) act();
      else setTimeout(act, milliseconds).unref();
    },
  };
}

export function createTestClock(start: Date | string): TestClock {
  let at = new Date(start).getTime();
  let waiting: { due: number; act: () => void }[] = [];

  function runUntil(end: number): void {
    for (;;) {
      const next = waiting.reduce<{ due: number; act: () => void } | null>(
        (first, each) => (each.due <= end && (first === null || each.due < first.due) ? each : first),
        null,
      );
      if (next === null) break;
      waiting = waiting.filter((each) => each !== next);
      at = Math.max(at, next.due);
      next.act();
    }
    at = end;
  }

  return {
    now: () => new Date(at),
    after(milliseconds, act) {
      if (milliseconds <= 0) act();
      else waiting.push({ due: at + milliseconds, act });
    },
    advance: (milliseconds) => runUntil(at + milliseconds),
  };
}
