/** How a phone system does, in one state and the few things that somebody should know. Pure. */
import type { State } from '../../ui/state-badge.tsx';
import type { Source } from './source.ts';

export type Health = {
  state: State;
  words:
    | 'health_good'
    | 'health_first'
    | 'health_starting'
    | 'health_paused'
    | 'health_attention'
    | 'health_file';
};

export type Warning =
  | { say: 'attention'; detail: string }
  | { say: 'warn_silent'; since: string }
  | { say: 'warn_lost' | 'warn_unreadable' | 'warn_behind'; count: number }
  | { say: 'warn_refused'; what: string }
  | { say: 'warn_subscription'; status: string }
  | { say: 'warn_noCredentials' };

const dayMs = 86_400_000;
/** A weekend and a bank holiday are quiet; four days are not. */
const silentAfterMs = 4 * dayMs;
/** A lost event is news for a week; after that the counter on the page tells. */
const lostForMs = 7 * dayMs;
/** Below this a burst is being read and will be gone before anybody could do something. */
const manyPending = 200;

export function healthOf(source: Source): Health {
  if (source.status === 'paused') return { state: 'held', words: 'health_paused' };
  if (source.status === 'needs_attention') return { state: 'failed', words: 'health_attention' };
  if (source.kind === 'csv') return { state: 'logged', words: 'health_file' };
  if (source.lastEventAt !== null) return { state: 'logged', words: 'health_good' };
  const starting = source.hasCredentials !== false && source.abilities.catchUp && source.polledAt === null;
  return starting
    ? { state: 'working', words: 'health_starting' }
    : { state: 'waiting', words: 'health_first' };
}

export function warningsOf(source: Source, now: Date): Warning[] {
  const warnings: Warning[] = [];
  const age = (iso: string | null) => (iso === null ? Number.NaN : now.getTime() - Date.parse(iso));
  if (source.status === 'needs_attention' && source.statusDetail !== '')
    warnings.push({ say: 'attention', detail: source.statusDetail });
  if (
    source.status === 'active' &&
    source.kind !== 'csv' &&
    source.lastEventAt &&
    age(source.lastEventAt) > silentAfterMs
  )
    warnings.push({ say: 'warn_silent', since: source.lastEventAt });
  if (source.missedCount > 0 && age(source.missedAt) < lostForMs)
    warnings.push({ say: 'warn_lost', count: source.missedCount });
  const refused = source.subscription?.refused ?? [];
  if (refused.length > 0)
    warnings.push({
      say: 'warn_refused',
      what: refused
        .map(({ filter, detail }) => (detail === '' ? filter : `${filter} (${detail})`))
        .join(', '),
    });
  const status = source.subscription?.status.toLowerCase();
  if (status !== undefined && source.status === 'active' && !['active', 'unknown'].includes(status))
    warnings.push({ say: 'warn_subscription', status });
  if (source.unreadableCount > 0) warnings.push({ say: 'warn_unreadable', count: source.unreadableCount });
  if (source.pendingCount > manyPending) warnings.push({ say: 'warn_behind', count: source.pendingCount });
  if (source.abilities.catchUp && source.hasCredentials === false)
    warnings.push({ say: 'warn_noCredentials' });
  return warnings;
}
