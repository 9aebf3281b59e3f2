/** What comes to the webhook's address, which people set up by hand. Pure. */
import { z } from 'zod';
import { parseVendorJson } from '../kit/json.ts';
import type { ChangeHint, HookRequest, PracticeEvent, PracticeSignature } from '../ports.ts';
import { contactId } from './ids.ts';
import * as wire from './wire.ts';

const timestampHeader = 'x-lawmatics-timestamp';

export const signature: PracticeSignature = {
  scheme: 'hmac_sha256',
  header: 'x-lawmatics-signature',
  prefix: 'sha256=',
  message({ headers, rawBody }) {
    const timestamp = headers[timestampHeader];
    return timestamp === undefined ? null : Buffer.concat([Buffer.from(`${timestamp}.`), rawBody]);
  },
  sentAt({ headers }) {
    const timestamp = headers[timestampHeader] ?? '';
    return /^\d{1,11}$/.test(timestamp) ? new Date(Number(timestamp) * 1000) : null;
  },
  toleranceSeconds: 300,
};

const id = z
  .union([z.int().positive(), z.string().regex(/^\d+$/)])
  .transform(String)
  .optional()
  .catch(undefined);
const inside = z.looseObject({ id, type: z.string().optional().catch(undefined) });
const nested = inside.optional().catch(undefined);

/** The places where ids could stand; the shape of `data` is not published. */
const places = inside.extend({
  contact_id: id,
  merged_contact_id: id,
  matter_id: id,
  prospect_id: id,
  contact: nested,
  matter: nested,
  prospect: nested,
});

/** Events about the matter itself; the `id` of others may be a note's or a task's. */
const ofTheMatter = /^matter\.(created|updated|converted|status_changed)$/;

export function readEvent(request: HookRequest): PracticeEvent {
  const read = wire.delivery.safeParse(parsed(request));
  if (!read.success) return { outcome: 'unreadable', detail: 'Not one of Lawmatics’ webhook bodies' };
  const { event_type: eventType, data } = read.data;
  const hints = /^(contact|matter)\./.test(eventType) ? hintsOf(eventType, data) : [];
  return hints.length === 0 ? { outcome: 'ignored', eventType } : { outcome: 'hints', eventType, hints };
}

function hintsOf(eventType: string, data: unknown): ChangeHint[] {
  const read = places.safeParse(data ?? {});
  if (!read.success) return [];
  const found = read.data;
  const is = (...types: string[]) => found.type === undefined || types.includes(found.type.toLowerCase());
  const contacts = [
    found.contact_id,
    found.merged_contact_id,
    found.contact?.id,
    eventType.startsWith('contact.') && is('contact') ? found.id : undefined,
  ];
  const matters = [
    found.matter_id,
    found.prospect_id,
    found.matter?.id,
    found.prospect?.id,
    ofTheMatter.test(eventType) && is('matter', 'prospect') ? found.id : undefined,
  ];
  const hint = (kind: ChangeHint['kind'], ids: readonly (string | undefined)[]) =>
    [...new Set(ids.filter((each) => each !== undefined))].map((externalId) => ({ kind, externalId }));
  return [
    ...hint('contact', contacts).map((each) => ({
      ...each,
      externalId: contactId('contact', each.externalId),
    })),
    ...hint('matter', matters),
  ];
}

function parsed({ rawBody }: HookRequest): unknown {
  try {
    return parseVendorJson(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}
