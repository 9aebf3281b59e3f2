/** Clocks of a conversation, as numbers. */

/** How long somebody has waited, in the unit that one says: minutes below an hour, hours below two days, then days. */
export function waited(
  sinceMs: number,
  nowMs: number,
): { unit: 'minutes' | 'hours' | 'days'; count: number } {
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / 60_000));
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) };
}

/** Long enough that it is said in colour: half a working day. */
export function isLong(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs >= 4 * 3_600_000;
}

/**
 * Whole seconds until a message leaves. Never more than the firm's undo time: this computer's clock may be wrong by minutes,
 * and the server's is the one that counts.
 */
export function secondsLeft(releaseAtMs: number, nowMs: number, undoSeconds: number): number {
  return Math.min(undoSeconds, Math.max(0, Math.ceil((releaseAtMs - nowMs) / 1000)));
}

const editMs = 5 * 60_000;

/** An author may change the words; the server has the last word. */
export function mayEdit(createdAtMs: number, nowMs: number): boolean {
  return nowMs - createdAtMs < editMs;
}
