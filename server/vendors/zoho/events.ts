/** What comes to the address of a channel. Pure. */
import { parseVendorJson } from '../kit/json.ts';
import type { ChangeHint, HookRequest, PracticeEvent, PracticeSignature } from '../ports.ts';
import { contactId, contactModules } from './map.ts';
import * as wire from './wire.ts';

/** Nothing is signed: the channel's token comes back in the body. What it says is only a reason to look. */
export const signature: PracticeSignature = { scheme: 'body_token', field: 'token' };

export function readEvent({ rawBody }: HookRequest): PracticeEvent {
  const read = wire.notification.safeParse(parsed(rawBody));
  if (!read.success) return { outcome: 'unreadable', detail: 'Not one of Zoho’s notifications' };
  const { module, operation, ids } = read.data;
  const eventType = `${module}.${operation}`;
  const hints = ids.flatMap((id) => hintOf(module, id) ?? []);
  return hints.length === 0 ? { outcome: 'ignored', eventType } : { outcome: 'hints', eventType, hints };
}

function hintOf(module: string, id: string): ChangeHint | null {
  if (!/^\d+$/.test(id)) return null;
  if (module === 'Deals') return { kind: 'matter', externalId: id };
  const known = contactModules.find((each) => each === module);
  return known === undefined ? null : { kind: 'contact', externalId: contactId(known, id) };
}

function parsed(body: Buffer): unknown {
  try {
    return parseVendorJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
