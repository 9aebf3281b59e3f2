import { addSeconds } from '../kit/times.ts';
import type { Artefact, CallObservation, EndPoint } from '../ports.ts';

/** One leg as a status callback or the call list tells it. */
export interface TwilioLeg {
  sid: string;
  parentSid: string | undefined;
  direction: string | undefined;
  status: string | undefined;
  from: string | undefined;
  to: string | undefined;
  callerName: string | undefined;
  answeredBy: string | undefined;
  at: string;
  /** The vendor's own order of the events of one leg, when it gives one. */
  sequence: number | undefined;
  startedAt: string | undefined;
  endedAt: string | undefined;
  /** Whole seconds from answer to end. */
  durationSeconds: number | undefined;
  /** The leg that dialled this one, when it is known (call list only). */
  parent: { from: string | undefined; direction: string | undefined } | undefined;
  fromCallLog: boolean;
  artefacts: Artefact[];
}

type Status = NonNullable<CallObservation['status']>;

const statusOf: ReadonlyMap<string, Status> = new Map(
  Object.entries<Status>({
    queued: 'setup',
    initiated: 'setup',
    ringing: 'ringing',
    'in-progress': 'answered',
    answered: 'answered',
    completed: 'ended',
    busy: 'ended',
    failed: 'ended',
    'no-answer': 'ended',
    canceled: 'ended',
  }),
);

/**
 * The observations of one leg. Twilio has no users and no queues: who talked follows from how the legs hang together.
 * - inbound: the caller, and beside it the account's own application (menu, voicemail), which is what answers; talk
 *   with a person is on the leg that the application dials;
 * - outbound-dial: the person that the application rang;
 * - outbound-api: a call that the firm made;
 * - inbound from `client:` or `sip:`: a person of the firm at a softphone, whose talk is on the leg it dials.
 */
export function observeLeg(leg: TwilioLeg): CallObservation[] {
  const direction = leg.direction ?? '';
  if (leg.parentSid !== undefined || direction === 'outbound-dial')
    return startsBefore([dialledLeg(leg), ...talkIsHere(leg)]);
  if (direction.startsWith('outbound')) return startsBefore([firmsOwnCall(leg)]);
  if (isFirmsDevice(leg.from)) return startsBefore([softphoneLeg(leg)]);
  return startsBefore([callerLeg(leg), applicationLeg(leg)]);
}

/**
 * By default Twilio tells only of the end. The answer, worked out from it, is then the earliest known moment; it stands
 * before every other observation of its leg, so that an event that saw the leg start has the last word.
 */
function startsBefore(observations: CallObservation[]): CallObservation[] {
  const earliest = observations.flatMap((observation): CallObservation[] => {
    const { links, legId, role, answeredAt, startedAt, status } = observation;
    if (status !== 'ended' || answeredAt === undefined || startedAt !== undefined) return [];
    return [{ kind: 'call', links, legId, role, sequence: 0, at: answeredAt, startedAt: answeredAt }];
  });
  return [...earliest, ...observations];
}

/**
 * A leg that dials another one has the ringing of that one in its own time: the talk is counted on the dialled leg
 * alone. Said last, whatever the dialling leg itself said.
 */
function talkIsHere(leg: TwilioLeg): CallObservation[] {
  if (leg.parentSid === undefined) return [];
  const legId = linkOf(leg.parentSid);
  const sequence = Number.MAX_SAFE_INTEGER;
  const source = leg.fromCallLog ? { fromCallLog: true } : {};
  return [
    { kind: 'call', links: [legId], legId, role: 'unknown', sequence, at: leg.at, talkSeconds: 0, ...source },
  ];
}

export function linkOf(sid: string): string {
  return `tw:${sid}`;
}

/** The leg id of the application that answers an inbound call. */
export function applicationLegId(sid: string): string {
  return `tw:${sid}:app`;
}

function common(leg: TwilioLeg): Omit<CallObservation, 'role'> {
  const status = statusOf.get(leg.status ?? '');
  const ended = status === 'ended';
  return {
    kind: 'call',
    links: [linkOf(leg.sid), ...(leg.parentSid === undefined ? [] : [linkOf(leg.parentSid)])],
    legId: linkOf(leg.sid),
    // Times have whole seconds: within one of them the vendor's own numbers tell the order.
    sequence: Date.parse(leg.at) + (leg.sequence ?? 0),
    at: leg.at,
    status,
    reason: reasonOf(leg),
    startedAt: leg.startedAt ?? (status === 'setup' || status === 'ringing' ? leg.at : undefined),
    answeredAt: answeredAt(leg),
    endedAt: ended ? (leg.endedAt ?? leg.at) : undefined,
    ...(leg.fromCallLog ? { fromCallLog: true } : {}),
    artefacts: leg.artefacts.length === 0 ? undefined : leg.artefacts,
  };
}

