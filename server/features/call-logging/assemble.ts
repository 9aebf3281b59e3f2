/**
 * From everything that was observed of one session to the one interaction that a person recognises. A pure function of
 * the set of observations: neither their order nor their repetition changes the result (call-logging.md §2).
 */
import type { Artefact, CallObservation, Observation, VoicemailObservation } from '../../vendors/ports.ts';
import { mergeArtefacts } from './artefacts.ts';
import { assembleFax, assembleMessage } from './assemble-message.ts';
import type { AssembledInteraction, ExternalParty, Outcome, Segment } from './interaction.ts';
import { countLeg, gatherLeg, isOpen, type Leg, type LegFacts } from './legs.ts';
import { pairLogLegs } from './pair-log-legs.ts';
import {
  type AssemblyFacts,
  chooseFarSide,
  externalParty,
  noParty,
  staffPartiesOf,
  staffPartyOfEnd,
  talkOf,
  wholeSeconds,
} from './parties.ts';
import { compareText, inOrder } from './sessions.ts';

export type { AssemblyFacts, DirectoryEntry } from './parties.ts';
export { groupSessions, type Session } from './sessions.ts';

const sixHours = 6 * 60 * 60 * 1000;

/**
 * Assembles one session. Null when there is nothing to log: no observation but hints, or a call that was only the
 * carrier of a fax (the fax comes as an observation of its own).
 */
export function assemble(
  observations: readonly Observation[],
  facts: AssemblyFacts,
): AssembledInteraction | null {
  const sorted = inOrder(observations);
  const messages = sorted.filter((observation) => observation.kind === 'message');
  if (messages.length > 0) return assembleMessage(messages, facts);
  const faxes = sorted.filter((observation) => observation.kind === 'fax');
  if (faxes.length > 0) return assembleFax(faxes, facts, facts.staleAfterMs ?? sixHours);
  const voicemails = sorted.filter((observation) => observation.kind === 'voicemail');
  const calls = sorted.filter((observation) => observation.kind === 'call');
  if (calls.length > 0) return assembleCall(calls, voicemails, facts);
  return assembleVoicemail(voicemails, facts);
}

function assembleCall(
  observations: readonly CallObservation[],
  voicemails: readonly VoicemailObservation[],
  facts: AssemblyFacts,
): AssembledInteraction | null {
  const gathered = gatherLegs(observations, facts);
  const lastSeenAt = Math.max(...gathered.map((leg) => leg.lastSeenAt));
  const over = endOf(observations, gathered, lastSeenAt);
  const stale = over === null && facts.now.getTime() - lastSeenAt > (facts.staleAfterMs ?? sixHours);
  const closeAt = over ?? lastSeenAt;
  const direction = directionOf(gathered);
  const legs = countLegs(gathered, closeAt, direction);
  const people = legs.filter(({ role }) => role === 'user');
  const answered = people.some((leg) => leg.answered);
  if (!answered && observations.some(({ status }) => status === 'fax')) return null;

  const far = farSideOf(observations, legs, facts, direction);
  const artefacts = mergeArtefacts([...observations, ...voicemails]);
  const startedAt = Math.min(...legs.map((leg) => leg.startedAt));
  const ended = over !== null || stale;
  return {
    kind: 'call',
    direction: far.external === null ? 'internal' : direction,
    outcome: outcomeOf({ observations, legs, answered, artefacts, voicemails, over, stale, direction, far }),
    ended,
    startedAt: iso(startedAt),
    endedAt: ended ? iso(closeAt) : null,
    talkSeconds: wholeSeconds(talkOf(people)),
    totalSeconds: wholeSeconds(closeAt - startedAt),
    externalParty: far.external ?? noParty,
    otherParties: far.others,
    staffParties: staffPartiesOf(legs, facts),
    segments: legs.map((leg) => segmentOf(leg, direction, facts)),
    artefacts,
    body: null,
    threadKey: null,
    pages: null,
  };
}

