/** What the webhooks of Dialpad's stand-in say about a text or a fax. */
import type { DialpadTargetFact, Payload } from './dialpad-events.ts';

export interface PlacedText {
  direction: 'inbound' | 'outbound';
  external: string;
  target: DialpadTargetFact;
  text: string;
  mmsUrl?: string;
  sentAt: Date;
}

/** The message's events: one when it comes in, three while it goes out. */
export function makeText(text: PlacedText, id: number, withContent: boolean): Payload[] {
  const inbound = text.direction === 'inbound';
  const { target } = text;
  const base: Payload = {
    id,
    direction: text.direction,
    is_internal: false,
    from_number: inbound ? text.external : target.phone,
    to_number: [inbound ? target.phone : text.external],
    contact: { id: 5_914_000_000_000_001, name: text.external, phone_number: text.external },
    target: { id: Number(target.id), name: target.name, phone_number: target.phone, type: target.type },
    sender_id: inbound ? null : Number(target.id),
    mms: text.mmsUrl !== undefined,
    mms_url: text.mmsUrl ?? null,
    created_date: text.sentAt.getTime(),
    ...(withContent ? { text: text.text, text_content: text.text } : {}),
  };
  const state = (status: string, result: string | null, after: number) => ({
    ...base,
    message_status: status,
    message_delivery_result: result,
    event_timestamp: text.sentAt.getTime() + after,
  });
  if (inbound) return [state('pending', null, 400)];
  return [state('pending', null, 200), state('success', null, 900), state('success', 'accepted', 2500)];
}

export interface PlacedFax {
  direction: 'inbound' | 'outbound';
  external: string;
  target: DialpadTargetFact;
  pages: number;
  url: string;
  sentAt: Date;
}

/** The form of the event is not published: it is the fax resource. */
export function makeFax(fax: PlacedFax, id: string): Payload {
  const inbound = fax.direction === 'inbound';
  return {
    id,
    direction: fax.direction,
    fax_status: 'success',
    fax_url: fax.url,
    from_number: inbound ? fax.external : fax.target.phone,
    to_number: inbound ? fax.target.phone : fax.external,
    fax_transaction: { is_billed: false, num_pages: String(fax.pages) },
    contact_id: '5092000000000001',
    created_date: fax.sentAt.toISOString().replace(/\.\d+Z$/, '+00:00'),
    sender_id: inbound ? null : fax.target.id,
    user_id: fax.target.id,
  };
}
