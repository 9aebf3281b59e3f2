import { type End, type Extension, getExtension, type LogRecord, ownEnd } from './account.ts';
import { farEnd, type Script } from './call-plan.ts';

/** The record that a played call leaves in the log. */
export function toRecord(script: Script, begun: Date): LogRecord {
  const { account, plan } = script;
  const user = getExtension(account, plan.user);
  const inbound = plan.direction === 'inbound';
  const other = plan.withUser === undefined ? undefined : getExtension(account, plan.withUser);
  const own: End =
    plan.through === undefined ? ownEnd(account, user) : { phoneNumber: account.mainNumber, name: user.name };
  const far = other === undefined ? farEnd(plan) : shortEnd(other);
  const near = other === undefined ? own : shortEnd(user);
  const results = inbound
    ? { answered: 'Accepted', missed: 'Missed', voicemail: 'Voicemail' }
    : { answered: 'Call connected', missed: 'No Answer', voicemail: 'No Answer' };
  return {
    id: `L${script.session.slice(-14)}`,
    sessionId: script.sessionId,
    telephonySessionId: `s-${script.session}`,
    startTime: begun.toISOString(),
    duration: Math.round((script.clock - begun.getTime()) / 1000),
    direction: inbound ? 'Inbound' : 'Outbound',
    result: results[plan.outcome ?? 'answered'],
    from: inbound ? far : near,
    to: inbound ? near : far,
    extensionId: user.id,
    ...(script.recordingId === undefined ? {} : { recordingId: script.recordingId }),
    legs: script.legs.map((leg, index) => ({ ...leg, ...(index === 0 ? { master: true } : {}) })),
    lastModifiedTime: new Date(script.clock + 20_000).toISOString(),
    version: account.next(),
  };
}

function shortEnd(extension: Extension): End {
  return {
    extensionNumber: extension.extensionNumber,
    extensionId: String(extension.id),
    name: extension.name,
  };
}
