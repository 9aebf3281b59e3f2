import type { Account, End, Extension, LogRecord, StoredMessage } from './account.ts';
import type { StoredSubscription } from './webhooks.ts';

/** How the simulated account's things look on the wire: ids are numbers over REST and text in events. */
export interface Addresses {
  api(path: string): string;
  media(path: string): string;
}

export function viewExtension(addresses: Addresses, extension: Extension) {
  const [firstName = extension.name, ...rest] = extension.name.split(' ');
  return {
    id: extension.id,
    uri: addresses.api(`/account/~/extension/${extension.id}`),
    extensionNumber: extension.extensionNumber,
    name: extension.name,
    type: extension.type,
    status: extension.status,
    contact: {
      firstName,
      ...(rest.length === 0 ? {} : { lastName: rest.join(' ') }),
      ...(extension.email === undefined ? {} : { email: extension.email }),
    },
    hidden: false,
  };
}

export function viewDirectNumber(extension: Extension) {
  return {
    ...numberKind,
    id: extension.id + 1,
    phoneNumber: extension.number,
    usageType: 'DirectNumber',
    extension: { id: extension.id, extensionNumber: extension.extensionNumber },
  };
}

export function viewMainNumber(account: Account) {
  return {
    ...numberKind,
    id: account.accountId + 1,
    phoneNumber: account.mainNumber,
    usageType: 'MainCompanyNumber',
  };
}

const numberKind = { paymentType: 'Local', type: 'VoiceFax', status: 'Normal' };

/** Devices show in events only. */
function viewEnd({ deviceId, ...end }: End) {
  return deviceId === undefined ? end : { ...end, device: { id: deviceId } };
}

export function viewRecord(addresses: Addresses, record: LogRecord, detailed: boolean) {
  const kept = {
    id: record.id,
    uri: addresses.api(`/account/~/call-log/${record.id}?view=${detailed ? 'Detailed' : 'Simple'}`),
    sessionId: record.sessionId,
    telephonySessionId: record.telephonySessionId,
    startTime: record.startTime,
    duration: record.duration,
    type: 'Voice',
    internalType: 'LocalNumber',
    direction: record.direction,
    action: record.direction === 'Inbound' ? 'Phone Call' : 'VoIP Call',
    result: record.result,
    transport: 'PSTN',
    from: viewEnd(record.from),
    to: viewEnd(record.to),
    ...(record.recordingId === undefined
      ? {}
      : { recording: viewRecordingLink(addresses, record.recordingId) }),
    ...(record.message === undefined
      ? {}
      : {
          message: { ...record.message, uri: addresses.api(`/account/~/message-store/${record.message.id}`) },
        }),
  };
  if (!detailed) return kept;
  return {
    ...kept,
    lastModifiedTime: record.lastModifiedTime,
    billing: { costIncluded: 0, costPurchased: 0 },
    ...(record.extensionId === undefined
      ? {}
      : { extension: viewExtensionLink(addresses, record.extensionId) }),
    legs: record.legs.map(({ extensionId, from, to, ...leg }) => ({
      ...leg,
      type: 'Voice',
      action: 'Phone Call',
      transport: 'PSTN',
      from: viewEnd(from),
      to: viewEnd(to),
      extension: viewExtensionLink(addresses, extensionId),
    })),
  };
}

function viewExtensionLink(addresses: Addresses, id: number) {
  return { id, uri: addresses.api(`/account/~/extension/${id}`) };
}

function viewRecordingLink(addresses: Addresses, id: string) {
  return {
    id,
    type: 'Automatic',
    uri: addresses.api(`/account/~/recording/${id}`),
    contentUri: addresses.media(`/account/~/recording/${id}/content`),
  };
}

export function viewMessage(addresses: Addresses, message: StoredMessage) {
  const path = `/account/~/extension/${message.extensionId}/message-store/${message.id}`;
  const { version: _version, attachments, conversationId, extensionId, ...kept } = message;
  return {
    ...kept,
    uri: addresses.api(path),
    extensionId: String(extensionId),
    availability: 'Alive',
    readStatus: 'Unread',
    priority: 'Normal',
    conversationId,
    conversation: { id: String(conversationId), uri: addresses.api(`/conversation/${conversationId}`) },
    attachments: attachments.map(({ content, ...attachment }) => ({
      ...attachment,
      size: content.length,
      uri: addresses.media(`${path}/content/${attachment.id}`),
    })),
  };
}

/** The message as an event carries it: ids as text, no conversationId number, and the text attachment has no uri. */
export function viewMessageEvent(account: Account, addresses: Addresses, message: StoredMessage) {
  const { conversationId: _number, extensionId, id, attachments, ...kept } = viewMessage(addresses, message);
  const owner = account.extensions.find((extension) => extension.id === message.extensionId);
  return {
    ...kept,
    id: String(id),
    attachments: attachments.map(({ uri, ...attachment }) => ({
      ...attachment,
      id: String(attachment.id),
      ...(attachment.type === 'Text' ? {} : { uri }),
    })),
    eventType: 'Create',
    owner: { extensionId, extensionType: 'User', name: owner?.name },
  };
}

export function viewSubscription(addresses: Addresses, subscription: StoredSubscription, now: Date) {
  return {
    id: subscription.id,
    uri: addresses.api(`/subscription/${subscription.id}`),
    eventFilters: subscription.eventFilters,
    ...(subscription.disabledFilters.length === 0 ? {} : { disabledFilters: subscription.disabledFilters }),
    status: subscription.status,
    creationTime: subscription.createdAt.toISOString(),
    expirationTime: subscription.expiresAt.toISOString(),
    expiresIn: Math.max(0, Math.floor((subscription.expiresAt.getTime() - now.getTime()) / 1000)),
    deliveryMode: { transportType: 'WebHook', address: subscription.address, encryption: false },
    ...(subscription.blacklistedAt === undefined
      ? {}
      : {
          blacklistedData: {
            blacklistedAt: subscription.blacklistedAt.toISOString(),
            reason: 'Webhook responses are too slow or wrong',
          },
        }),
  };
}
