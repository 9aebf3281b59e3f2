/**
 * What a person of a referrer sees: the clients that they themselves sent, and nothing about money or other parties. Of a
 * case whose matter is restricted only its state: a wall keeps what happens on a matter from everybody outside.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { sidesOf, transaction } from '../fee-scales/index.ts';
import { findProgressForReferrer } from '../key-stages/index.ts';
import { createLead, leadInput } from '../leads/index.ts';
import { noteReferral } from '../referrers/index.ts';
import type { newPortalReferral, portalReferral } from './schema.ts';
import type { PortalPerson } from './sessions.ts';

type View = z.input<typeof portalReferral>;

interface Row {
  id: string;
  referredOn: string;
  clients: string[];
  properties: unknown;
  transaction: string;
  leadState: string | null;
  /** The case whose milestones may be shown; null: none. */
  trackedLeadId: string | null;
  state: View['state'];
  since: Date;
  note: string;
}

const cursor = z.tuple([z.iso.date(), z.uuid()]);

export async function listOwn(
  tx: Tx,
  firmId: string,
  userId: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: View[]; next: string | null }> {
  const after = page.after === undefined ? null : decodeCursor(page.after, cursor);
  const rows = await select(tx, firmId, userId, { id: null, after, limit: page.limit + 1 });
  const { items, next } = toPage(
    rows,
    page.limit,
    (row) => [row.referredOn, row.id],
    (row) => row,
  );
  const views: View[] = [];
  for (const row of items) views.push(await viewOf(tx, firmId, row));
  return { items: views, next };
}

async function select(
  tx: Tx,
  firmId: string,
  userId: string,
  { id, after, limit }: { id: string | null; after: readonly [string, string] | null; limit: number },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select f.id, f.referred_on as "referredOn", f.transaction, f.state, f.state_since as since, f.public_note as note,
      l.state as "leadState",
      case when l.state in ('instructed', 'converted') and f.state <> 'lost' and m.restricted is not true then l.id end
        as "trackedLeadId", coalesce(l.properties, '{}') as properties,
      array(select c.display_name from lead_clients k join contacts c on c.firm_id = ${firmId} and c.id = k.contact_id
        where k.firm_id = ${firmId} and k.lead_id = l.id order by k.position) as clients
    from referrals f left join leads l on l.firm_id = ${firmId} and l.id = f.lead_id
    left join matters m on m.firm_id = ${firmId} and m.id = l.matter_id
    where f.firm_id = ${firmId} and f.user_id = ${userId}
      and (${id}::uuid is null or f.id = ${id}::uuid)
      and (${after?.[0] ?? null}::date is null
        or (f.referred_on, f.id) < (${after?.[0] ?? null}::date, ${after?.[1] ?? null}::uuid))
    order by f.referred_on desc, f.id desc limit ${limit}`.execute(tx);
  return rows;
}

const part = z.string().catch('');
const places = z.record(
  z.string(),
  z
    .object({ line1: part, line2: part, town: part, postcode: part })
    .catch({ line1: '', line2: '', town: '', postcode: '' }),
);

async function viewOf(
  tx: Tx,
  firmId: string,
  { properties, leadState, trackedLeadId, since, transaction: kind, ...row }: Row,
): Promise<View> {
  const lines = Object.values(places.catch({}).parse(properties)).map(({ line1, line2, town, postcode }) =>
    [line1, line2, town, postcode].filter((text) => text !== '').join(', '),
  );
  return {
    ...row,
    transaction: transaction.parse(kind),
    properties: lines.filter((line) => line !== ''),
    progress: progressOf(leadState, row.state),
    since: since.toISOString(),
    tracks: trackedLeadId === null ? [] : await findProgressForReferrer(tx, firmId, trackedLeadId),
  };
}

function progressOf(leadState: string | null, state: View['state']): View['progress'] {
  if (state === 'lost') return 'ended';
  switch (leadState) {
    case 'new':
      return 'received';
    case 'quoted':
    case 'chasing':
      return 'quoted';
    case 'instructed':
    case 'converted':
      return 'instructed';
    case null:
      return state === 'referred' ? 'received' : 'instructed';
    default:
      return 'ended';
  }
}

/** An enquiry from the person, in their referrer's ledger under their name. */
export async function sendClient(
  tx: Tx,
  actor: Actor,
  person: PortalPerson,
  input: z.output<typeof newPortalReferral>,
): Promise<View> {
  const { firstName, lastName, email, phone, address, note, price } = input;
  const whole = { line1: '', line2: '', town: '', county: '', postcode: '', country: '', ...address };
  const [side] = sidesOf(input.transaction);
  const told = Object.values(address).some((line) => line !== '');
  const client = {
    ...{ firstName, lastName },
    emails: email === '' ? [] : [email],
    phones: phone === '' ? [] : [phone],
  };
  const leadId = await createLead(
    tx,
    actor,
    leadInput.parse({
      transaction: input.transaction,
      clients: [client],
      properties: side !== undefined && told ? { [side]: whole } : {},
      source: 'referrer',
      sourceDetail:
        [person.firstName, person.lastName].filter((text) => text !== '').join(' ') || person.email,
      referrerId: person.referrerId,
      note,
    }),
  );
  const { referrerId, branchId, userId } = person;
  const place = { leadId, referrerId, branchId, userId };
  const id = await noteReferral(tx, actor, { ...place, transaction: input.transaction, price });
  const [row] = await select(tx, actor.firmId, userId, { id, after: null, limit: 1 });
  return await viewOf(tx, actor.firmId, found(row));
}
