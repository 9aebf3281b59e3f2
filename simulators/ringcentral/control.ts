import type { Account, Extension, StoredMessage } from './account.ts';
import type { CallPlan, PartyEvent } from './call-plan.ts';
import { type SimulatedCall, simulateCall } from './calls.ts';
import type { Gate } from './gate.ts';
import { makeWav } from './media.ts';
import {
  composeFax,
  composeText,
  composeVoicemail,
  type FaxPlan,
  type TextPlan,
  type VoicemailPlan,
} from './messages.ts';
import type { TokenOffice } from './oauth.ts';
import { type Addresses, viewMessageEvent } from './views.ts';
import type { Delivery, Postman, StoredSubscription } from './webhooks.ts';

/** How a test or the demo makes things happen at the phone system, and makes them go wrong. */
export interface Control {
  /** Plays a whole call: its events are delivered, one after the other, and its record is in the log. */
  placeCall(
    plan: CallPlan,
  ): Promise<{ telephonySessionId: string; recordId: string; recordingId: string | null }>;
  sendSms(plan: TextPlan): Promise<{ messageId: string }>;
  sendFax(plan: FaxPlan): Promise<{ messageId: string }>;
  /** A call that ends in the user's voicemail, with the message. */
  leaveVoicemail(plan: VoicemailPlan): Promise<{ telephonySessionId: string; messageId: string }>;
  /** A later state of a text, as carriers report it. */
  setMessageStatus(messageId: string, status: string): Promise<void>;
  putExtension(extension: Extension): Promise<void>;
  webhooks: Pick<Postman, 'drop' | 'duplicate' | 'delay' | 'reorder' | 'release' | 'blacklist'>;
  /** The next API requests are answered with this status. */
  failNext(count: number, status?: number): void;
  /** The next API requests are answered with 429 and this Retry-After. */
  limitNext(count: number, retryAfterSeconds: number): void;
  expireAccessTokens(): void;
  revokeRefreshTokens(): void;
  /** Old sync tokens are answered with MSG-333 from now on. */
  expireSyncTokens(): void;
  /** Filters that match are refused from now on (disabledFilters). */
  denyFilters(pattern: RegExp): void;
  /** Messages of this extension cannot be read. */
  closeBox(extensionId: number): void;
  tokensGiven(): Readonly<TokenOffice['given']>;
  subscriptions(): StoredSubscription[];
  deliveries(): readonly Delivery[];
  requests(): readonly string[];
  /** Differences from the vendor's description, of our requests and of the simulator's own answers. */
  violations(): readonly string[];
}

interface Parts {
  account: Account;
  addresses: Addresses;
  gate: Gate;
  tokens: TokenOffice;
  postman: Postman;
  now(): Date;
  closedBoxes: Set<number>;
  denied: RegExp[];
}

export function createControl(parts: Parts): { control: Control; oldestSyncToken(): number } {
  const { account, gate, tokens, postman } = parts;
  let oldest = 0;
  const control: Control = {
    async placeCall(plan) {
      const call = simulateCall(account, plan, parts.now());
      return finishCall(parts, plan, call);
    },
    sendSms: (plan) => storeMessage(parts, composeText(account, plan, parts.now())),
    sendFax: (plan) => storeMessage(parts, composeFax(account, plan, parts.now())),
    leaveVoicemail: (plan) => leaveVoicemail(parts, plan),
    async setMessageStatus(messageId, status) {
      const message = account.messages.find((each) => String(each.id) === messageId);
      if (message === undefined) throw new Error(`The simulated account has no message ${messageId}`);
      message.messageStatus = status;
      message.lastModifiedTime = new Date(
        Math.max(parts.now().getTime(), Date.parse(message.lastModifiedTime) + 1),
      ).toISOString();
      message.version = account.next();
      await announceChange(parts, message, { newCount: 0, updatedCount: 1 });
    },
    async putExtension(extension) {
      const others = account.extensions.filter((each) => each.id !== extension.id);
      account.extensions = [...others, { ...extension }];
      const changes = [{ extensionId: String(extension.id), eventType: 'Update', hints: ['ExtensionInfo'] }];
      await announce(parts, '/extension', /\/account\/[^/]+\/extension$/, { extensions: changes });
    },
    webhooks: postman,
    failNext: (count, status = 503) => gate.failNext(count, status),
    limitNext: gate.limitNext,
    expireAccessTokens: tokens.expireAccess,
    revokeRefreshTokens: tokens.revokeRefresh,
    expireSyncTokens() {
      oldest = account.next();
    },
    denyFilters: (pattern) => void parts.denied.push(pattern),
    closeBox: (extensionId) => void parts.closedBoxes.add(extensionId),
    tokensGiven: () => ({ ...tokens.given }),
    subscriptions: () => [...postman.subscriptions.values()],
    deliveries: () => postman.deliveries,
    requests: () => gate.requests,
    violations: () => gate.violations,
  };
  return { control, oldestSyncToken: () => oldest };
}

