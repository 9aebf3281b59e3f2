/** Requests allowed in the running minute, by name of the limit. */
export interface Limits {
  /** Seconds until the next one is allowed, or null when this one is. */
  take(name: string, perMinute: number): number | null;
}

export function createLimits(now: () => Date): Limits {
  const windows = new Map<string, { startedAt: number; used: number }>();
  return {
    take(name, perMinute) {
      const at = now().getTime();
      const known = windows.get(name);
      const window =
        known === undefined || at - known.startedAt >= 60_000 ? { startedAt: at, used: 0 } : known;
      windows.set(name, window);
      if (window.used >= perMinute) return Math.ceil((window.startedAt + 60_000 - at) / 1000);
      window.used += 1;
      return null;
    },
  };
}
