/** Sessions of the portal. */
import { randomBytes } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { hashOfToken } from './authenticate.ts';
import './tables.ts';

const hour = 3_600_000;
/** However much it is used: on a device that its owner trusts, and else. */
export const longestMs = { trusted: 30 * 24 * hour, other: 12 * hour };

/** Starts a session as this person; the token is the cookie's value, and only its hash is stored. */
export async function startPortalSession(
  tx: Tx,
  as: { accountId: string; firmId: string; portalUserId: string },
  how: { trusted: boolean; secondFactor: boolean; userAgent: string; address: string; now: Date },
): Promise<{ id: string; token: string }> {
  const token = randomBytes(32).toString('base64url');
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
