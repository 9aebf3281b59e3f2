/** Observations of whole calls as three kinds of phone system tell them, for tests. Invented people, reserved numbers. */
import type { CallObservation, EndPoint } from '../../vendors/ports.ts';
import type { AssemblyFacts, DirectoryEntry } from './assemble.ts';

export const client = '+12125550100';
export const mainLine = '+12125550190';

const directory: [string, DirectoryEntry][] = [
  ['menu', { type: 'group', name: 'Main menu' }],
  ['queue', { type: 'group', name: 'Intake queue' }],
  ['ada', { type: 'user', name: 'Ada Solicitor', email: 'ada@example.com', extension: '101' }],
  ['bo', { type: 'user', name: 'Bo Abbott', email: 'bo@example.com', extension: '102' }],
];

export function assemblyFacts(more: Partial<AssemblyFacts> = {}): AssemblyFacts {
  return {
    directory: new Map(directory),
    ownNumbers: new Set([mainLine, '+12125550191']),
    country: 'US',
    now: new Date('2026-03-02T01:30:00.000Z'),
    ...more,
  };
}

/** Seconds after one o'clock as ISO 8601. */
export function at(seconds: number): string {
  return new Date(Date.parse('2026-03-02T01:00:00.000Z') + seconds * 1000).toISOString();
}

type Status = NonNullable<CallObservation['status']>;
type Step = readonly [leg: string, status: Status, seconds: number, more?: Partial<CallObservation>];

/** A leg's fixed part by name: who is on it. */
const ends: Readonly<Record<string, { role: CallObservation['role']; near?: EndPoint }>> = {
  outside: { role: 'outside' },
  menu: { role: 'unknown', near: { providerUserId: 'menu' } },
  queue: { role: 'unknown', near: { providerUserId: 'queue' } },
  ada: { role: 'unknown', near: { providerUserId: 'ada', number: mainLine } },
  bo: { role: 'unknown', near: { providerUserId: 'bo', number: mainLine } },
};

/** A stream of statuses as RingCentral sends it: one party an event, a sequence over the whole session. */
export function stream(
  direction: 'inbound' | 'outbound',
  steps: readonly Step[],
  far: EndPoint = { number: client },
): CallObservation[] {
  return steps.map(([leg, status, seconds, more], index) => ({
    kind: 'call',
    links: ['s-1'],
    legId: `p-${leg}`,
    sequence: index + 2,
    at: at(seconds),
    status,
    far,
    ...(leg === 'outside' ? {} : { direction }),
    ...(ends[leg] ?? { role: 'unknown' as const }),
    ...more,
  }));
}

/** Through the menu to Ada, held once: talk 10–40 and 50–60. */
export const answeredWithMenuAndHold = stream('inbound', [
  ['outside', 'setup', 0],
  ['menu', 'setup', 0],
  ['outside', 'answered', 1],
  ['menu', 'ended', 5],
  ['ada', 'setup', 5],
  ['ada', 'ringing', 6],
  ['ada', 'answered', 10],
  ['ada', 'held', 40],
  ['ada', 'answered', 50],
  ['ada', 'ended', 60],
  ['outside', 'ended', 60],
]);

/** The queue rings Ada and Bo; Ada takes it. */
export const queueAnsweredByAda = stream('inbound', [
  ['outside', 'setup', 0],
  ['outside', 'answered', 1],
  ['queue', 'setup', 1],
  ['queue', 'answered', 1],
  ['ada', 'ringing', 2],
  ['bo', 'ringing', 2],
  ['ada', 'answered', 12],
  ['bo', 'ended', 12, { reason: 'Pickup' }],
  ['queue', 'ended', 12],
  ['ada', 'ended', 72],
  ['outside', 'ended', 72],
]);

