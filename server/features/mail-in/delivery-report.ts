/** Reads what a mail server says of a mail that it could not deliver (RFC 3464). Pure; never throws. */
import type { IncomingMail } from './read-mail.ts';

export interface FailedDelivery {
  /** The address that refused, in lower case. */
  recipient: string;
  /** Nobody has this mailbox; a mail that was too large or came too often is another matter. */
  noMailbox: boolean;
  /** RFC 3463: "5.1.1". */
  status: string;
}

export interface DeliveryReport {
  /** Of the mail that it is about; null: it does not say. */
  messageId: string | null;
  failed: readonly FailedDelivery[];
}

/** Mailboxes that are not there, are closed, or whose domain takes no mail: https://www.rfc-editor.org/rfc/rfc3463 */
const noMailboxStatus = /^5\.(?:1\.\d+|2\.1|4\.4)$/;
const maxChars = 256 * 1024;

/** Null for whatever is no report of a delivery. */
export function readDeliveryReport({ parts }: Pick<IncomingMail, 'parts'>): DeliveryReport | null {
  const status = parts.find(({ contentType }) => contentType === 'message/delivery-status');
  if (!status) return null;
  const groups = textOf(status.content)
    .split(/\n\s*\n/)
    .map(fieldsOf);
  const original = parts.find(({ contentType }) =>
    /^(?:message\/rfc822|text\/rfc822-headers)$/.test(contentType),
  );
  const head = original ? (textOf(original.content).split(/\n\s*\n/, 1)[0] ?? '') : '';
  return {
    messageId: fieldsOf(head).get('message-id')?.trim() ?? null,
    failed: groups.flatMap((fields) => failureOf(fields) ?? []),
  };
}

function failureOf(fields: ReadonlyMap<string, string>): FailedDelivery | null {
  if (fields.get('action')?.trim().toLowerCase() !== 'failed') return null;
  const recipient = addressOf(fields.get('original-recipient') ?? fields.get('final-recipient') ?? '');
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '';
  return recipient === '' ? null : { recipient, status, noMailbox: noMailboxStatus.test(status) };
}

/** "rfc822; jane@example.com" */
function addressOf(value: string): string {
  const address = value
    .slice(value.indexOf(';') + 1)
    .trim()
    .toLowerCase();
  return address.replace(/^<(.*)>$/, '$1');
}

function textOf(content: Uint8Array): string {
  return new TextDecoder().decode(content).slice(0, maxChars).replaceAll('\r\n', '\n');
}

/** Fields by their names in lower case, unfolded; of several the first. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}
