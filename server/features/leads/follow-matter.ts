/** A lead that became a matter follows it: whoever is a client there is a client of the case. */
import { sql } from 'kysely';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { listClients, replaceClients } from './clients.ts';
import { addLeadEvent } from './events.ts';
import { lockLead, retitle, touchLead } from './store.ts';
import './tables.ts';

export interface Party {
  contactId: string;
  name: string;
  /** As the matter calls it: "Purchaser", "Other side's solicitor". */
  role: string;
  isClient: boolean;
}

/** Clients first, then the others by their roles. */
export async function listParties(tx: Tx, firmId: string, matterId: string): Promise<Party[]> {
  const { rows } = await sql<Party>`
    select c.id as "contactId", c.display_name as name, p.role, p.is_client as "isClient"
    from matter_parties p join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id
    where p.firm_id = ${firmId} and p.matter_id = ${matterId}
    order by p.is_client desc, p.role, c.display_name, c.id`.execute(tx);
  return rows;
}

/** Those who stay keep their place; a matter without any client says nothing about the case. */
export function clientsAfter(
  before: readonly string[],
  parties: readonly Pick<Party, 'contactId' | 'isClient'>[],
): { clients: string[]; joined: string[]; left: string[] } {
  const there = [...new Set(parties.filter(({ isClient }) => isClient).map(({ contactId }) => contactId))];
  if (there.length === 0) return { clients: [...before], joined: [], left: [] };
  const joined = there.filter((id) => !before.includes(id));
  const stayed = before.filter((id) => there.includes(id));
  return { clients: [...stayed, ...joined], joined, left: before.filter((id) => !there.includes(id)) };
}

/** Program's scope. `staffId`: who changed the matter here; null: the system that keeps it, or the program. */
export async function followParties(
  tx: Tx,
  { firmId, matterId, staffId, now }: { firmId: string; matterId: string; staffId: string | null; now: Date },
  leadId: string,
): Promise<void> {
  const row = await lockLead(tx, firmId, leadId);
  if (row.matter_id !== matterId) return;
  const before = await listClients(tx, firmId, leadId);
  const parties = await listParties(tx, firmId, matterId);
  const after = clientsAfter(
    before.map(({ contactId }) => contactId),
    parties,
  );
  if (after.joined.length === 0 && after.left.length === 0) return;
  await replaceClients(tx, firmId, leadId, after.clients);
  await retitle(tx, firmId, leadId);
  await touchLead(tx, firmId, leadId, now);
  const known = [...before.map(({ contactId, name }) => ({ contactId, name })), ...parties];
  const named = (ids: readonly string[]) =>
    ids.flatMap((id) => known.find(({ contactId }) => contactId === id)?.name ?? []);
  const detail = { joined: named(after.joined), left: named(after.left) };
  await addLeadEvent(tx, { firmId, leadId, kind: 'matter_clients_changed', staffId, detail, at: now });
  await recordChange(
    tx,
    { firmId, staffId, now },
    { action: 'lead.clients_followed', id: leadId, matterId, detail },
  );
}
