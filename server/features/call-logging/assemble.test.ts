import { describe, expect, test } from 'vitest';
import type {
  CallObservation,
  FaxObservation,
  MessageObservation,
  Observation,
  VoicemailObservation,
} from '../../vendors/ports.ts';
import { assemble, groupSessions } from './assemble.ts';
import * as calls from './call-examples.ts';
import { assemblyFacts, at, client, mainLine, stream } from './call-examples.ts';
import type { AssembledInteraction } from './interaction.ts';

function assembled(observations: readonly Observation[], more = {}): AssembledInteraction {
  const result = assemble(observations, assemblyFacts(more));
  if (result === null) throw new Error('expected an interaction');
  return result;
}

const talkByPerson = ({ staffParties }: AssembledInteraction) =>
  Object.fromEntries(staffParties.map(({ name, e164, talkSeconds }) => [name ?? e164, talkSeconds]));

describe('§2 how each kind is told apart', () => {
  test('answered external: human talk counts, menu, ringing and hold do not', () => {
    const result = assembled(calls.answeredWithMenuAndHold);
    expect(result).toMatchObject({
      kind: 'call',
      direction: 'inbound',
      outcome: 'answered',
      ended: true,
      talkSeconds: 40,
      totalSeconds: 60,
      startedAt: at(0),
      endedAt: at(60),
      externalParty: { e164: client, withheld: false },
    });
    expect(result.staffParties).toEqual([
      {
        providerUserId: 'ada',
        name: 'Ada Solicitor',
        email: 'ada@example.com',
        extension: '101',
        e164: mainLine,
        talkSeconds: 40,
        answered: true,
        staffId: null,
      },
    ]);
    expect(
      result.segments.map(({ label, role, ringSeconds, talkSeconds, holdSeconds, result: how }) => [
        label,
        role,
        ringSeconds,
        talkSeconds,
        holdSeconds,
        how,
      ]),
    ).toEqual([
      ['Main menu', 'group', 5, 0, 0, 'ended'],
      [client, 'outside', 1, 0, 0, 'answered'],
      ['Ada Solicitor', 'user', 4, 40, 10, 'answered'],
    ]);
  });
  test('queue / ring group answered by A: one interaction, for A, A’s seconds only', () => {
    const result = assembled(calls.queueAnsweredByAda);
    expect(result).toMatchObject({ outcome: 'answered', talkSeconds: 60 });
    expect(talkByPerson(result)).toEqual({ 'Ada Solicitor': 60 });
    expect(result.segments.find(({ label }) => label === 'Bo Abbott')).toMatchObject({
      result: 'missed',
      reason: 'Pickup',
      talkSeconds: 0,
    });
  });
  test('blind transfer A→B: two segments, each their own seconds', () => {
    const result = assembled(calls.blindTransfer);
    expect(result).toMatchObject({ outcome: 'answered', talkSeconds: 180, totalSeconds: 190 });
    expect(talkByPerson(result)).toEqual({ 'Ada Solicitor': 60, 'Bo Abbott': 120 });
    expect(result.segments.filter(({ role }) => role === 'user').map(({ result: how }) => how)).toEqual([
      'transferred',
      'answered',
    ]);
  });
  test('attended transfer: the consult leg makes no internal call of it', () => {
    const result = assembled(calls.attendedTransfer);
    expect(result).toMatchObject({
      direction: 'inbound',
      outcome: 'answered',
      externalParty: { e164: client },
      talkSeconds: 200,
    });
    expect(talkByPerson(result)).toEqual({ 'Ada Solicitor': 60, 'Bo Abbott': 140 });
  });
  test('voicemail: told by its artefact', () =>
    expect(assembled(calls.voicemail)).toMatchObject({
      outcome: 'voicemail',
      talkSeconds: 0,
      artefacts: [{ kind: 'voicemail', id: 'vm-1' }],
    }));
  test('voicemail: the artefact came from elsewhere, by link', () => {
    const loose: VoicemailObservation = {
      kind: 'voicemail',
      voicemailId: 'v',
      links: ['s-1'],
      at: at(60),
      from: { number: client },
      artefacts: [{ kind: 'voicemail', id: 'v' }],
    };
    expect(groupSessions([...calls.missed, loose])).toHaveLength(1);
    expect(assembled([...calls.missed, loose])).toMatchObject({
      outcome: 'voicemail',
      artefacts: [{ id: 'v' }],
    });
  });
  test('a mailbox reached without leaving anything, by the call log: missed', () => {
    const steps = stream('inbound', [
      ['ada', 'ringing', 0],
      ['ada', 'voicemail', 20],
      ['ada', 'ended', 25],
    ]);
    const log: CallObservation = {
      kind: 'call',
      links: ['s-1'],
      legId: 'p-ada',
      sequence: 0,
      at: at(60),
      role: 'user',
      fromCallLog: true,
      missed: true,
    };
    expect(assembled(steps).outcome).toBe('voicemail');
    expect(assembled([...steps, log]).outcome).toBe('missed');
  });
  test('missed inbound: no human leg, no voicemail', () => {
    expect(assembled(calls.missed)).toMatchObject({
      outcome: 'missed',
      talkSeconds: 0,
      totalSeconds: 24,
      staffParties: [{ name: 'Ada Solicitor', answered: false }],
    });
  });
  test('outbound answered: talk from when the far end picked up', () =>
    expect(assembled(calls.outboundAnswered)).toMatchObject({
      direction: 'outbound',
      outcome: 'answered',
      talkSeconds: 30,
      totalSeconds: 38,
    }));
  test('outbound, not answered: 0 s, though the firm’s own phone was', () =>
    expect(assembled(calls.outboundUnanswered)).toMatchObject({
      direction: 'outbound',
      outcome: 'not_answered',
      talkSeconds: 0,
      totalSeconds: 34,
    }));
  test('an outbound call that rings the own phone first: no talk before the far end picked up', () => {
    const steps = stream('outbound', [
      ['ada', 'answered', 2],
      ['outside', 'ringing', 3],
      ['outside', 'answered', 12],
      ['ada', 'ended', 72],
      ['outside', 'ended', 72],
    ]);
    expect(assembled(steps)).toMatchObject({
      outcome: 'answered',
      talkSeconds: 60,
      staffParties: [{ talkSeconds: 60 }],
    });
  });
  test('internal: both ends the firm’s', () =>
    expect(assembled(calls.internal)).toMatchObject({
      direction: 'internal',
      outcome: 'answered',
      externalParty: { e164: null, raw: null },
      talkSeconds: 30,
    }));
  test('internal through the telephone network: the firm’s own number is never an external party', () => {
    const steps = stream(
      'outbound',
      [
        ['ada', 'answered', 0],
        ['ada', 'ended', 9],
      ],
      { number: '+1 (212) 555-0191' },
    );
    expect(assembled(steps)).toMatchObject({ direction: 'internal', externalParty: { e164: null } });
  });
  test.each([
    ['a word', { number: 'anonymous' }],
    ['the keypad spelling', { number: '+266696687' }],
    ['the vendor’s own flag', { withheld: true, name: 'Private' }],
    ['no number at all', {}],
  ])('withheld number: %s', (_name, far) => {
    const steps = stream(
      'inbound',
      [
        ['outside', 'setup', 0],
        ['ada', 'answered', 3],
        ['ada', 'ended', 9],
        ['outside', 'ended', 9],
      ],
      far,
    );
    expect(assembled(steps)).toMatchObject({
      direction: 'inbound',
      outcome: 'answered',
      externalParty: { e164: null, withheld: true, name: null },
    });
  });
  test('blocked by the phone system', () => {
    expect(assembled(stream('inbound', [['menu', 'ended', 0, { blocked: true }]])).outcome).toBe('blocked');
  });
  test('the carrier of a fax is no call', () => {
    expect(
      assemble(
        stream('inbound', [
          ['outside', 'setup', 0],
          ['ada', 'fax', 2],
          ['ada', 'ended', 60],
          ['outside', 'ended', 60],
        ]),
        assemblyFacts(),
      ),
    ).toBeNull();
  });
  test('a menu that "answers" is nobody', () => {
    expect(
      assembled(
        stream('inbound', [
          ['menu', 'answered', 0],
          ['menu', 'ended', 30],
        ]),
      ),
    ).toMatchObject({ outcome: 'missed', talkSeconds: 0, staffParties: [] });
  });
});