export const blindTransfer = stream('inbound', [
  ['outside', 'setup', 0],
  ['outside', 'answered', 1],
  ['ada', 'ringing', 1],
  ['ada', 'answered', 5],
  ['ada', 'ended', 65, { reason: 'BlindTransfer' }],
  ['bo', 'ringing', 65],
  ['bo', 'answered', 70],
  ['bo', 'ended', 190],
  ['outside', 'ended', 190],
]);

/** Ada holds the client, speaks to Bo, then hands over. The consult leg is internal; its session is linked. */
export const attendedTransfer = [
  ...stream('inbound', [
    ['outside', 'setup', 0],
    ['outside', 'answered', 1],
    ['ada', 'answered', 5],
    ['ada', 'held', 65],
    ['ada', 'ended', 95, { reason: 'AttendedTransfer' }],
    ['outside', 'ended', 215],
  ]),
  ...stream(
    'inbound',
    [
      ['bo', 'ringing', 66, { internal: true }],
      ['bo', 'answered', 75, { internal: true }],
      ['bo', 'ended', 215],
    ],
    { number: '101', providerUserId: 'ada' },
  ).map((observation) => ({ ...observation, links: ['s-2', 's-1'] })),
];

export const voicemail = stream('inbound', [
  ['outside', 'setup', 0],
  ['outside', 'answered', 1],
  ['ada', 'ringing', 1],
  ['ada', 'voicemail', 20],
  ['ada', 'ended', 50, { artefacts: [{ kind: 'voicemail', id: 'vm-1', durationSeconds: 28 }] }],
  ['outside', 'ended', 50],
]);

export const missed = stream('inbound', [
  ['outside', 'setup', 0],
  ['menu', 'setup', 0],
  ['outside', 'answered', 1],
  ['menu', 'ended', 3],
  ['ada', 'ringing', 4],
  ['ada', 'ended', 24, { missed: true, reason: 'NoAnswer' }],
  ['outside', 'ended', 24],
]);

export const internal = [
  ...stream(
    'outbound',
    [
      ['ada', 'setup', 0],
      ['ada', 'answered', 5],
      ['ada', 'ended', 35],
    ],
    { number: '102', providerUserId: 'bo' },
  ),
  ...stream(
    'inbound',
    [
      ['bo', 'ringing', 1],
      ['bo', 'answered', 5],
      ['bo', 'ended', 35],
    ],
    { number: '101', providerUserId: 'ada' },
  ),
];

export const outboundAnswered = stream('outbound', [
  ['ada', 'setup', 0],
  ['outside', 'ringing', 1],
  ['ada', 'ringing', 1],
  ['outside', 'answered', 8],
  ['ada', 'answered', 8],
  ['ada', 'ended', 38],
  ['outside', 'ended', 38],
]);

/** Ada's own phone is rung first and "answered"; the far end never picks up. */
export const outboundUnanswered = stream('outbound', [
  ['ada', 'setup', 0],
  ['ada', 'answered', 3],
  ['outside', 'setup', 3],
  ['outside', 'ringing', 4],
  ['outside', 'ended', 34, { reason: 'NoAnswer' }],
  ['ada', 'ended', 34],
]);

/** What the call log says later of the first example: other leg names, 38 s of talk, a recording. */
export const logOfAnswered: CallObservation[] = [
  {
    kind: 'call',
    links: ['s-1'],
    legId: 'log-1',
    sequence: 1,
    at: at(95),
    role: 'user',
    direction: 'inbound',
    near: { providerUserId: 'ada' },
    far: { number: client, name: 'JANE OKAFOR' },
    startedAt: at(0),
    answeredAt: at(10),
    endedAt: at(60),
    talkSeconds: 38,
    fromCallLog: true,
    artefacts: [{ kind: 'recording', id: 'r-1', url: 'https://media.example.com/r-1' }],
  },
];

