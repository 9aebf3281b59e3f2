export type LimitGroup = 'Light' | 'Medium' | 'Heavy' | 'Auth';
export type Limits = Record<LimitGroup, number>;

/** Requests per minute, as the vendor documents them. */
export const documentedLimits: Limits = { Light: 50, Medium: 40, Heavy: 10, Auth: 5 };
const windowMilliseconds = 60_000;

export interface Meter {
  /** Counts one request; `retryAfter` seconds when it is one too many. */
  count(group: LimitGroup): { allowed: boolean; limit: number; remaining: number; retryAfter: number };
}

/** Fixed windows; a request during the penalty starts the window anew, as the vendor says. */
export function createMeter(limits: Limits, now: () => Date): Meter {
  const windows = new Map<LimitGroup, { begun: number; used: number }>();
  return {
    count(group) {
      const at = now().getTime();
      const limit = limits[group];
      let window = windows.get(group);
      if (window === undefined || at - window.begun >= windowMilliseconds) window = { begun: at, used: 0 };
      window.used += 1;
      const allowed = window.used <= limit;
      if (!allowed) window.begun = at;
      windows.set(group, window);
      const retryAfter = Math.ceil((window.begun + windowMilliseconds - at) / 1000);
      return { allowed, limit, remaining: Math.max(0, limit - window.used), retryAfter };
    },
  };
}
