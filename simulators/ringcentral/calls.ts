import { type Account, type End, type Extension, getExtension, type LogRecord, ownEnd } from './account.ts';
import { type CallPlan, farEnd, type PartyEvent, type Script } from './call-plan.ts';
import { toRecord } from './call-record.ts';

export interface SimulatedCall {
  events: PartyEvent[];
  record: LogRecord;
  endedAt: Date;
}

interface Leg {
  party: number;
  direction: 'Inbound' | 'Outbound';
  extension?: Extension;
  from: End;
  to: End;
}

/** The events that such a call sends, in order and with rising sequence numbers, and the record that it leaves. */
export function simulateCall(account: Account, plan: CallPlan, now: Date): SimulatedCall {
  const number = account.next();
  const begun = plan.startedAt ?? new Date(now.getTime() - lengthOf(plan) * 1000);
  const script: Script = {
    account,
    plan,
    session: number.toString(16).padStart(32, 'a'),
    sessionId: String(510_000_000_000 + number),
    recordingId:
      plan.recorded === true && plan.outcome !== 'missed' ? String(1_662_000_000 + number) : undefined,
    clock: begun.getTime(),
    events: [],
    legs: [],
  };
  if (plan.direction === 'inbound') playInbound(script);
  else playOutbound(script);
  return { events: script.events, record: toRecord(script, begun), endedAt: new Date(script.clock) };
}

function lengthOf(plan: CallPlan): number {
  const menu = plan.through === undefined ? 0 : (plan.menuSeconds ?? 8);
  const talk = (plan.talkSeconds ?? 60) + (plan.holdSeconds ?? 0);
  const second = plan.transferTo === undefined ? 0 : (plan.transferTalkSeconds ?? 60) + 4;
  const middle =
    plan.outcome === 'missed'
      ? 0
      : plan.outcome === 'voicemail'
        ? (plan.voicemailSeconds ?? 15)
        : talk + second;
  return menu + (plan.ringSeconds ?? 6) + middle;
}

function emit(script: Script, leg: Leg, code: string, extra: Record<string, unknown> = {}): void {
  const { reason, ...rest } = extra;
  const at = new Date(script.clock + 100);
  script.events.push({
    extensionId: leg.extension?.id ?? null,
    at,
    body: {
      // Real captures begin with 2.
      sequence: script.events.length + 2,
      sessionId: script.sessionId,
      telephonySessionId: `s-${script.session}`,
      serverId: '10.0.0.5.TAM',
      eventTime: at.toISOString(),
      parties: [
        {
          accountId: String(script.account.accountId),
          ...(leg.extension === undefined ? {} : { extensionId: String(leg.extension.id) }),
          id: `p-${script.session}-${leg.party}`,
          direction: leg.direction,
          from: leg.from,
          to: leg.to,
          status: { code, ...(reason === undefined ? {} : { reason }), rcc: false },
          park: {},
          missedCall: false,
          standAlone: false,
          muted: false,
          ...rest,
        },
      ],
      origin: { type: 'Call' },
    },
  });
}

function wait(script: Script, seconds: number): void {
  script.clock += seconds * 1000;
}

function playInbound(script: Script): void {
  const { account, plan } = script;
  const from = farEnd(plan);
  const user = getExtension(account, plan.user);
  const dialled = plan.through === undefined ? ownEnd(account, user) : { phoneNumber: account.mainNumber };
  const caller: Leg = {
    party: 1,
    direction: 'Outbound',
    from,
    to: { phoneNumber: dialled.phoneNumber ?? '' },
  };
  let party = 2;
  const legTo = (extension: Extension): Leg => {
    const to = { ...dialled, name: extension.name, extensionId: String(extension.id) };
    const leg: Leg = { party, direction: 'Inbound', extension, from, to };
    party += 1;
    return leg;
  };
  emit(script, caller, 'Setup');
  if (plan.through !== undefined) playMenu(script, caller, legTo(getExtension(account, plan.through)));
  const ringing = [user, ...(plan.ringAlso ?? []).map((id) => getExtension(account, id))].map(legTo);
  const [first] = ringing;
  if (first === undefined) return;
  ringUp(script, ringing);
  if (plan.outcome === 'missed')
    for (const leg of ringing) emit(script, leg, 'Disconnected', { missedCall: true });
  else if (plan.outcome === 'voicemail') playVoicemail(script, first);
  else {
    for (const leg of ringing.slice(1)) emit(script, leg, 'Disconnected', { reason: 'AgentDropped' });
    if (plan.through === undefined) emit(script, caller, 'Answered');
    talk(script, first, plan.talkSeconds ?? 60, plan.transferTo === undefined ? undefined : 'BlindTransfer');
    if (plan.transferTo !== undefined) {
      const next = legTo(getExtension(account, plan.transferTo));
      emit(script, next, 'Setup');
      emit(script, next, 'Proceeding');
      wait(script, 4);
      talk(script, next, plan.transferTalkSeconds ?? 60);
    }
  }
  emit(script, caller, 'Disconnected');
}