/** The legs in the order of the call, each with its role settled by the source's directory. */
function gatherLegs(observations: readonly CallObservation[], facts: AssemblyFacts): LegFacts[] {
  const groups = [...Map.groupBy(observations, ({ legId }) => legId).values()];
  const legs = pairLogLegs(groups).map((group) => {
    const leg = gatherLeg(group);
    if (leg.role !== 'unknown') return leg;
    // Somebody whom the directory does not know yet is taken for a person: a talk must not get lost.
    const role = facts.directory.get(leg.near.providerUserId ?? '')?.type ?? 'user';
    return { ...leg, role };
  });
  return legs.sort((a, b) => a.startedAt - b.startedAt || compareText(a.legId, b.legId));
}

/** When the call was over, or null while it may still go on. */
function endOf(
  observations: readonly CallObservation[],
  legs: readonly LegFacts[],
  lastSeenAt: number,
): number | null {
  const ends = legs.flatMap(({ endedAt }) => endedAt ?? []);
  const told = observations.some(
    ({ sessionEnded, fromCallLog }) => sessionEnded === true || fromCallLog === true,
  );
  if (!told && (ends.length === 0 || legs.some(isOpen))) return null;
  // A leg whose end was lost ended, at the latest, with the call.
  return ends.length > 0 && !legs.some(isOpen) ? Math.max(...ends) : lastSeenAt;
}

/** As the firm sees it: the first person's leg tells, then a queue's or menu's, and only then the outside leg. */
function directionOf(legs: readonly LegFacts[]): 'inbound' | 'outbound' {
  const telling =
    legs.find(({ role, direction, fars }) => role === 'user' && direction !== null && fars.length > 0) ??
    legs.find(({ role, direction }) => role === 'user' && direction !== null) ??
    legs.find(({ role, direction }) => role === 'group' && direction !== null) ??
    legs.find(({ direction }) => direction !== null);
  return telling?.direction ?? 'inbound';
}

/**
 * Counts the legs. On an outbound call the firm's own phone may be "answered" before the far end is: talk begins when
 * the far end picked up, and there is none when it was seen to end without picking up.
 */
function countLegs(gathered: readonly LegFacts[], closeAt: number, direction: 'inbound' | 'outbound'): Leg[] {
  const counted = gathered.map((leg) => countLeg(leg, closeAt, null));
  const outside = counted.filter(({ role, statuses }) => role === 'outside' && statuses.length > 0);
  if (direction === 'inbound' || outside.length === 0) return counted;
  const pickedUp = outside.flatMap(({ answeredAt }) => answeredAt ?? []);
  if (pickedUp.length > 0) return gathered.map((leg) => countLeg(leg, closeAt, Math.min(...pickedUp)));
  if (outside.some((leg) => leg.endedAt === null)) return counted;
  return counted.map((leg) =>
    leg.role === 'user' && leg.talkSeconds === null
      ? { ...leg, answered: false, answeredAt: null, talk: [], talkMilliseconds: 0, holdMilliseconds: 0 }
      : leg,
  );
}

function farSideOf(
  observations: readonly CallObservation[],
  legs: readonly Leg[],
  facts: AssemblyFacts,
  direction: 'inbound' | 'outbound',
): { external: ExternalParty | null; others: ExternalParty[] } {
  const outsideFirst = [
    ...legs.filter(({ role }) => role === 'outside'),
    ...legs.filter(({ role }) => role !== 'outside'),
  ];
  const ends = outsideFirst.flatMap(({ role, fars }) =>
    fars.map((end) => ({ end, surelyOutside: role === 'outside' })),
  );
  const far = chooseFarSide(ends, facts);
  const allInternal = ends.length > 0 || observations.some(({ internal }) => internal === true);
  if (far.external === null && !allInternal) {
    // No caller id at all is what a withheld number looks like on most phone systems.
    return { external: { ...noParty, withheld: direction === 'inbound' }, others: [] };
  }
  const nothingSent = far.external?.e164 === null && far.external.raw === null && direction === 'inbound';
  return nothingSent ? { ...far, external: { ...noParty, ...far.external, withheld: true } } : far;
}

