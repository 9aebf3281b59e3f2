/** Links for one use, and the sessions that they begin. Only hashes are stored; every secret names its firm. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type FirmSecret, newFirmSecret } from '../../platform/firm-secret.ts';
import { found } from '../../platform/http/problems.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import './tables.ts';

const linkMinutes = 30;
export const sessionDays = 14;

export interface PortalPerson {
  userId: string;
  referrerId: string;
  branchId: string | null;
  firmName: string;
  referrerName: string;
  firstName: string;
  lastName: string;
  email: string;
}

/** Those who may come in: neither they nor their referrer are archived. */
const livePerson = (firmId: string) => sql`
  select u.id as "userId", u.referrer_id as "referrerId", u.branch_id as "branchId", f.name as "firmName",
    r.name as "referrerName", u.first_name as "firstName", u.last_name as "lastName", u.email
  from referrer_users u
  join referrers r on r.firm_id = ${firmId} and r.id = u.referrer_id and r.archived_at is null
  join firms f on f.id = ${firmId}
  where u.firm_id = ${firmId} and u.archived_at is null`;

export async function findPersonByEmail(tx: Tx, firmId: string, email: string): Promise<PortalPerson | null> {
  const { rows } = await sql<PortalPerson>`
    ${livePerson(firmId)} and lower(u.email) = lower(${email})`.execute(tx);
  return rows[0] ?? null;
}

export async function findPersonById(
  tx: Tx,
  firmId: string,
  ids: { referrerId: string; userId: string },
): Promise<PortalPerson> {
  const { rows } = await sql<PortalPerson>`
    ${livePerson(firmId)} and u.id = ${ids.userId} and u.referrer_id = ${ids.referrerId}`.execute(tx);
  return found(rows[0]);
}

/** Puts the link into the firm's outbox. */
export async function sendLink(
  tx: Tx,
  platform: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>,
  actor: Actor,
  person: PortalPerson,
): Promise<void> {
  const { firmId, now } = actor;
  const { token, hash } = newFirmSecret(firmId);
  await tx
    .insertInto('referrer_sign_in_links')
    .values({
      ...{ firm_id: firmId, token_hash: hash, user_id: person.userId, created_at: now, used_at: null },
      expires_at: new Date(now.getTime() + linkMinutes * 60_000),
    })
    .execute();
  await queueMail(tx, platform, {
    firmId,
    to: person.email,
    subject: `Your clients at ${person.firmName}`,
    body: mailText(person, new URL(`/referrer/link/${token}`, platform.publicUrl).href),
    confidential: true,
  });
  const detail = { userId: person.userId };
  await recordChange(tx, actor, { action: 'referrer.link_sent', id: person.referrerId, detail });
}

function mailText({ firstName, firmName, referrerName }: PortalPerson, link: string): string {
  return [
    firstName === '' ? 'Hello,' : `Hello ${firstName},`,
    `here you see how far the clients are whom ${referrerName} sent to ${firmName}, and you can send another:`,
    link,
    `The link works once, for ${linkMinutes} minutes. If you did not ask for it, nothing happens unless you use it.`,
  ].join('\n\n');
}

/** A link that can still be used; looking changes nothing, so that a mail scanner may. */
export async function readLink(tx: Tx, { firmId, hash }: FirmSecret, now: Date): Promise<PortalPerson> {
  const { rows } = await sql<PortalPerson>`
    ${livePerson(firmId)} and u.id = (select l.user_id from referrer_sign_in_links l where l.firm_id = ${firmId}
      and l.token_hash = ${hash} and l.used_at is null and l.expires_at > ${now})`.execute(tx);
  return found(rows[0]);
}

/** Uses the link up and begins a session. Of two at the same moment one gets in. */
export async function useLink(
  tx: Tx,
  { firmId, hash }: FirmSecret,
  now: Date,
): Promise<{ person: PortalPerson; token: string }> {
  const person = await readLink(tx, { firmId, hash }, now);
  const { rows } = await sql`
    update referrer_sign_in_links set used_at = ${now}
    where firm_id = ${firmId} and token_hash = ${hash} and used_at is null returning 1`.execute(tx);
  found(rows[0]);
  const session = newFirmSecret(firmId);
  await tx
    .insertInto('referrer_sessions')
    .values({
      ...{ firm_id: firmId, token_hash: session.hash, user_id: person.userId, created_at: now },
      expires_at: new Date(now.getTime() + sessionDays * 86_400_000),
    })
    .execute();
  const actor = { firmId, staffId: null, now };
  const detail = { userId: person.userId };
  await recordChange(tx, actor, { action: 'referrer.signed_in', id: person.referrerId, detail });
  return { person, token: session.token };
}

export async function personOfSession(
  tx: Tx,
  { firmId, hash }: FirmSecret,
  now: Date,
): Promise<PortalPerson | null> {
  const { rows } = await sql<PortalPerson>`
    ${livePerson(firmId)} and u.id = (select s.user_id from referrer_sessions s
      where s.firm_id = ${firmId} and s.token_hash = ${hash} and s.expires_at > ${now})`.execute(tx);
  return rows[0] ?? null;
}

export async function endSession(tx: Tx, { firmId, hash }: FirmSecret): Promise<void> {
  await tx
    .deleteFrom('referrer_sessions')
    .where('firm_id', '=', firmId)
    .where('token_hash', '=', hash)
    .execute();
}