async function finishCall(parts: Parts, plan: CallPlan, { events, record }: SimulatedCall) {
  const { account } = parts;
  if (record.recordingId !== undefined) {
    const seconds = plan.talkSeconds ?? 60;
    account.recordings.set(record.recordingId, {
      seconds,
      content: plan.sound ?? makeWav(Math.min(seconds, 3)),
    });
  }
  account.log.push(record);
  for (const { extensionId, at, body } of events) {
    const path =
      extensionId === null ? '/telephony/sessions' : `/extension/${extensionId}/telephony/sessions`;
    const heard =
      extensionId === null
        ? /\/account\/[^/]+\/telephony\/sessions$/
        : new RegExp(`/account/[^/]+(/extension/${extensionId})?/telephony/sessions$`);
    await announce(parts, path, heard, body, at, (filter) => narrowCall(filter, body));
  }
  return {
    telephonySessionId: record.telephonySessionId,
    recordId: record.id,
    recordingId: record.recordingId ?? null,
  };
}

/** `withRecordings=true` tells of recorded parties only, and is the only way to hear of recordings. */
function narrowCall(filter: string, body: PartyEvent['body']): PartyEvent['body'] | undefined {
  if (filter.includes('withRecordings=true')) {
    return body.parties.some((party) => party.recordings !== undefined) ? body : undefined;
  }
  return { ...body, parties: body.parties.map(({ recordings: _recordings, ...party }) => party) };
}

async function leaveVoicemail(parts: Parts, plan: VoicemailPlan) {
  const { account } = parts;
  const call: CallPlan = {
    direction: 'inbound',
    user: plan.user,
    outcome: 'voicemail',
    voicemailSeconds: plan.seconds ?? 15,
    far: {
      ...(plan.number === undefined ? {} : { number: plan.number }),
      ...(plan.name === undefined ? {} : { name: plan.name }),
    },
  };
  const simulated = simulateCall(account, call, parts.now());
  const message = composeVoicemail(account, plan, parts.now());
  simulated.record.message = { id: String(message.id), type: 'VoiceMail' };
  const { telephonySessionId } = await finishCall(parts, call, simulated);
  const { messageId } = await storeMessage(parts, message);
  return { telephonySessionId, messageId };
}

async function storeMessage(parts: Parts, message: StoredMessage): Promise<{ messageId: string }> {
  parts.account.messages.push(message);
  await announceChange(parts, message, { newCount: 1, updatedCount: 0 });
  const box = `/extension/${message.extensionId}`;
  const kinds = { SMS: '/message-store/instant', Fax: '/fax', VoiceMail: '/voicemail' };
  // What is sent reaches the plain message-store filter only.
  if (message.direction === 'Inbound') {
    const path = `${box}${kinds[message.type]}`;
    const body = viewMessageEvent(parts.account, parts.addresses, message);
    await announce(parts, path, new RegExp(`/account/[^/]+${path}$`), body);
  }
  return { messageId: String(message.id) };
}

async function announceChange(
  parts: Parts,
  message: StoredMessage,
  counts: Record<string, number>,
): Promise<void> {
  const path = `/extension/${message.extensionId}/message-store`;
  await announce(parts, path, new RegExp(`/account/[^/]+${path}$`), {
    extensionId: message.extensionId,
    lastUpdated: parts.now().toISOString().replace('Z', '+0000'),
    changes: [{ type: message.type, ...counts }],
  });
}

/** Tells all subscriptions with a filter whose path matches; what it hears is `body`, or what `narrow` makes of it. */
function announce(
  parts: Parts,
  path: string,
  heard: RegExp,
  body: unknown,
  at = parts.now(),
  narrow: (filter: string) => unknown = () => body,
): Promise<void> {
  return parts.postman.announce({
    path: `/restapi/v1.0/account/${parts.account.accountId}${path}`,
    bodyFor: (filter) => (heard.test(filter.split('?', 1)[0] ?? '') ? narrow(filter) : undefined),
    ownerId: String(parts.account.extensions[0]?.id ?? 0),
    timestamp: at,
  });
}
