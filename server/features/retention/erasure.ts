/** Erasing a person when they ask: what would go, what must stay, and doing it. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { refuseHeld } from '../holds/index.ts';
import type { LeadState } from '../leads/index.ts';
import { getContact } from '../practice/index.ts';
import { anonymiseLead } from './anonymise.ts';
import { dropExports, eraseContact, findNeeds } from './contact-needs.ts';
import {
  decideErasure,
  type Erasure,
  type ErasureLead,
  isSameName,
  type ToldNeed,
  toldNeeds,
} from './erasure-decide.ts';
import './tables.ts';

interface LeadRow extends ErasureLead {
  number: number;
  title: string;
}

export interface ErasurePreview {
  name: string;
  contact: boolean;
  mayErase: boolean;
  needs: ToldNeed[];
  openMatters: { id: string; number: string; title: string }[];
  leads: { id: string; number: number; title: string; keep: Erasure['leads'][number]['keep'] }[];
  counts: { numbers: number; emails: number; addresses: number };
}

/** Decided on everything; told as far as the asker sees. */
export async function previewErasure(
  tx: Tx,
  actor: Actor & { staffId: string },
  contactId: string,
): Promise<ErasurePreview> {
  const { firmId, staffId } = actor;
  const contact = await getContact(tx, firmId, contactId);
  const seenNeeds = await findNeeds(tx, firmId, contactId);
  const seenLeads = new Set((await readLeads(tx, firmId, contactId)).map(({ id }) => id));
  const openMatters = contact.matters.filter(({ status }) => status !== 'closed');
  await actAsProgram(tx);
  const { erasure, leads, needs } = await decideOn(tx, firmId, contactId, openMatters.length > 0);
  await actAgainAs(tx, staffId);
  const keepOf = new Map(erasure.leads.map(({ id, keep }) => [id, keep]));
  return {
    name: contact.displayName,
    contact: erasure.contact,
    mayErase: erasure.mayErase,
    needs: toldNeeds(needs, seenNeeds),
    openMatters: openMatters.map(({ id, number, title }) => ({ id, number, title })),
    leads: leads
      .filter(({ id, anonymised }) => seenLeads.has(id) && !anonymised)
      .map(({ id, number, title }) => ({ id, number, title, keep: keepOf.get(id) ?? null })),
    counts: {
      numbers: contact.phones.length,
      emails: contact.emails.length,
      addresses: contact.addresses.length,
    },
  };
}

/** Erases what may go; the name must be typed as it stands. Audited without it. */
export async function erasePerson(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  actor: Actor & { staffId: string },
  contactId: string,
  typedName: string,
): Promise<{ contact: boolean; leads: number }> {
  const { firmId } = actor;
  const contact = await getContact(tx, firmId, contactId);
  if (!isSameName(typedName, contact.displayName))
    throw problem('invalid_input', 'name: type the name as it stands there.', {
      fields: [{ field: 'name', message: 'Type the name as it stands there' }],
    });
  const seesOpen = contact.matters.some(({ status }) => status !== 'closed');
  await actAsProgram(tx);
  // Held in the order in which a round takes them, so that neither waits for the other in a circle.
  await sql`
    select 1 from leads where firm_id = ${firmId} and id in (
      select lead_id from lead_clients where firm_id = ${firmId} and contact_id = ${contactId})
    order by id for update`.execute(tx);
  const { erasure } = await decideOn(tx, firmId, contactId, seesOpen);
  const wish = { act: 'contact.erase', subjectType: 'contact', subjectId: contactId };
  await refuseHeld(tx, actor, { contactId }, wish);
  if (!erasure.mayErase)
    throw problem(
      'wrong_state',
      'Nothing of this person may be erased now: something that must be kept needs it.',
    );
  const going = erasure.leads.filter(({ keep }) => keep === null);
  await dropExports(tx, platform, firmId, [contactId]);
  for (const { id } of going) await anonymiseLead(tx, platform, actor, id, { as: 'erasure' });
  const left = await sql`select 1 from contacts where firm_id = ${firmId} and id = ${contactId}`.execute(tx);
  if (erasure.contact && left.rows.length > 0) await eraseContact(tx, platform, actor, contactId);
  const detail = { leads: going.length, contact: erasure.contact };
  await recordChange(tx, actor, { action: 'contact.erasure_done', id: contactId, detail });
  return { contact: erasure.contact, leads: going.length };
}

async function decideOn(tx: Tx, firmId: string, contactId: string, seesOpen: boolean) {
  const leads = await readLeads(tx, firmId, contactId);
  const needs = (await findNeeds(tx, firmId, contactId)).filter((need) => need !== 'enquiry');
  const { rows } = await sql<{ open: boolean }>`
    select exists (select 1 from matter_parties p
      join matters m on m.firm_id = ${firmId} and m.id = p.matter_id and m.status <> 'closed'
      where p.firm_id = ${firmId} and p.contact_id = ${contactId}) as open`.execute(tx);
  const openMatter = rows[0]?.open ? (seesOpen ? 'seen' : 'hidden') : 'none';
  return { erasure: decideErasure({ leads, needs, openMatter }), leads, needs };
}

async function readLeads(tx: Tx, firmId: string, contactId: string): Promise<LeadRow[]> {
  const { rows } = await sql<LeadRow & { state: LeadState }>`
    select l.id, l.number, l.title, l.state, l.matter_id is not null as "hasMatter", (l.hold_at is not null
        or exists (select 1 from held_by(${firmId}::uuid, null, null, ${contactId}::uuid))) as "onHold",
      l.anonymised_at is not null as anonymised,
      exists (select 1 from lead_clients o where o.firm_id = ${firmId} and o.lead_id = l.id
        and o.contact_id <> ${contactId}) as shared
    from leads l join lead_clients k on k.firm_id = ${firmId} and k.lead_id = l.id and k.contact_id = ${contactId}
    where l.firm_id = ${firmId} order by l.id`.execute(tx);
  return rows;
}
