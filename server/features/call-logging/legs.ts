/**
 * One leg of a call: from its observations, in order, to when it rang, was answered, held and ended. Times are
 * milliseconds since 1970 here; whole seconds are made once, at the very end.
 */
import type { CallObservation, EndPoint } from '../../vendors/ports.ts';

type Status = NonNullable<CallObservation['status']>;

/** From, to; milliseconds. */
export type Span = readonly [from: number, to: number];

/** What the observations of one leg say, before it is known when the whole call ended. */
export interface LegFacts {
  legId: string;
  role: CallObservation['role'];
  direction: 'inbound' | 'outbound' | null;
  near: EndPoint;
  /** Every far end that was named on this leg, in order. */
  fars: EndPoint[];
  /** The stream of statuses. */
  statuses: { status: Status; at: number }[];
  startedAt: number;
  answeredAt: number | null;
  endedAt: number | null;
  /** By the vendor's own count; wins over the statuses. */
  talkSeconds: number | null;
  /** From the start to the end, both as told or seen; null while either is unknown. */
  lengthSeconds: number | null;
  reason: string | null;
  missed: boolean;
  inCallLog: boolean;
  /** The latest moment that any status or fact names. */
  lastSeenAt: number;
}

/** A leg with everything counted. */
export interface Leg extends LegFacts {
  answered: boolean;
  talk: Span[];
  talkMilliseconds: number;
  holdMilliseconds: number;
  ringMilliseconds: number;
}

/** Gathers one leg's facts. `observations` are of one leg, sorted (`inOrder`); the last word on each fact wins. */
export function gatherLeg(observations: readonly CallObservation[]): LegFacts {
  const [first] = observations;
  if (first === undefined) throw new Error('A leg has at least one observation.');
  const log = observations.filter((observation) => observation.fromCallLog === true);
  const events = observations.filter((observation) => observation.fromCallLog !== true);
  const statuses = statusesOf(events.some((event) => event.status !== undefined) ? events : log);
  const endedStatus = statuses.find(({ status }) => status === 'ended')?.at ?? null;
  const startedAt = time(last(observations, 'startedAt'));
  const answeredAt = time(last(observations, 'answeredAt'));
  const endedAt = time(last(observations, 'endedAt')) ?? endedStatus;
  const moments = [...statuses.map(({ at }) => at), startedAt, answeredAt, endedAt].filter(
    (at) => at !== null,
  );
  const said = time(first.at) ?? 0;
  // In the log "missed" without any talk is a fact too: it takes back an answer that only an event claimed.
  const missedInLog = log.some(({ missed }) => missed === true);
  const talkSeconds = last(missedInLog ? log : observations, 'talkSeconds') ?? (missedInLog ? 0 : null);
  return {
    legId: first.legId,
    role: observations.findLast(({ role }) => role !== 'unknown')?.role ?? 'unknown',
    direction: last(observations, 'direction') ?? null,
    near: mergeEnds(observations.flatMap(({ near }) => near ?? [])),
    fars: observations.flatMap(({ far }) => far ?? []),
    statuses,
    startedAt: startedAt ?? statuses[0]?.at ?? Math.min(said, ...moments),
    answeredAt: missedInLog && talkSeconds === 0 ? null : answeredAt,
    endedAt,
    talkSeconds,
    lengthSeconds: lengthOfLeg(startedAt, statuses, endedAt),
    reason: last(observations, 'reason') ?? null,
    missed: observations.some(({ missed }) => missed === true),
    inCallLog: log.length > 0,
    lastSeenAt: Math.max(...(moments.length > 0 ? moments : [said])),
  };
}

const beginnings: readonly Status[] = ['setup', 'ringing', 'answered'];

/** Only a first status that begins a leg tells its start: of a leg whose first events were lost, none is known. */
function lengthOfLeg(
  startedAt: number | null,
  [first]: LegFacts['statuses'],
  endedAt: number | null,
): number | null {
  const begins = first !== undefined && beginnings.includes(first.status);
  const from = startedAt ?? (begins ? first.at : null);
  // An end at or before the start is no length that could contradict anything.
  return from === null || endedAt === null || endedAt <= from ? null : (endedAt - from) / 1000;
}

/** True when the leg was seen alive and not seen to end. A leg of which only a recording is known is not open. */
export function isOpen(leg: LegFacts): boolean {
  return leg.endedAt === null && (leg.statuses.length > 0 || leg.answeredAt !== null);
}

/**
 * Counts a leg. `closeAt` ends whatever is still open; `connectedFrom` is when the far end picked up, where that is
 * known to be later (a call that rings the firm's own phone first).
 */