describe('§2 when it is over', () => {
  const open = calls.answeredWithMenuAndHold.slice(0, -1);
  test('a leg that ended is not the end', () =>
    expect(assembled(open)).toMatchObject({ outcome: 'in_progress', ended: false, endedAt: null }));
  test('the session is told to be over', () => {
    const end: CallObservation = {
      kind: 'call',
      links: ['s-1'],
      legId: 'p-ada',
      sequence: 99,
      at: at(61),
      role: 'unknown',
      sessionEnded: true,
    };
    expect(assembled([...open, end])).toMatchObject({ outcome: 'answered', ended: true, talkSeconds: 40 });
  });
  test('the call log has it', () =>
    expect(assembled([...open, ...calls.logOfAnswered])).toMatchObject({ outcome: 'answered', ended: true }));
  test.each([
    ['just not yet', '2026-03-02T07:01:00.000Z', 'in_progress'],
    ['6 h after the last word', '2026-03-02T07:01:00.001Z', 'unknown_outcome'],
  ])('no end event: %s', (_name, now, outcome) => {
    expect(assembled(open, { now: new Date(now) })).toMatchObject({
      outcome,
      ended: outcome !== 'in_progress',
    });
  });
  test('another patience', () =>
    expect(assembled(open, { staleAfterMs: 1000 }).outcome).toBe('unknown_outcome'));
  test('a recording of which only the notice came leaves nothing open', () => {
    const notice: CallObservation = {
      kind: 'call',
      links: ['s-1'],
      legId: 'p-rec',
      sequence: 50,
      at: at(300),
      role: 'unknown',
      artefacts: [{ kind: 'recording', id: 'r' }],
    };
    expect(assembled([...calls.blindTransfer, notice])).toMatchObject({
      ended: true,
      endedAt: at(190),
      totalSeconds: 190,
      artefacts: [{ id: 'r' }],
    });
  });
});

