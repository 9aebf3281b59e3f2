import { readVendorTime } from '../kit/times.ts';
import type { Artefact, CallObservation } from '../ports.ts';
import { isOwn, readCaller, readEnd } from './ends.ts';
import type { Party, Session } from './wire.ts';

const statuses: ReadonlyMap<string, CallObservation['status']> = new Map([
  ['Setup', 'setup'],
  ['Proceeding', 'ringing'],
  ['Answered', 'answered'],
  ['Hold', 'held'],
  ['Parked', 'parked'],
  ['Disconnected', 'ended'],
  ['Gone', 'ended'],
  ['VoiceMail', 'voicemail'],
  ['VoiceMailScreening', 'voicemail'],
  ['FaxReceive', 'fax'],
]);

/** The parties of one telephony session event, one observation each; undefined when the event has no readable time. */
export function observeSession(session: Session): CallObservation[] | undefined {
  const at = readVendorTime(session.eventTime);
  if (at === undefined) return undefined;
  const sequence = session.sequence ?? Date.parse(at);
  return session.parties.map((party) => observeParty(party, sessionLinks(session, party), { at, sequence }));
}

function observeParty(
  party: Party,
  links: string[],
  moment: { at: string; sequence: number },
): CallObservation {
  const status = statuses.get(party.status?.code ?? '');
  const artefacts = (party.recordings ?? []).map(
    (recording): Artefact => ({ kind: 'recording', id: recording.id }),
  );
  return {
    kind: 'call',
    links,
    legId: party.id,
    ...moment,
    ...describeEnds(party),
    ...(status === undefined ? {} : { status }),
    ...(party.status?.reason === undefined ? {} : { reason: party.status.reason }),
    ...(party.missedCall === true ? { missed: true } : {}),
    ...(artefacts.length === 0 ? {} : { artefacts }),
  };
}

/** A party that took the call over from another session names it as its peer: both are one call. */
function sessionLinks(session: Session, party: Party): string[] {
  const { peerId } = party.status ?? {};
  return [...callLinks(session), ...callLinks(peerId ?? {})];
}

/** The ids by which events and call-log records of one call find each other. */
export function callLinks(ids: {
  telephonySessionId?: string | undefined;
  sessionId?: string | undefined;
}): string[] {
  return [
    ...(ids.telephonySessionId === undefined ? [] : [`rc:${ids.telephonySessionId}`]),
    ...(ids.sessionId === undefined ? [] : [`rcs:${ids.sessionId}`]),
  ];
}

type Ends = Pick<CallObservation, 'role' | 'direction' | 'near' | 'far' | 'internal'>;

/**
 * RingCentral's direction is that of the party's own leg. A party without an extension is the outside one, whose leg
 * runs the other way from the firm's view: the "Outbound" leg of a caller is a call that comes in.
 */
function describeEnds(party: Party): Ends {
  const outside = party.extensionId === undefined;
  const direction = firmDirection(party.direction, outside);
  if (direction === undefined) return { role: outside ? 'outside' : 'unknown' };
  const [nearEnd, farEnd] = direction === 'inbound' ? [party.to, party.from] : [party.from, party.to];
  const near = readEnd(nearEnd);
  if (outside) return { role: 'outside', direction, near, far: readFar(direction, farEnd) };
  const own = { role: 'unknown' as const, direction, near: { ...near, providerUserId: party.extensionId } };
  return isOwn(farEnd) ? { ...own, internal: true } : { ...own, far: readFar(direction, farEnd) };
}

function readFar(direction: 'inbound' | 'outbound', end: Party['from']) {
  return direction === 'inbound' ? readCaller(end) : readEnd(end);
}

function firmDirection(leg: Party['direction'], outside: boolean): 'inbound' | 'outbound' | undefined {
  if (leg === undefined) return undefined;
  return (leg === 'Inbound') === outside ? 'outbound' : 'inbound';
}