/** Two legs with absolute facts, as Dialpad sends them: the office line that rang, the user who talked. */
export const absoluteFacts: CallObservation[] = [
  {
    kind: 'call',
    links: ['d-1'],
    legId: 'd-1',
    sequence: 1,
    at: at(1),
    role: 'group',
    direction: 'inbound',
    status: 'ringing',
    near: { providerUserId: 'office', number: mainLine, name: 'Main office' },
    far: { number: client, name: 'Jane Okafor' },
    startedAt: at(0),
  },
  {
    kind: 'call',
    links: ['d-1'],
    legId: 'd-1',
    sequence: 9,
    at: at(70),
    role: 'group',
    direction: 'inbound',
    status: 'ended',
    near: { providerUserId: 'office', number: mainLine, name: 'Main office' },
    far: { number: client, name: 'Jane Okafor' },
    startedAt: at(0),
    endedAt: at(67),
    talkSeconds: 0,
  },
  {
    kind: 'call',
    links: ['d-2', 'd-1'],
    legId: 'd-2',
    sequence: 4,
    at: at(7),
    role: 'user',
    direction: 'inbound',
    status: 'answered',
    near: { providerUserId: 'd-ada', email: 'ADA@example.com', name: 'Ada Solicitor' },
    far: { number: client },
    startedAt: at(1),
    answeredAt: at(7),
  },
  {
    kind: 'call',
    links: ['d-2', 'd-1'],
    legId: 'd-2',
    sequence: 9,
    at: at(70),
    role: 'user',
    direction: 'inbound',
    status: 'ended',
    near: { providerUserId: 'd-ada', email: 'ADA@example.com', name: 'Ada Solicitor' },
    far: { number: client },
    startedAt: at(1),
    answeredAt: at(7),
    endedAt: at(67),
    talkSeconds: 52.6,
  },
];

/** A parent call to the firm's number and the child that it dialled, as Twilio sends them. */
export const parentAndChild: CallObservation[] = [
  {
    kind: 'call',
    links: ['CA1'],
    legId: 'CA1',
    sequence: 0,
    at: at(0),
    role: 'outside',
    direction: 'inbound',
    status: 'ringing',
    near: { number: mainLine },
    far: { number: client },
  },
  {
    kind: 'call',
    links: ['CA1'],
    legId: 'CA1',
    sequence: 1,
    at: at(1),
    role: 'outside',
    direction: 'inbound',
    status: 'answered',
    near: { number: mainLine },
    far: { number: client },
  },
  {
    kind: 'call',
    links: ['CA2', 'CA1'],
    legId: 'CA2',
    sequence: 0,
    at: at(2),
    role: 'user',
    direction: 'inbound',
    status: 'ringing',
    near: { number: '+12125550191' },
    far: { number: client },
  },
  {
    kind: 'call',
    links: ['CA2', 'CA1'],
    legId: 'CA2',
    sequence: 2,
    at: at(10),
    role: 'user',
    direction: 'inbound',
    status: 'answered',
    near: { number: '+12125550191' },
    far: { number: client },
  },
  {
    kind: 'call',
    links: ['CA2', 'CA1'],
    legId: 'CA2',
    sequence: 3,
    at: at(130),
    role: 'user',
    direction: 'inbound',
    status: 'ended',
    near: { number: '+12125550191' },
    far: { number: client },
  },
  {
    kind: 'call',
    links: ['CA1'],
    legId: 'CA1',
    sequence: 3,
    at: at(131),
    role: 'outside',
    direction: 'inbound',
    status: 'ended',
    near: { number: mainLine },
    far: { number: client },
  },
];

export const wholeCalls = {
  answeredWithMenuAndHold,
  queueAnsweredByAda,
  blindTransfer,
  attendedTransfer,
  voicemail,
  missed,
  internal,
  outboundAnswered,
  outboundUnanswered,
  eventsAndLog: [...answeredWithMenuAndHold, ...logOfAnswered],
  absoluteFacts,
  parentAndChild,
} as const satisfies Record<string, readonly CallObservation[]>;