describe('the call log is the truth', () => {
  const result = assembled([...calls.answeredWithMenuAndHold, ...calls.logOfAnswered]);
  test('its seconds win over the events’, its leg is laid over theirs', () => {
    expect(result).toMatchObject({
      talkSeconds: 38,
      externalParty: { e164: client, name: 'JANE OKAFOR' },
      artefacts: [{ id: 'r-1' }],
    });
    expect(talkByPerson(result)).toEqual({ 'Ada Solicitor': 38 });
    expect(result.segments).toHaveLength(3);
  });
  test('alone it makes the same call', () => {
    expect(assembled(calls.logOfAnswered)).toMatchObject({
      outcome: 'answered',
      talkSeconds: 38,
      totalSeconds: 60,
      direction: 'inbound',
    });
  });
  test('a person whom the log names otherwise: one of each left over is the same', () => {
    const log = calls.logOfAnswered.map((entry) => ({ ...entry, near: { name: 'Ada Solicitor' } }));
    expect(talkByPerson(assembled([...calls.answeredWithMenuAndHold, ...log]))).toEqual({
      'Ada Solicitor': 38,
    });
  });
  test('missed in the log takes back an answer', () => {
    const log: CallObservation = {
      kind: 'call',
      links: ['s-1'],
      legId: 'p-ada',
      sequence: 1,
      at: at(95),
      role: 'user',
      missed: true,
      fromCallLog: true,
    };
    expect(assembled([...calls.answeredWithMenuAndHold, log])).toMatchObject({
      outcome: 'missed',
      talkSeconds: 0,
    });
  });
});

