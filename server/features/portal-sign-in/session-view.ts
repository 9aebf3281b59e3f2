/** What the portal's pages know of a session: how far in it is, and as whom. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { listLogins } from './accounts.ts';
import { idleMinutes, needsConfirming, stageOf } from './decide.ts';
import { readFactors } from './factors.ts';
import type { portalSeat, portalSession } from './schema.ts';
import type { LiveSession } from './sessions.ts';
import './tables.ts';

type View = z.input<typeof portalSession>;
type Seat = z.input<typeof portalSeat>;

export const defaultAccent = '#0e5a55';

type Deps = Pick<Platform, 'database' | 'clock'>;

/** As whom the account may come in, with the names of firm and person. */
async function seatsOf({ database }: Deps, accountId: string): Promise<Seat[]> {
  const logins = await database.system((tx) => listLogins(tx, accountId));
  const seats: Seat[] = [];
  for (const firmId of new Set(logins.map((login) => login.firmId))) {
    const ids = logins.filter((login) => login.firmId === firmId).map(({ portalUserId }) => portalUserId);
    const { rows } = await database.firm(firmId).read((tx) =>
      sql<Seat>`
        select f.id as "firmId", f.name as "firmName", f.country, f.time_zone as "timeZone", u.id as "portalUserId",
          c.display_name as "personName", coalesce(k.accent, ${defaultAccent}) as accent
        from portal_users u join firms f on f.id = ${firmId}
        join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
        left join portal_looks k on k.firm_id = ${firmId}
        where u.firm_id = ${firmId} and u.id = any(${ids}::uuid[]) order by c.display_name, u.id`.execute(tx),
    );
    seats.push(...rows);
  }
  // Somebody else's mailbox, should the firm have mistyped it, learns no client's name.
  const unsure = new Set(logins.filter(needsConfirming).map(({ portalUserId }) => portalUserId));
  return seats.map((seat) => (unsure.has(seat.portalUserId) ? { ...seat, personName: '' } : seat));
}

export const stageOfSession = (session: LiveSession) =>
  stageOf({ ...session, active: session.isSomebody ? session : null });

export async function viewSession(deps: Deps, session: LiveSession | null): Promise<View> {
  if (session === null) return { state: 'signed_out' };
  const stage = stageOfSession(session);
  if (stage === 'second_factor') {
    const factors = await deps.database.system((tx) => readFactors(tx, session.accountId));
    return {
      state: stage,
      authenticator: factors.authenticatorSince !== null,
      passkeys: factors.passkeys.length > 0,
      recoveryCodes: factors.recoveryCodesLeft > 0,
    };
  }
  const seats = await seatsOf(deps, session.accountId);
  // Whoever may come in nowhere any more is not in.
  if (seats.length === 0) return { state: 'signed_out' };
  if (stage === 'choose_firm') return { state: stage, seats };
  const seat = seats.find(({ portalUserId }) => portalUserId === session.portalUserId);
  if (!seat) return { state: 'choose_firm', seats };
  if (stage === 'confirm') return { state: stage, seat, seats };
  return {
    ...{ state: stage, seat, seats, email: session.email, trusted: session.trusted },
    hasFactor: session.hasFactor,
    secondFactor: session.secondFactorAt !== null,
    provenAt: session.provenAt.toISOString(),
    endsAt: session.expiresAt.toISOString(),
    idleEndsAt: session.trusted
      ? null
      : new Date(session.lastSeenAt.getTime() + idleMinutes * 60_000).toISOString(),
    now: deps.clock.now().toISOString(),
  };
}
