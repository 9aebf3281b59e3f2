/** How many requests the vendor takes, and how many it was really sent. */
import type { Clock } from './clock.ts';

export interface BudgetRule {
  /** At most `limit` in any `seconds`. */
  windows?: readonly { limit: number; seconds: number }[];
  /** A token bucket: `rate` a second, at most `burst` at once. */
  bucket?: { rate: number; burst: number };
  /** At most so many under way at once. */
  concurrency?: number;
}

export type Admission =
  | { admitted: true; remaining: number; release(): void }
  | { admitted: false; retryAfterSeconds: number };

export interface Budget {
  /** False: requests are counted and all of them let in. */
  enforced: boolean;
  rule: BudgetRule;
  take(key: string): Admission;
  /** The most that came within any `seconds` for one key: what a test compares with the vendor's limit. */
  peak(seconds: number): number;
  /** The most under way at once for one key. */
  readonly mostAtOnce: number;
  readonly refused: number;
  reset(): void;
}

interface Account {
  /** Milliseconds of every request let in, in order. */
  times: number[];
  tokens: number;
  filledAt: number;
  underWay: number;
}

export function createBudget(clock: Clock, rule: BudgetRule, enforced = true): Budget {
  const accounts = new Map<string, Account>();
  let mostAtOnce = 0;
  let refused = 0;

  function accountOf(key: string, burst: number): Account {
    const known = accounts.get(key);
    if (known !== undefined) return known;
    const made = { times: [], tokens: burst, filledAt: clock.now().getTime(), underWay: 0 };
    accounts.set(key, made);
    return made;
  }

  /** Seconds to wait, or 0. */
  function waitOf(account: Account, at: number, { windows = [], bucket, concurrency }: BudgetRule): number {
    let wait = 0;
    for (const { limit, seconds } of windows) {
      const oldest = account.times.at(-limit);
      if (oldest !== undefined && oldest + seconds * 1000 > at)
        wait = Math.max(wait, (oldest + seconds * 1000 - at) / 1000);
    }
    if (bucket !== undefined) {
      const gained = ((at - account.filledAt) / 1000) * bucket.rate;
      account.tokens = Math.min(bucket.burst, account.tokens + gained);
      account.filledAt = at;
      if (account.tokens < 1) wait = Math.max(wait, (1 - account.tokens) / bucket.rate);
    }
    return concurrency !== undefined && account.underWay >= concurrency ? Math.max(wait, 1) : wait;
  }

  return {
    enforced,
    rule,
    take(key) {
      const at = clock.now().getTime();
      const account = accountOf(key, this.rule.bucket?.burst ?? 0);
      const wait = waitOf(account, at, this.rule);
      if (wait > 0 && this.enforced) {
        refused += 1;
        return { admitted: false, retryAfterSeconds: Math.max(1, Math.ceil(wait)) };
      }
      account.times.push(at);
      account.tokens -= 1;
      account.underWay += 1;
      mostAtOnce = Math.max(mostAtOnce, account.underWay);
      let open = true;
      const release = () => {
        if (open) account.underWay -= 1;
        open = false;
      };
      return { admitted: true, remaining: remainingOf(account, at, this.rule), release };
    },
    peak(seconds) {
      return Math.max(0, ...[...accounts.values()].map(({ times }) => busiest(times, seconds * 1000)));
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    get refused() {
      return refused;
    },
    reset() {
      accounts.clear();
      mostAtOnce = 0;
      refused = 0;
    },
  };
}

/** Of the tightest window, or of the bucket. */
function remainingOf(account: Account, at: number, { windows = [], bucket }: BudgetRule): number {
  const left = windows.map(({ limit, seconds }) => {
    const recent = account.times.slice(-limit).filter((time) => time + seconds * 1000 > at).length;
    return limit - recent;
  });
  if (bucket !== undefined) left.push(Math.max(0, Math.floor(account.tokens)));
  return left.length === 0 ? 0 : Math.max(0, Math.min(...left));
}

function busiest(times: readonly number[], milliseconds: number): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= milliseconds) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