describe('other phone systems', () => {
  test('absolute facts (Dialpad): the vendor’s own count, whole seconds', () => {
    const result = assembled(calls.absoluteFacts);
    expect(result).toMatchObject({
      outcome: 'answered',
      talkSeconds: 53,
      totalSeconds: 67,
      externalParty: { name: 'Jane Okafor' },
    });
    expect(result.staffParties).toMatchObject([{ email: 'ADA@example.com', talkSeconds: 53 }]);
  });
  test('parent and child (Twilio): one call, talk from the child', () => {
    expect(assembled(calls.parentAndChild)).toMatchObject({
      outcome: 'answered',
      talkSeconds: 120,
      totalSeconds: 131,
      staffParties: [{ e164: '+12125550191', talkSeconds: 120 }],
    });
  });
  test('a missed call to a line: the line is the near end', () => {
    expect(assembled(calls.parentAndChild.filter(({ legId }) => legId === 'CA1'))).toMatchObject({
      outcome: 'missed',
      staffParties: [{ e164: mainLine, answered: false }],
    });
  });
  test('two phones of one person at the same time count once', () => {
    const desk = stream('inbound', [
      ['ada', 'answered', 0],
      ['ada', 'ended', 60],
    ]);
    const mobile = desk.map((observation) => ({ ...observation, legId: 'p-mobile' }));
    const result = assembled([...desk, ...mobile]);
    expect(result.talkSeconds).toBe(60);
    expect(talkByPerson(result)).toEqual({ 'Ada Solicitor': 60 });
  });
  test('two people at the same time: each their own, the call once', () => {
    const result = assembled(
      stream('inbound', [
        ['ada', 'answered', 0],
        ['bo', 'answered', 30],
        ['ada', 'ended', 60],
        ['bo', 'ended', 90],
      ]),
    );
    expect(talkByPerson(result)).toEqual({ 'Ada Solicitor': 60, 'Bo Abbott': 60 });
    expect(result.talkSeconds).toBe(90);
  });
  test('somebody whom the directory does not know yet is taken for a person', () => {
    expect(
      assembled(calls.answeredWithMenuAndHold, {
        directory: new Map([['menu', { type: 'group', name: 'Menu' }]]),
      }).talkSeconds,
    ).toBe(40);
  });
});

describe('§2 texts', () => {
  const text = (more: Partial<MessageObservation> = {}): MessageObservation => ({
    kind: 'message',
    messageId: 'm',
    direction: 'inbound',
    at: at(0),
    from: { number: client, name: 'Jane' },
    to: [{ number: mainLine }],
    body: 'Hello',
    ...more,
  });
  test('inbound', () => {
    expect(assembled([text()])).toMatchObject({
      kind: 'sms',
      direction: 'inbound',
      outcome: 'received',
      ended: true,
      body: 'Hello',
      externalParty: { e164: client, name: 'Jane' },
      staffParties: [{ e164: mainLine }],
    });
  });
  test.each([
    [['delivered', 'sent', 'queued'], 'delivered'],
    [['queued', 'sent'], 'sent'],
    [['failed', 'sent'], 'failed'],
    [[undefined], 'sent'],
  ] as const)('outbound: the highest status of %j, never the latest', (statuses, outcome) => {
    const observations = statuses.map((status, index) =>
      text({
        direction: 'outbound',
        from: { number: mainLine },
        to: [{ number: client }],
        status,
        at: at(index),
      }),
    );
    expect(assembled(observations)).toMatchObject({
      outcome,
      startedAt: at(0),
      direction: 'outbound',
      externalParty: { e164: client },
    });
  });
  test('both directions are one thread: its sorted participants', () => {
    const back = text({
      direction: 'outbound',
      from: { number: '(212) 555-0190' },
      to: [{ number: client }],
    });
    expect(assembled([text()]).threadKey).toBe(`${client},${mainLine}`);
    expect(assembled([back]).threadKey).toBe(assembled([text()]).threadKey);
  });
  test('group MMS: once, with all the others', () => {
    const group = text({
      to: [{ number: '+12125550102' }, { number: mainLine }, { number: '+12125550101' }],
      artefacts: [{ kind: 'media', id: 'p1' }],
    });
    expect(groupSessions([group, text({ to: group.to.toReversed() })])).toHaveLength(1);
    expect(assembled([group])).toMatchObject({
      externalParty: { e164: client },
      otherParties: [{ e164: '+12125550101' }, { e164: '+12125550102' }],
      artefacts: [{ id: 'p1' }],
    });
  });
  test('between two of the firm’s numbers: internal', () => {
    expect(assembled([text({ from: { number: '+12125550191' } })])).toMatchObject({
      direction: 'internal',
      externalParty: { e164: null },
    });
    expect(assembled([text({ internal: true, from: { number: '101' } })]).direction).toBe('internal');
  });
  test('from a short code: somebody outside without a number that could match', () => {
    expect(assembled([text({ from: { number: '62345' } })])).toMatchObject({
      direction: 'inbound',
      externalParty: { e164: null, raw: '62345', withheld: false },
    });
  });
  test('whose text it is, by the vendor', () => {
    expect(assembled([text({ near: { providerUserId: 'ada' } })]).staffParties).toMatchObject([
      { providerUserId: 'ada', name: 'Ada Solicitor', extension: '101', e164: mainLine },
    ]);
  });
});

