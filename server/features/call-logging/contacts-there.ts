/** Contacts, and the activity code, that must exist at a practice system before a record can name them. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type NewWrite, reopenWrite } from '../destinations/index.ts';
import { defaultActivityCode } from './plan.ts';

export interface WantedContact {
  connectionId: string;
  contactId: string;
  type: 'person' | 'company';
  name: string;
  /** Null for a stand-in. */
  e164: string | null;
}

const keyOf = ({ connectionId, contactId }: { connectionId: string; contactId: string }) =>
  `${connectionId} ${contactId}`;

/**
 * Plans to make each contact where it is not yet, once: the contact's reference at a connection is unique. Answers the
 * writes to wait for, by "connection contact".
 */
export async function ensureContactsThere(
  tx: Tx,
  firm: { firmId: string; country: string },
  wanted: readonly WantedContact[],
  writes: NewWrite[],
): Promise<Map<string, string>> {
  const each = [...new Map(wanted.map((one) => [keyOf(one), one])).values()];
  if (each.length === 0) return new Map();
  const ids = each.map(({ contactId }) => contactId);
  const links = await sql<{ connection_id: string; local_id: string }>`
    select connection_id, local_id from external_links
    where firm_id = ${firm.firmId} and kind = 'contact' and local_id = any(${ids}::uuid[]) and removed_at is null`.execute(
    tx,
  );
  const known = await sql<{ id: string; connection_id: string; contact_id: string; state: string }>`
    select id, connection_id, contact_id, state from destination_writes
    where firm_id = ${firm.firmId} and contact_id = any(${ids}::uuid[]) and action = 'create' and state <> 'cancelled'`.execute(
    tx,
  );
  const there = new Set(links.rows.map((row) => `${row.connection_id} ${row.local_id}`));
  const open = new Map(known.rows.map((row) => [`${row.connection_id} ${row.contact_id}`, row]));
  const forerunners = new Map<string, string>();
  for (const one of each) {
    const key = keyOf(one);
    if (there.has(key)) continue;
    const before = open.get(key);
    if (before) {
      if (before.state === 'failed') await reopenWrite(tx, firm.firmId, before.id);
      if (before.state !== 'done') forerunners.set(key, before.id);
      continue;
    }
    const id = newId();
    forerunners.set(key, id);
    writes.push({
      id,
      connectionId: one.connectionId,
      logEntryId: null,
      contactId: one.contactId,
      matterId: null,
      action: 'create',
      reference: `contact-${one.contactId}`,
      record: { record: 'contact', type: one.type, name: one.name, e164: one.e164, country: firm.country },
      targetId: null,
      afterId: null,
      priority: 1,
      extra: null,
    });
  }
  return forerunners;
}

/**
 * Plans to make the activity code where it is missing. It is found by its label, so that one that was renamed there is
 * made anew; the write that makes it, or null where it is there.
 */
export async function ensureCodeThere(
  tx: Tx,
  firmId: string,
  connectionId: string,
  writes: NewWrite[],
): Promise<string | null> {
  const label = defaultActivityCode;
  const { rows } = await sql<{ id: string | null }>`
    select null::uuid as id from external_links l
      join activity_codes c on c.firm_id = ${firmId} and c.id = l.local_id and c.label = ${label}
    where l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind = 'activity_code' and l.removed_at is null
    union all
    select id from destination_writes
    where firm_id = ${firmId} and connection_id = ${connectionId} and record_kind = 'activity_code'
      and state in ('waiting', 'sending', 'unknown', 'confirming')
    limit 1`.execute(tx);
  const [known] = rows;
  if (known) return known.id;
  const id = newId();
  writes.push({
    id,
    connectionId,
    logEntryId: null,
    contactId: null,
    matterId: null,
    action: 'create',
    reference: `code-${id}`,
    record: { record: 'activity_code', label, description: 'Calls and texts, logged automatically' },
    targetId: null,
    afterId: null,
    priority: 1,
    extra: null,
  });
  return id;
}
