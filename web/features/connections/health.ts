/** How a connection fares, in one state and one sentence. Pure. */
import type { State } from '../../ui/state-badge.tsx';
import type { Alarm, Connection } from './connection.ts';

const states = {
  waiting: 'waiting',
  connecting: 'working',
  active: 'logged',
  needs_attention: 'failed',
  paused: 'held',
  disconnected: 'skipped',
} as const satisfies Record<Connection['status'], State>;

export function stateOf({ status, alarms }: Pick<Connection, 'status' | 'alarms'>): State {
  const worrying = alarms.some(({ alarm }) => toneOf(alarm) === 'failed');
  return status === 'active' && worrying ? 'needsPerson' : states[status];
}

/** The worst that needs a person; undefined while nothing does, or somebody has put the connection to rest. */
export function worryOf(connection: Pick<Connection, 'status' | 'alarms'>): Alarm | undefined {
  const state = stateOf(connection);
  if (state !== 'needsPerson' && state !== 'failed') return undefined;
  return connection.alarms.find(({ alarm }) => toneOf(alarm) === 'failed');
}

/** The sentence below the name. */
export function aboutOf({ status, logsSince, alarms }: Pick<Connection, 'status' | 'logsSince' | 'alarms'>) {
  if (alarms.some(({ alarm }) => alarm === 'canary')) {
    return logsSince === null ? 'about_outMirrorOnly' : 'about_out';
  }
  return status === 'active' && logsSince === null ? 'about_mirrorOnly' : (`about_${status}` as const);
}

/** What cannot wait is red; what somebody should know, or what may mend itself in a minute, is amber. */
export function toneOf(alarm: Alarm['alarm']): 'failed' | 'person' {
  return alarm === 'needs_attention' || alarm === 'failed' || alarm === 'canary' || alarm === 'silent'
    ? 'failed'
    : 'person';
}

/** The developer pages where an application is registered, by vendor and region. */
const developerPages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clio: {
    us: 'https://developers.clio.com',
    eu: 'https://eu.developers.clio.com',
    ca: 'https://ca.developers.clio.com',
    au: 'https://au.developers.clio.com',
  },
};

export function developerPageOf(vendor: string, region: string): string | undefined {
  return developerPages[vendor]?.[region];
}

/** How far the first reading is, 0 to 1; undefined while nobody knows how much there is, null when it is over. */
export function firstReading(mirror: Connection['mirror']): number | undefined | null {
  if (mirror.length === 0 || mirror.every(({ firstDoneAt }) => firstDoneAt !== null)) return null;
  const parts = mirror.map(({ firstDoneAt, done, total }) =>
    firstDoneAt !== null ? 1 : total === null || total === 0 ? undefined : Math.min(1, done / total),
  );
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, part) => sum + part, 0) / parts.length;
}
