import { type Account, type Attachment, getExtension, ownEnd, type StoredMessage } from './account.ts';
import { makePdf, makeWav, tinyPng } from './media.ts';

export interface TextPlan {
  direction: 'inbound' | 'outbound';
  /** Extension id of the user. */
  user: number;
  number: string;
  name?: string;
  text: string;
  /** Further numbers of a group message. */
  others?: string[];
  /** With a picture (a PNG, or a tiny one of ours), which makes it an MMS. */
  picture?: boolean | Buffer;
  status?: string;
}

export interface FaxPlan {
  direction: 'inbound' | 'outbound';
  user: number;
  number: string;
  pages?: number;
  /** The document itself, a PDF; else one with a line of text a page. */
  document?: Buffer;
  status?: string;
}

export interface VoicemailPlan {
  user: number;
  number?: string;
  name?: string;
  seconds?: number;
  transcript?: string;
  /** The recording itself, a WAV; else a tone. */
  sound?: Buffer;
}

export function composeText(account: Account, plan: TextPlan, now: Date): StoredMessage {
  const id = account.next();
  const text: Attachment = { id, type: 'Text', contentType: 'text/plain', content: Buffer.from(plan.text) };
  const picture: Attachment = {
    id: account.next(),
    type: 'MmsAttachment',
    contentType: 'image/png',
    content: Buffer.isBuffer(plan.picture) ? plan.picture : tinyPng,
  };
  return {
    ...base(account, id, now),
    ...ends(account, plan),
    type: 'SMS',
    subject: plan.text,
    messageStatus: plan.status ?? (plan.direction === 'inbound' ? 'Received' : 'Sent'),
    attachments: plan.picture ? [text, picture] : [text],
  };
}

export function composeFax(account: Account, plan: FaxPlan, now: Date): StoredMessage {
  const id = account.next();
  const pages = plan.pages ?? 1;
  const content = plan.document ?? makePdf(pages, `Fax ${id} ${plan.direction} ${plan.number}`);
  return {
    ...base(account, id, now),
    ...ends(account, plan),
    type: 'Fax',
    messageStatus: plan.status ?? (plan.direction === 'inbound' ? 'Received' : 'Sent'),
    faxPageCount: pages,
    attachments: [{ id, type: 'RenderedDocument', contentType: 'application/pdf', content }],
  };
}

export function composeVoicemail(account: Account, plan: VoicemailPlan, now: Date): StoredMessage {
  const id = account.next();
  const seconds = plan.seconds ?? 15;
  const sound: Attachment = {
    id,
    type: 'AudioRecording',
    contentType: 'audio/x-wav',
    content: plan.sound ?? makeWav(Math.min(seconds, 3)),
    vmDuration: seconds,
  };
  const attachments = [sound];
  if (plan.transcript !== undefined) {
    const content = Buffer.from(plan.transcript);
    attachments.push({ id: account.next(), type: 'AudioTranscription', contentType: 'text/plain', content });
  }
  const user = getExtension(account, plan.user);
  return {
    ...base(account, id, now),
    extensionId: user.id,
    type: 'VoiceMail',
    direction: 'Inbound',
    from: {
      ...(plan.number === undefined ? {} : { phoneNumber: plan.number }),
      ...(plan.name === undefined ? {} : { name: plan.name }),
    },
    to: [{ name: user.name }],
    messageStatus: 'Received',
    vmTranscriptionStatus: plan.transcript === undefined ? 'NotAvailable' : 'Completed',
    attachments,
  };
}

function base(account: Account, id: number, now: Date) {
  return {
    id,
    creationTime: now.toISOString(),
    lastModifiedTime: now.toISOString(),
    conversationId: 8_031_152_018_338_900_000n + BigInt(id),
    version: account.next(),
  };
}

function ends(account: Account, plan: Pick<TextPlan, 'direction' | 'user' | 'number' | 'name' | 'others'>) {
  const user = getExtension(account, plan.user);
  const own = ownEnd(account, user);
  const far = { phoneNumber: plan.number, ...(plan.name === undefined ? {} : { name: plan.name }) };
  const others = (plan.others ?? []).map((phoneNumber) => ({ phoneNumber }));
  return plan.direction === 'inbound'
    ? { extensionId: user.id, direction: 'Inbound' as const, from: far, to: [own, ...others] }
    : { extensionId: user.id, direction: 'Outbound' as const, from: own, to: [far, ...others] };
}
