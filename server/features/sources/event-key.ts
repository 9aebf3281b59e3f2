import { createHash } from 'node:crypto';
import type { HookRequest, PhoneSystem } from '../../vendors/ports.ts';

/**
 * Identity of a delivery within its source: the vendor's own id where it gives one, else the hash of the body, so that
 * a second delivery of the same thing changes nothing.
 */
export function eventKeyOf(vendor: Pick<PhoneSystem, 'eventId'>, request: HookRequest): string {
  let id: string | null = null;
  try {
    id = vendor.eventId(request);
  } catch {
    // A body that cannot be read has no id; its hash is its identity, and reading it later names the trouble.
    id = null;
  }
  if (id === null || id === '') return `sha256:${createHash('sha256').update(request.rawBody).digest('hex')}`;
  return keyOf('id', id);
}

/** Identity of an item that a poll found. */
export function itemKeyOf(id: string): string {
  return keyOf('item', id);
}

/** PostgreSQL text holds no NUL, and an index entry must stay small. */
function keyOf(kind: string, id: string): string {
  const plain = id.length <= 200 && !id.includes('\0') && id.isWellFormed();
  return plain ? `${kind}:${id}` : `${kind}hash:${createHash('sha256').update(id).digest('hex')}`;
}