function callerLeg(leg: TwilioLeg): CallObservation {
  const base = common(leg);
  return {
    ...base,
    role: 'outside',
    direction: 'inbound',
    near: endOf(leg.to),
    far: endOf(leg.from, leg.callerName),
    // The caller's leg outlives every leg that was dialled for it.
    ...(base.status === 'ended' ? { sessionEnded: true } : {}),
  };
}

function applicationLeg(leg: TwilioLeg): CallObservation {
  const base = common(leg);
  return {
    ...base,
    legId: applicationLegId(leg.sid),
    role: 'group',
    direction: 'inbound',
    near: endOf(leg.to),
    far: endOf(leg.from, leg.callerName),
    artefacts: undefined,
  };
}

function dialledLeg(leg: TwilioLeg): CallObservation {
  const fromSoftphone = leg.parent !== undefined && isFirmsDevice(leg.parent.from);
  const firmCalls = fromSoftphone || leg.parent?.direction?.startsWith('outbound') === true;
  return {
    ...common(leg),
    role: 'user',
    // Without its parent's data a dialled leg does not tell which way the whole call goes: the parent does.
    direction: leg.parent === undefined ? undefined : firmCalls ? 'outbound' : 'inbound',
    near: fromSoftphone ? endOf(leg.parent?.from) : endOf(leg.to),
    far: fromSoftphone ? endOf(leg.to) : undefined,
    talkSeconds: talkSeconds(leg),
  };
}

function firmsOwnCall(leg: TwilioLeg): CallObservation {
  return {
    ...common(leg),
    role: 'user',
    direction: 'outbound',
    near: endOf(leg.from),
    far: endOf(leg.to),
    talkSeconds: talkSeconds(leg),
  };
}

/** Its own time includes the ringing of the leg it dials, so that none of it counts as talk. */
function softphoneLeg(leg: TwilioLeg): CallObservation {
  const base = common(leg);
  return {
    ...base,
    role: 'user',
    direction: 'outbound',
    status: base.status === 'answered' ? 'ringing' : base.status,
    answeredAt: undefined,
    near: endOf(leg.from),
    far: leg.to !== undefined && /\d{3}/.test(leg.to) ? endOf(leg.to) : undefined,
    talkSeconds: base.status === 'ended' ? 0 : undefined,
    ...(base.status === 'ended' ? { sessionEnded: true } : {}),
  };
}

function answeredAt(leg: TwilioLeg): string | undefined {
  if (leg.status === 'in-progress' || leg.status === 'answered')
    return leg.fromCallLog ? leg.startedAt : leg.at;
  if (leg.status !== 'completed' || leg.durationSeconds === undefined) return undefined;
  return addSeconds(leg.endedAt ?? leg.at, -leg.durationSeconds);
}

function talkSeconds(leg: TwilioLeg): number | undefined {
  if (leg.status === 'completed') return leg.durationSeconds;
  return statusOf.get(leg.status ?? '') === 'ended' ? 0 : undefined;
}

function reasonOf(leg: TwilioLeg): string | undefined {
  if (leg.status !== undefined && ['busy', 'failed', 'no-answer', 'canceled'].includes(leg.status))
    return leg.status;
  return leg.answeredBy?.startsWith('machine') === true ? leg.answeredBy : undefined;
}

function isFirmsDevice(address: string | undefined): boolean {
  return address !== undefined && /^(client|sip|sim|sips):/i.test(address);
}

/** What Twilio sends instead of a withheld caller's number (https://help.twilio.com/articles/223179988). */
const withheldNumbers = new Set([
  '+7378742833',
  '+2562533',
  '+8566696',
  '+266696687',
  '+86282452253',
  'anonymous',
  '+anonymous',
  'restricted',
  'blocked',
  'unavailable',
  'unknown',
  'private',
]);

/** A number, or `client:ada` / `sip:ada@firm.example`, whose name or address is the user's id at Twilio. */
export function endOf(address: string | undefined, name?: string): EndPoint | undefined {
  if (address === undefined) return undefined;
  if (withheldNumbers.has(address.toLowerCase())) return { withheld: true };
  if (!isFirmsDevice(address)) return { number: address, name };
  const [, scheme = '', rest = ''] = /^(\w+):(.*)$/s.exec(address) ?? [];
  const bare = rest.split(';')[0] ?? rest;
  const email =
    scheme.toLowerCase() === 'client' && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(bare) ? bare : undefined;
  const extension = /^(\d{2,6})@/.exec(bare)?.[1];
  return { providerUserId: address, name: name ?? (bare === '' ? undefined : bare), email, extension };
}
