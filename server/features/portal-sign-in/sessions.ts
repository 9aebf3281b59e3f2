/** Sessions of the portal. All under the system role. */
import { CompiledQuery, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { hasFactor, hashOfToken, liveAt } from './authenticate.ts';
import { newToken } from './cookie.ts';
import { idleMinutes, longestMs } from './decide.ts';
import './tables.ts';

/** Starts a session as this person, or as nobody yet; the token is the cookie's value, and only its hash is stored. */
export async function startPortalSession(
  tx: Tx,
  as: { accountId: string; firmId: string | null; portalUserId: string | null },
  how: { trusted: boolean; secondFactor: boolean; userAgent: string; address: string; now: Date },
): Promise<{ id: string; token: string }> {
  const token = newToken();
  const id = newId();
  const { now } = how;
  await tx
    .insertInto('portal_sessions')
    .values({
      id,
      account_id: as.accountId,
      token_hash: hashOfToken(token),
      active_firm_id: as.firmId,
      active_portal_user_id: as.portalUserId,
      trusted: how.trusted,
      second_factor_at: how.secondFactor ? now : null,
      proven_at: now,
      last_seen_at: now,
      user_agent: how.userAgent.slice(0, 300),
      address: how.address,
      created_at: now,
      expires_at: new Date(now.getTime() + (how.trusted ? longestMs.trusted : longestMs.other)),
      revoked_at: null,
    })
    .execute();
  return { id, token };
}

const live = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  /** Of a login by number there is none. */
  email: z.string(),
  number: z.string().nullable(),
  firmId: z.uuid().nullable(),
  portalUserId: z.uuid().nullable(),
  trusted: z.boolean(),
  hasFactor: z.boolean(),
  secondFactorAt: z.date().nullable(),
  provenAt: z.date(),
  lastSeenAt: z.date(),
  expiresAt: z.date(),
  startedAt: z.date(),
  passkeyChallenge: z.string().nullable(),
  passkeyChallengeAt: z.date().nullable(),
  /** It looks as somebody whom the firm did not disable. */
  isSomebody: z.boolean(),
  emailChangedAt: z.date().nullable(),
  confirmedAt: z.date().nullable(),
});
export type LiveSession = z.output<typeof live>;

const byToken = `select s.id, s.account_id as "accountId", coalesce(a.email, '') as email, a.number, s.active_firm_id as "firmId",
    s.active_portal_user_id as "portalUserId", s.trusted, ${hasFactor} as "hasFactor", s.second_factor_at as "secondFactorAt",
    s.proven_at as "provenAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", s.created_at as "startedAt",
    s.passkey_challenge as "passkeyChallenge", s.passkey_challenge_at as "passkeyChallengeAt", u.id is not null as "isSomebody",
    greatest(u.email_changed_at, l.reset_at) as "emailChangedAt", l.confirmed_at as "confirmedAt"
  from portal_sessions s join portal_accounts a on a.id = s.account_id
  left join portal_logins l on l.account_id = s.account_id and l.firm_id = s.active_firm_id
    and l.portal_user_id = s.active_portal_user_id
  left join portal_users u on u.firm_id = l.firm_id and u.id = l.portal_user_id and u.active
  where s.token_hash = $1 and ${liveAt('$2')}`;

/** A session on whatever step of coming in; looking does not prolong it. */
export async function findSession(tx: Tx, token: string, now: Date): Promise<LiveSession | null> {
  const { rows } = await tx.executeQuery(CompiledQuery.raw(byToken, [hashOfToken(token), now]));
  return rows[0] === undefined ? null : live.parse(rows[0]);
}

/** Goes on as this portal user. */
export async function seatSession(
  tx: Tx,
  id: string,
  seat: { firmId: string; portalUserId: string },
): Promise<void> {
  await tx
    .updateTable('portal_sessions')
    .set({ active_firm_id: seat.firmId, active_portal_user_id: seat.portalUserId })
    .where('id', '=', id)
    .execute();
}

/** Somebody proved themselves once more. The token changes with what it may do; answers the new one. */
export async function noteProof(
  tx: Tx,
  id: string,
  proof: { secondFactor: boolean; now: Date },
): Promise<string> {
  const token = newToken();
  const { now } = proof;
  await tx
    .updateTable('portal_sessions')
    .set({
      token_hash: hashOfToken(token),
      proven_at: now,
      last_seen_at: now,
      ...(proof.secondFactor ? { second_factor_at: now } : {}),
    })
    .where('id', '=', id)
    .execute();
  return token;
}

/** Ends sessions at once: the next request of each is refused. How many there were. */
export async function endSessions(
  tx: Tx,
  which:
    | { accountId: string; except?: string }
    | { accountId: string; id: string }
    | { seat: { firmId: string; portalUserId: string }; id?: string },
  now: Date,
): Promise<number> {
  let query = tx.updateTable('portal_sessions').set({ revoked_at: now }).where('revoked_at', 'is', null);
  if ('seat' in which)
    query = query
      .where('active_firm_id', '=', which.seat.firmId)
      .where('active_portal_user_id', '=', which.seat.portalUserId);
  else query = query.where('account_id', '=', which.accountId);
  if ('id' in which && which.id !== undefined) query = query.where('id', '=', which.id);
  if ('except' in which && which.except !== undefined) query = query.where('id', '<>', which.except);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}

export interface ListedSession {
  id: string;
  userAgent: string;
  address: string;
  trusted: boolean;
  startedAt: Date;
  lastSeenAt: Date;
}

/** Those that are alive, newest use first: of an account, or as one portal user of one firm. */
export async function listSessions(
  tx: Tx,
  of: { accountId: string } | { firmId: string; portalUserId: string },
  now: Date,
): Promise<ListedSession[]> {
  const whose =
    'accountId' in of
      ? sql`account_id = ${of.accountId}`
      : sql`active_firm_id = ${of.firmId} and active_portal_user_id = ${of.portalUserId}`;
  const { rows } = await sql<ListedSession>`
    select id, user_agent as "userAgent", address, trusted, created_at as "startedAt", last_seen_at as "lastSeenAt"
    from portal_sessions where ${whose} and revoked_at is null and expires_at > ${now}
      and (trusted or last_seen_at > ${new Date(now.getTime() - idleMinutes * 60_000)})
    order by last_seen_at desc, id desc limit 200`.execute(tx);
  return rows;
}
