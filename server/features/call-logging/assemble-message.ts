/** Texts and faxes: one interaction a message, however many statuses and recipients it has. */
import type { EndPoint, FaxObservation, MessageObservation } from '../../vendors/ports.ts';
import { mergeArtefacts } from './artefacts.ts';
import type { AssembledInteraction, Outcome } from './interaction.ts';
import { type AssemblyFacts, chooseFarSide, externalParty, noParty, staffPartyOfEnd } from './parties.ts';
import { compareText } from './sessions.ts';

/** Later states overwrite earlier ones by rank, never by arrival. */
const messageRank = { queued: 0, sent: 1, failed: 2, delivered: 3, received: 3 } as const;
const messageOutcome = {
  queued: 'sent',
  sent: 'sent',
  failed: 'failed',
  delivered: 'delivered',
  received: 'received',
} as const satisfies Record<string, Outcome>;

const faxRank = { sending: 0, failed: 1, sent: 2, received: 2 } as const;
const faxOutcome = {
  sending: 'in_progress',
  failed: 'failed',
  sent: 'sent',
  received: 'received',
} as const satisfies Record<string, Outcome>;

/** `observations`: of one message, sorted, at least one. */
export function assembleMessage(
  observations: readonly MessageObservation[],
  facts: AssemblyFacts,
): AssembledInteraction {
  const text = mergeMessage(observations);
  const status = highest(observations, messageRank) ?? (text.direction === 'inbound' ? 'received' : 'sent');
  return {
    ...writing(text, observations, facts),
    kind: 'sms',
    outcome: messageOutcome[status],
    ended: true,
    endedAt: text.at,
    body: observations.findLast(({ body }) => body !== undefined)?.body ?? '',
    threadKey: threadKeyOf(text, facts),
    pages: null,
  };
}

/** `observations`: of one fax, sorted, at least one. A fax that never finishes is closed after `staleAfterMs`. */
export function assembleFax(
  observations: readonly FaxObservation[],
  facts: AssemblyFacts,
  staleAfterMs: number,
): AssembledInteraction {
  const fax = mergeMessage(observations);
  const status = highest(observations, faxRank) ?? (fax.direction === 'inbound' ? 'received' : 'sent');
  const lastSeenAt = Math.max(...observations.map(({ at }) => Date.parse(at)));
  const stale = status === 'sending' && facts.now.getTime() - lastSeenAt > staleAfterMs;
  const ended = status !== 'sending' || stale;
  return {
    ...writing(fax, observations, facts),
    kind: 'fax',
    outcome: stale ? 'unknown_outcome' : faxOutcome[status],
    ended,
    endedAt: ended ? fax.at : null,
    body: null,
    threadKey: null,
    pages: observations.findLast(({ pages }) => pages !== undefined)?.pages ?? null,
  };
}

interface Writing {
  direction: 'inbound' | 'outbound';
  internal: boolean;
  /** When it was first seen, ISO 8601 UTC. */
  at: string;
  from: EndPoint;
  to: EndPoint[];
  near: EndPoint | null;
}

function mergeMessage(observations: readonly (MessageObservation | FaxObservation)[]): Writing {
  const first = observations[0];
  if (first === undefined) throw new Error('A message has at least one observation.');
  const at = Math.min(...observations.map((observation) => Date.parse(observation.at)));
  const named = observations.find(({ from }) => from.number !== undefined) ?? first;
  const to = observations.flatMap((observation) => observation.to);
  return {
    direction: first.direction,
    internal: observations.some(
      (observation) => observation.kind === 'message' && observation.internal === true,
    ),
    at: new Date(at).toISOString(),
    from: named.from,
    to: [...new Map(to.map((end) => [end.number ?? end.name ?? '', end])).values()],
    near: observations.findLast(({ near }) => near !== undefined)?.near ?? null,
  };
}

/** What texts and faxes have in common. */
function writing(
  { direction, internal, at, from, to, near }: Writing,
  observations: readonly (MessageObservation | FaxObservation)[],
  facts: AssemblyFacts,
) {
  const inbound = direction === 'inbound';
  const sortedTo = [...to].sort((a, b) => compareText(a.number ?? '', b.number ?? ''));
  // The sender of an inbound message comes first; the other recipients of a group text are its other parties.
  const ends = (inbound ? [from, ...sortedTo] : sortedTo).map((end, index) => ({
    end,
    surelyOutside: !internal && (inbound ? index === 0 : true),
  }));
  const far = chooseFarSide(ends, facts);
  const isOwn = (end: EndPoint) => facts.ownNumbers.has(externalParty(end, facts.country).e164 ?? '');
  const external = internal ? null : far.external;
  const line = inbound ? (sortedTo.find(isOwn) ?? sortedTo[0]) : from;
  const nearEnd = near === null ? line : { ...near, number: near.number ?? line?.number };
  const nothingSent = external !== null && external.e164 === null && external.raw === null;
  return {
    direction: external === null ? ('internal' as const) : direction,
    startedAt: at,
    talkSeconds: 0,
    totalSeconds: 0,
    externalParty:
      external === null ? noParty : { ...external, withheld: external.withheld || (inbound && nothingSent) },
    otherParties: external === null ? [] : far.others,
    staffParties: nearEnd === undefined ? [] : [staffPartyOfEnd(nearEnd, facts)],
    segments: [],
    artefacts: mergeArtefacts(observations),
  };
}

/** The sorted participants, so that both directions and every order of recipients are one thread. */
function threadKeyOf({ from, to }: Writing, facts: AssemblyFacts): string {
  const names = [from, ...to].flatMap(({ number }) =>
    number === undefined ? [] : [externalParty({ number }, facts.country).e164 ?? number.trim()],
  );
  return [...new Set(names)].sort(compareText).join(',');
}

function highest<Status extends string>(
  observations: readonly { status?: Status | undefined }[],
  rank: Readonly<Record<Status, number>>,
): Status | null {
  let best: Status | null = null;
  for (const { status } of observations) {
    if (status !== undefined && (best === null || rank[status] > rank[best])) best = status;
  }
  return best;
}
