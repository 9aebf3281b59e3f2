/** What the ids in entries are called now, as far as the reader sees them. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

/** Tables whose rows entries name, and what a row `r` is called. Each has the key (firm_id, id). */
const named: Readonly<Record<string, string>> = {
  staff_members: `r.first_name || ' ' || r.last_name`,
  contacts: 'r.display_name',
  matters: 'r.title',
  conversations: 'r.title',
  tasks: 'r.subject',
  memos: 'r.subject',
  fees: 'r.subject',
  documents: 'r.name',
  attachments: 'r.name',
  uploads: 'r.name',
  leads: 'r.title',
  referrers: 'r.name',
  fee_scales: 'r.name',
  sources: 'r.name',
  connections: 'r.name',
  api_tokens: 'r.name',
  matter_events: 'r.title',
  to_dos: 'r.title',
};

/** Id → name. Rows that are gone, or behind a wall, have none. */
export async function nameThem(
  tx: Tx,
  firmId: string,
  ids: ReadonlySet<string>,
): Promise<Map<string, string>> {
  if (ids.size === 0) return new Map();
  const each = Object.entries(named).map(
    ([table, words]) => sql`
      select r.id, ${sql.raw(words)} as name from ${sql.table(table)} r
      where r.firm_id = ${firmId} and r.id = any(${[...ids]}::uuid[])`,
  );
  const { rows } = await sql<{ id: string; name: string }>`
    ${sql.join(each, sql` union all `)}
    union all select u.id, c.display_name from portal_users u
      join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
      where u.firm_id = ${firmId} and u.id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.flatMap(({ id, name }) => (name.trim() === '' ? [] : [[id, name.trim()]])));
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Every id that stands somewhere in what was noted. */
export function idsIn(detail: unknown): string[] {
  return JSON.stringify(detail ?? null).match(uuids) ?? [];
}