function playMenu(script: Script, caller: Leg, menu: Leg): void {
  emit(script, menu, 'Setup');
  emit(script, caller, 'Answered');
  wait(script, script.plan.menuSeconds ?? 8);
  emit(script, menu, 'Disconnected');
}

function ringUp(script: Script, legs: Leg[]): void {
  for (const leg of legs) emit(script, leg, 'Setup');
  for (const leg of legs) emit(script, leg, 'Proceeding');
  wait(script, script.plan.ringSeconds ?? 6);
}

function playVoicemail(script: Script, leg: Leg): void {
  emit(script, leg, 'VoiceMail', { missedCall: true });
  wait(script, script.plan.voicemailSeconds ?? 15);
  emit(script, leg, 'Disconnected', { missedCall: true });
}

/** Talk of one person, with one hold in the middle where the plan has one. Hold is no talk and not in `seconds`. */
function talk(script: Script, leg: Leg, seconds: number, reason?: string): void {
  const recording = (active: boolean) =>
    script.recordingId === undefined ? {} : { recordings: [{ id: script.recordingId, active }] };
  const answered = script.clock;
  const hold = script.legs.length === 0 ? (script.plan.holdSeconds ?? 0) : 0;
  emit(script, leg, 'Answered', recording(true));
  if (hold > 0) {
    wait(script, Math.floor(seconds / 2));
    emit(script, leg, 'Hold', recording(true));
    wait(script, hold);
    emit(script, leg, 'Answered', recording(true));
    wait(script, seconds - Math.floor(seconds / 2));
  } else wait(script, seconds);
  emit(script, leg, 'Disconnected', { ...recording(false), ...(reason === undefined ? {} : { reason }) });
  if (leg.extension === undefined) return;
  script.legs.push({
    startTime: new Date(answered).toISOString(),
    duration: seconds + hold,
    legType: leg.direction === 'Inbound' ? 'Accept' : 'SipToPstnMetered',
    result: leg.direction === 'Inbound' ? 'Accepted' : 'Call connected',
    direction: leg.direction,
    from: leg.from,
    to: leg.to,
    extensionId: leg.extension.id,
  });
}

function playOutbound(script: Script): void {
  const { account, plan } = script;
  const user = getExtension(account, plan.user);
  const other = plan.withUser === undefined ? undefined : getExtension(account, plan.withUser);
  const internal = plan.direction === 'internal' && other !== undefined;
  const short = (extension: Extension): End => ({
    phoneNumber: extension.extensionNumber,
    name: extension.name,
    extensionId: String(extension.id),
  });
  const from = internal
    ? short(user)
    : { ...ownEnd(account, user), extensionId: String(user.id), deviceId: '210074000016' };
  const to = internal ? short(other) : farEnd(plan);
  const caller: Leg = { party: 1, direction: 'Outbound', extension: user, from, to };
  const called: Leg = { party: 2, direction: 'Inbound', from, to, ...(internal ? { extension: other } : {}) };
  emit(script, caller, 'Setup');
  emit(script, called, 'Proceeding');
  emit(script, caller, 'Proceeding');
  wait(script, plan.ringSeconds ?? 6);
  if (plan.outcome === 'missed' || plan.outcome === 'voicemail') {
    emit(script, called, 'Disconnected', { reason: 'NoAnswer', ...(internal ? { missedCall: true } : {}) });
    emit(script, caller, 'Disconnected', { reason: 'NoAnswer' });
    return;
  }
  emit(script, called, 'Answered');
  talk(script, caller, plan.talkSeconds ?? 60);
  emit(script, called, 'Disconnected');
}