interface OutcomeFacts {
  observations: readonly CallObservation[];
  legs: readonly Leg[];
  answered: boolean;
  artefacts: readonly Artefact[];
  voicemails: readonly VoicemailObservation[];
  over: number | null;
  stale: boolean;
  direction: 'inbound' | 'outbound';
  far: { external: ExternalParty | null };
}

/** The rows of the table in call-logging.md §2, first that fits. */
function outcomeOf(facts: OutcomeFacts): Outcome {
  const { observations, artefacts, voicemails } = facts;
  if (observations.some(({ blocked }) => blocked === true)) return 'blocked';
  if (facts.stale) return 'unknown_outcome';
  if (facts.over === null) return 'in_progress';
  if (facts.answered) return 'answered';
  if (facts.direction === 'outbound' || facts.far.external === null) return 'not_answered';
  if (voicemails.length > 0 || artefacts.some(({ kind }) => kind === 'voicemail')) return 'voicemail';
  // A caller who reached the mailbox and hung up left no voicemail; the call log, where it speaks, knows.
  const reachedMailbox = observations.some(({ status }) => status === 'voicemail');
  const missedByLog = observations.some(({ fromCallLog, missed }) => fromCallLog === true && missed === true);
  return reachedMailbox && !missedByLog ? 'voicemail' : 'missed';
}

function segmentOf(leg: Leg, direction: 'inbound' | 'outbound', facts: AssemblyFacts): Segment {
  const known = facts.directory.get(leg.near.providerUserId ?? '');
  const outside = leg.role === 'outside';
  const [far] = leg.fars;
  return {
    legId: leg.legId,
    role: leg.role === 'unknown' ? 'user' : leg.role,
    label: (outside ? far?.name || far?.number : known?.name || leg.near.name || leg.near.number) || null,
    providerUserId: outside ? null : (leg.near.providerUserId ?? null),
    result: resultOf(leg, direction),
    reason: leg.reason,
    startedAt: iso(leg.startedAt),
    answeredAt: leg.answeredAt === null ? null : iso(leg.answeredAt),
    endedAt: leg.endedAt === null ? null : iso(leg.endedAt),
    ringSeconds: wholeSeconds(leg.ringMilliseconds),
    talkSeconds: leg.role === 'user' ? wholeSeconds(leg.talkMilliseconds) : 0,
    holdSeconds: wholeSeconds(leg.holdMilliseconds),
  };
}

function resultOf(leg: Leg, direction: 'inbound' | 'outbound'): Segment['result'] {
  if (leg.statuses.some(({ status }) => status === 'voicemail')) return 'voicemail';
  if (leg.role !== 'outside' && leg.reason !== null && /transfer/i.test(leg.reason)) return 'transferred';
  if (leg.answered) return 'answered';
  if (leg.endedAt !== null) return leg.role === 'user' && direction === 'inbound' ? 'missed' : 'ended';
  return leg.statuses.length > 0 ? 'ringing' : 'unknown';
}

/** A voicemail whose call nobody announced is a call of its own. */
function assembleVoicemail(
  voicemails: readonly VoicemailObservation[],
  facts: AssemblyFacts,
): AssembledInteraction | null {
  const [voicemail] = voicemails;
  if (voicemail === undefined) return null;
  const startedAt = Date.parse(voicemail.at);
  const totalSeconds = Math.round(voicemail.durationSeconds ?? 0);
  const party = externalParty(voicemail.from, facts.country);
  return {
    kind: 'call',
    direction: party.e164 !== null && facts.ownNumbers.has(party.e164) ? 'internal' : 'inbound',
    outcome: 'voicemail',
    ended: true,
    startedAt: iso(startedAt),
    endedAt: iso(startedAt + totalSeconds * 1000),
    talkSeconds: 0,
    totalSeconds,
    externalParty: { ...party, withheld: party.withheld || party.raw === null },
    otherParties: [],
    staffParties: voicemail.near === undefined ? [] : [staffPartyOfEnd(voicemail.near, facts)],
    segments: [],
    artefacts: mergeArtefacts(voicemails),
    body: null,
    threadKey: null,
    pages: null,
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
