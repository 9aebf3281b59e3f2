/**
 * A staff member says which person of a connected system they are; what they write there then stands in that name. A code sent
 * to the address that the system has proves it, unless it is the address that they sign in with.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import type { myAccount } from './my-accounts-schema.ts';
import { listPeople, mapPerson, type Person } from './people.ts';

interface Me {
  firmId: string;
  staffId: string;
}

export async function listMyAccounts(
  tx: Tx,
  { firmId, staffId }: Me,
  vendors: Readonly<Record<string, PracticeSystem>>,
): Promise<z.input<typeof myAccount>[]> {
  const { rows } = await sql<{ id: string; vendor: string; name: string }>`
    select id, vendor, name from connections
    where firm_id = ${firmId} and status not in ('waiting', 'connecting', 'disconnected') order by created_at, id`.execute(
    tx,
  );
  const accounts: z.input<typeof myAccount>[] = [];
  for (const { id, vendor, name } of rows) {
    const people = await listPeople(tx, firmId, id);
    const linked = people.find((one) => one.staffId === staffId) ?? null;
    const mine = (one: Person) => Number(one.suggestedStaffId === staffId);
    const choices = people
      .filter((one) => one.staffId !== staffId && one.email !== null)
      .toSorted((left, right) => mine(right) - mine(left));
    const system = vendors[vendor]?.label ?? name;
    accounts.push({ connectionId: id, system, linked: linked && told(linked), choices: choices.map(told) });
  }
  return accounts;
}

const told = ({ externalId, name, email }: Person) => ({ externalId, name, email });

/** What the code proves; sealed, so that nothing is kept of those who never come back. */
const ticketShape = z.object({
  staffId: z.uuid(),
  externalId: z.string(),
  codeHash: z.string(),
  until: z.number(),
});
const ticketMinutes = 15;
const purposeOf = (firmId: string, id: string) => `my account ${firmId} ${id}`;
const hashOf = (code: string) =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest();

/** Letters and figures that nobody mistakes for each other: 40 bits. */
function newCode(): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return [...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

export async function askMyAccount(
  tx: Tx,
  platform: Platform,
  me: Me,
  which: { connectionId: string; externalId: string; system: string },
): Promise<{ linked: ReturnType<typeof told> | null; ticket: string | null }> {
  const { firmId, staffId } = me;
  const person_ = await choose(tx, me, which);
  const { rows } = await sql<{ email: string; first_name: string }>`
    select email, first_name from staff_members where firm_id = ${firmId} and id = ${staffId}`.execute(tx);
  const own = found(rows[0]);
  const now = platform.clock.now();
  if (person_.email.toLowerCase() === own.email.toLowerCase())
    return { linked: told(await link(tx, me, which, now)), ticket: null };
  const code = newCode();
  await queueMail(tx, platform, {
    firmId,
    to: person_.email,
    subject: `Your code: ${code.slice(0, 4)}-${code.slice(4)}`,
    body: `${own.first_name} says that this address is theirs in ${which.system}. The code is ${code.slice(0, 4)}-${code.slice(4)}; it is good for ${ticketMinutes} minutes.\n\nIf that was not you, do nothing.\n`,
    confidential: true,
  });
  const ticket = {
    staffId,
    externalId: which.externalId,
    codeHash: hashOf(code).toString('hex'),
    until: now.getTime() + ticketMinutes * 60_000,
  };
  const sealed = platform.secrets.seal(JSON.stringify(ticket), purposeOf(firmId, which.connectionId));
  return { linked: null, ticket: sealed.toString('base64url') };
}

export async function confirmMyAccount(
  tx: Tx,
  platform: Platform,
  me: Me,
  which: { connectionId: string; ticket: string; code: string },
): Promise<ReturnType<typeof told>> {
  const now = platform.clock.now();
  const ticket = openTicket(platform, me, which);
  const right = timingSafeEqual(hashOf(which.code), Buffer.from(ticket?.codeHash ?? '0'.repeat(64), 'hex'));
  if (ticket?.staffId !== me.staffId || !right || ticket.until < now.getTime())
    throw problem('invalid_input', 'That is not the code, or it is older than 15 minutes.', {
      fields: [{ field: 'code', message: 'Not the code, or too old' }],
    });
  const { connectionId: id } = which;
  await choose(tx, me, { connectionId: id, externalId: ticket.externalId });
  return told(await link(tx, me, { connectionId: id, externalId: ticket.externalId }, now));
}

function openTicket({ secrets }: Platform, { firmId }: Me, which: { connectionId: string; ticket: string }) {
  try {
    const sealed = Buffer.from(which.ticket, 'base64url');
    return ticketShape.parse(JSON.parse(secrets.open(sealed, purposeOf(firmId, which.connectionId))));
  } catch {
    // Not one of ours: as wrong as a wrong code.
    return null;
  }
}

/** Somebody there with an address, whom no colleague with a login is already. */
async function choose(
  tx: Tx,
  { firmId, staffId }: Me,
  which: { connectionId: string; externalId: string },
): Promise<Person & { email: string }> {
  const people = await listPeople(tx, firmId, which.connectionId);
  const chosen = found(people.find(({ externalId }) => externalId === which.externalId));
  const { email } = chosen;
  if (email === null)
    throw problem('wrong_state', 'That person has no e-mail address there: ask an administrator.');
  const { rows } = await sql`
    select 1 from memberships where firm_id = ${firmId} and staff_id = ${chosen.staffId} and staff_id <> ${staffId}`.execute(
    tx,
  );
  if (rows.length > 0)
    throw problem('wrong_state', 'A colleague is that person already: ask an administrator.');
  return { ...chosen, email };
}

async function link(
  tx: Tx,
  me: Me,
  which: { connectionId: string; externalId: string },
  now: Date,
): Promise<Person> {
  const change = { externalId: which.externalId, staffId: me.staffId };
  return await mapPerson(tx, me, which.connectionId, change, now);
}