describe('§2 faxes', () => {
  const fax = (more: Partial<FaxObservation> = {}): FaxObservation => ({
    kind: 'fax',
    faxId: 'f',
    direction: 'inbound',
    at: at(0),
    from: { number: client },
    to: [{ number: mainLine }],
    status: 'received',
    pages: 4,
    artefacts: [{ kind: 'fax_document', id: 'd' }],
    ...more,
  });
  test('received', () =>
    expect(assembled([fax()])).toMatchObject({
      kind: 'fax',
      outcome: 'received',
      ended: true,
      pages: 4,
      threadKey: null,
      artefacts: [{ kind: 'fax_document' }],
    }));
  test('being sent: not over; sent wins; silence ends it', () => {
    const sending = fax({
      direction: 'outbound',
      from: { number: mainLine },
      to: [{ number: client }],
      status: 'sending',
    });
    expect(assembled([sending])).toMatchObject({ outcome: 'in_progress', ended: false });
    expect(assembled([{ ...sending, status: 'sent' }, sending])).toMatchObject({
      outcome: 'sent',
      ended: true,
    });
    expect(assembled([sending], { now: new Date('2026-03-03T00:00:00.000Z') })).toMatchObject({
      outcome: 'unknown_outcome',
      ended: true,
    });
  });
});

test('a voicemail that nobody announced as a call stands as one', () => {
  const loose: VoicemailObservation = {
    kind: 'voicemail',
    voicemailId: 'v',
    at: at(0),
    durationSeconds: 17,
    from: { number: client, name: 'Jane' },
    near: { providerUserId: 'ada' },
    artefacts: [{ kind: 'voicemail', id: 'v' }],
  };
  expect(assembled([loose])).toMatchObject({
    kind: 'call',
    direction: 'inbound',
    outcome: 'voicemail',
    ended: true,
    totalSeconds: 17,
    talkSeconds: 0,
    staffParties: [{ name: 'Ada Solicitor' }],
  });
});

test('hints alone are nothing to log', () => {
  expect(assemble([{ kind: 'hint', what: 'calls' }], assemblyFacts())).toBeNull();
  expect(groupSessions([{ kind: 'hint', what: 'calls' }])).toEqual([]);
});

describe('a told talk that the call has no room for', () => {
  const told = (talkSeconds: number, more: Partial<CallObservation> = {}): CallObservation => ({
    kind: 'call',
    links: ['t-1'],
    legId: 't-1',
    sequence: 1,
    at: at(120),
    role: 'user',
    direction: 'inbound',
    near: { providerUserId: 'ada' },
    far: { number: client },
    startedAt: at(0),
    endedAt: at(120),
    sessionEnded: true,
    talkSeconds,
    ...more,
  });
  const { startedAt: _start, ...rest } = told(300, { status: 'ended' });
  const withoutStart: CallObservation = rest;
  test.each([
    ['hours more: the call’s own length', told(36_000), 120],
    ['a few seconds more: the vendor’s count', told(124), 124],
    ['less: the vendor’s count', told(90), 90],
    ['a start nobody told: the vendor’s count', withoutStart, 300],
    ['an end before the start: the vendor’s count', told(300, { endedAt: at(-5) }), 300],
  ])('%s', (_name, observation, seconds) => {
    const result = assembled([observation]);
    expect(result).toMatchObject({ outcome: 'answered', talkSeconds: seconds });
    expect(result.staffParties).toMatchObject([{ talkSeconds: seconds }]);
    expect(result.segments).toMatchObject([{ talkSeconds: seconds }]);
  });
});
