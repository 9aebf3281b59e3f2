/** What comes to a webhook's address: the handshake, and changes. Pure. */
import { parseVendorJson } from '../kit/json.ts';
import type { ChangeHint, HookRequest, PracticeEvent, PracticeSignature, PracticeSystem } from '../ports.ts';
import * as wire from './wire.ts';

/** Hex is not in Clio's words but in what Clio sends. */
export const signature: PracticeSignature = {
  scheme: 'hmac_sha256',
  header: 'x-hook-signature',
  prefix: '',
  message: ({ rawBody }) => rawBody,
};

/** Answered by giving the secret back; it comes before Clio has told us the webhook's id in an answer. */
export const handshake: NonNullable<PracticeSystem['handshake']> = (request) => {
  const value = request.headers['x-hook-secret'];
  if (value === undefined || value === '' || request.headers['x-hook-signature'] !== undefined) return null;
  const named = wire.greeting.safeParse(parsed(request));
  return {
    status: 200,
    headers: { 'x-hook-secret': value, 'content-type': 'application/json' },
    body: '{}',
    ...(named.success ? { secret: { id: named.data.data.webhook_id, value } } : {}),
  };
};

export function readEvent(request: HookRequest): PracticeEvent {
  const read = wire.delivery.safeParse(parsed(request));
  if (!read.success) return { outcome: 'unreadable', detail: 'Not one of Clio’s webhook bodies' };
  const { data, meta } = read.data;
  const kind = kindOf(request.url, data);
  if (kind === null) return { outcome: 'ignored', eventType: meta.event };
  return {
    outcome: 'hints',
    eventType: `${kind}.${meta.event}`,
    hints: [{ kind, externalId: data.id }],
  };
}

/** The address says it (see `hookUrlOf`); without that, fields that only one kind has. */
function kindOf(url: string, data: Readonly<Record<string, unknown>>): ChangeHint['kind'] | null {
  const model = URL.canParse(url) ? new URL(url).searchParams.get('model') : null;
  if (model === 'contact' || model === 'matter') return model;
  if ('display_number' in data) return 'matter';
  return 'phone_numbers' in data ? 'contact' : null;
}

function parsed({ rawBody }: HookRequest): unknown {
  try {
    return parseVendorJson(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}