export function countLeg(told: LegFacts, closeAt: number, connectedFrom: number | null): Leg {
  const facts = { ...told, talkSeconds: believedTalk(told) };
  const end = facts.endedAt ?? closeAt;
  const stream = walk(facts, end);
  const answeredByCount = facts.talkSeconds !== null && facts.talkSeconds > 0;
  const toldNotAnswered = facts.talkSeconds === 0 && facts.answeredAt === null;
  const answered = answeredByCount || (stream.answeredAt !== null && !toldNotAnswered);
  const talkMilliseconds = (facts.talkSeconds ?? 0) * 1000;
  const answeredAt = !answered
    ? null
    : (stream.answeredAt ?? Math.max(facts.startedAt, end - talkMilliseconds));
  const base = {
    ...facts,
    answered,
    answeredAt,
    holdMilliseconds: answered ? lengthOf(stream.hold) : 0,
    ringMilliseconds: Math.max(0, (answeredAt ?? end) - (stream.rangAt ?? facts.startedAt)),
  };
  if (answeredAt === null) return { ...base, talk: [], talkMilliseconds: 0 };
  if (facts.talkSeconds !== null) {
    const span: Span = [answeredAt, Math.max(end, answeredAt + talkMilliseconds)];
    return { ...base, talk: [span], talkMilliseconds };
  }
  const talk = stream.talk
    .map(([from, to]): Span => [Math.max(from, connectedFrom ?? from), to])
    .filter(([from, to]) => to > from);
  return { ...base, talk, talkMilliseconds: lengthOf(talk) };
}

/** Vendors round each time by itself, and their clocks differ a little: so much more talk than call is no contradiction. */
const roundingSeconds = 5;

/**
 * The told talk, yet never more than the leg's own length where both its ends are known: a count that is off by hours would
 * be billed. A leg of which only the last events arrived has no known start, and the vendor's count stands.
 */
function believedTalk({ talkSeconds, lengthSeconds }: LegFacts): number | null {
  if (talkSeconds === null || lengthSeconds === null) return talkSeconds;
  return talkSeconds > lengthSeconds + roundingSeconds ? lengthSeconds : talkSeconds;
}

/** Milliseconds covered by any of the spans: where two overlap, the time counts once. */
export function unionOf(spans: readonly Span[]): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return covered;
}

interface Stream {
  rangAt: number | null;
  answeredAt: number | null;
  talk: Span[];
  hold: Span[];
}

/** Where each status leads; the others change nothing once the leg was answered. */
const leadsTo: Readonly<Partial<Record<Status, 'talk' | 'hold' | 'none'>>> = {
  answered: 'talk',
  held: 'hold',
  parked: 'hold',
  voicemail: 'none',
  fax: 'none',
  ended: 'none',
};

/** Walks the stream of statuses: talk runs from "answered" to hold, park, voicemail or the end. */
function walk({ statuses, answeredAt: told, startedAt }: LegFacts, end: number): Stream {
  const stream: Stream = { rangAt: null, answeredAt: told, talk: [], hold: [] };
  let mode: 'talk' | 'hold' | 'none' = told === null ? 'none' : 'talk';
  let since = told ?? startedAt;
  const moveTo = (next: 'talk' | 'hold' | 'none', at: number) => {
    const until = Math.min(Math.max(at, since), Math.max(end, since));
    if (mode !== 'none' && until > since) stream[mode].push([since, until]);
    mode = next;
    since = until;
  };
  for (const { status, at } of statuses) {
    if (status === 'ringing') stream.rangAt ??= at;
    const next = leadsTo[status];
    // A status from before the told moment of answering says nothing about the talk.
    if (next === undefined || next === mode || (told !== null && at < told)) continue;
    if (next === 'talk') stream.answeredAt ??= at;
    if (next === 'hold' && stream.answeredAt === null) continue;
    moveTo(next, at);
  }
  moveTo('none', end);
  return stream;
}

function statusesOf(observations: readonly CallObservation[]): LegFacts['statuses'] {
  return observations.flatMap(({ status, at: iso }) => {
    const at = time(iso);
    return status === undefined || at === null ? [] : [{ status, at }];
  });
}

function last<Key extends keyof CallObservation>(
  observations: readonly CallObservation[],
  key: Key,
): CallObservation[Key] | undefined {
  return observations.findLast((observation) => observation[key] !== undefined)?.[key];
}

/** One end from several descriptions: for each field the last word. */
function mergeEnds(ends: readonly EndPoint[]): EndPoint {
  const merged: EndPoint = {};
  for (const end of ends) {
    if (end.number !== undefined) merged.number = end.number;
    if (end.name !== undefined) merged.name = end.name;
    if (end.extension !== undefined) merged.extension = end.extension;
    if (end.providerUserId !== undefined) merged.providerUserId = end.providerUserId;
    if (end.email !== undefined) merged.email = end.email;
    if (end.withheld !== undefined) merged.withheld = end.withheld;
  }
  return merged;
}

function time(iso: string | undefined): number | null {
  if (iso === undefined) return null;
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}
