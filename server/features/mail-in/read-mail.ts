/** A mail as its consumers get it, out of the bytes that came (RFC 5322). */
import PostalMime, { type Address } from 'postal-mime';
import { decideSender, type SenderVerdict } from './authentication-results.ts';
import { type AutomaticReason, automaticReason } from './automatic.ts';
import { htmlText } from './html-text.ts';

export interface MailPart {
  contentType: string;
  fileName: string | null;
  /** Of a calendar part: the `method` of its MIME header, in capitals. */
  method: string | null;
  content: Uint8Array;
}

export interface IncomingMail {
  id: string;
  firmId: string;
  receivedAt: Date;
  /** The one address in From, in lower case; '' when there is none or more than one. */
  sender: string;
  senderName: string;
  /** Whether the sender is who it says. */
  verdict: SenderVerdict;
  to: readonly string[];
  subject: string;
  /** The plain text; of a mail that is HTML only, what it says. */
  text: string;
  messageId: string | null;
  inReplyTo: string | null;
  references: readonly string[];
  /** By what one sees that no person wrote it: an out-of-office note, a list or another program (RFC 3834). */
  automatic: AutomaticReason | null;
  parts: readonly MailPart[];
}

/** Throws for what is no mail. */
export async function readMail(
  raw: Uint8Array,
  about: { id: string; firmId: string; receivedAt: Date; authservId: string },
): Promise<IncomingMail> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
  const values = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
  const froms = addressesOf(mail.from ? [mail.from] : []);
  // The parser keeps the last From of several: only one that stands alone says who wrote.
  const from = values('from').length === 1 ? froms : [];
  if (mail.headers.length === 0) throw new Error('no headers');
  return {
    id: about.id,
    firmId: about.firmId,
    receivedAt: about.receivedAt,
    sender: from.length === 1 ? (from[0] ?? '') : '',
    senderName: mail.from?.name ?? '',
    verdict: decideSender(values('authentication-results'), about.authservId, from),
    to: addressesOf([...(mail.to ?? []), ...(mail.cc ?? [])]),
    subject: mail.subject ?? '',
    text: mail.text ?? htmlText(mail.html ?? ''),
    messageId: mail.messageId ?? null,
    inReplyTo: mail.inReplyTo ?? null,
    references: (mail.references ?? '').split(/\s+/).filter((one) => one !== ''),
    automatic: automaticReason(values),
    parts: mail.attachments.map((part) => ({
      contentType: part.mimeType,
      fileName: part.filename,
      method: part.method ?? null,
      content: bytesOf(part.content),
    })),
  };
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

function addressesOf(addresses: readonly Address[]): string[] {
  return addresses.flatMap((one) =>
    one.group ? addressesOf(one.group) : one.address ? [one.address.toLowerCase()] : [],
  );
}
