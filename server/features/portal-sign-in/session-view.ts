/** What the portal's pages know of a session: how far in it is, and as whom. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { getLook, type Place } from '../portal-look/index.ts';
import { isThere, listLogins } from './accounts.ts';
import { idleMinutes, needsConfirming, stageOf } from './decide.ts';
import { readFactors } from './factors.ts';
import { worksAt } from './passkeys.ts';
import type { portalSeat, portalSession } from './schema.ts';
import type { LiveSession } from './sessions.ts';
import './tables.ts';

type View = z.input<typeof portalSession>;
type Seat = z.input<typeof portalSeat>;

type Deps = Pick<Platform, 'database' | 'clock' | 'publicUrl'>;

/** As whom the account may come in, with the names of firm and person. */
async function seatsOf({ database }: Deps, accountId: string, place: Place): Promise<Seat[]> {
  const known = await database.system((tx) => listLogins(tx, accountId));
  const logins = known.filter((login) => isThere(place, login));
  const seats: Seat[] = [];
  for (const firmId of new Set(logins.map((login) => login.firmId))) {
    const ids = logins.filter((login) => login.firmId === firmId).map(({ portalUserId }) => portalUserId);
    const rows = await database.firm(firmId).read(async (tx) => {
      const { version: _, ...look } = await getLook(tx, firmId);
      const { rows: people } = await sql<Pick<Seat, 'timeZone' | 'portalUserId' | 'personName'>>`
        select f.time_zone as "timeZone", u.id as "portalUserId", c.display_name as "personName"
        from portal_users u join firms f on f.id = ${firmId}
        join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
        where u.firm_id = ${firmId} and u.id = any(${ids}::uuid[]) order by c.display_name, u.id`.execute(tx);
      return people.map((person) => ({ ...look, ...person }));
    });
    seats.push(...rows);
  }
  // Somebody else's mailbox, should the firm have mistyped it, learns no client's name.
  const unsure = new Set(logins.filter(needsConfirming).map(({ portalUserId }) => portalUserId));
  return seats.map((seat) => (unsure.has(seat.portalUserId) ? { ...seat, personName: '' } : seat));
}

export const stageOfSession = (session: LiveSession) =>
  stageOf({ ...session, byNumber: session.number !== null, active: session.isSomebody ? session : null });

export async function viewSession(deps: Deps, session: LiveSession | null, place: Place): Promise<View> {
  if (session === null) return { state: 'signed_out' };
  const stage = stageOfSession(session);
  if (stage === 'second_factor') {
    const factors = await deps.database.system((tx) => readFactors(tx, session.accountId));
    return {
      state: stage,
      authenticator: factors.authenticatorSince !== null,
      passkeys: factors.passkeys.some(({ rpId }) => worksAt(rpId, { url: place.url, home: deps.publicUrl })),
      recoveryCodes: factors.recoveryCodesLeft > 0,
    };
  }
  const seats = await seatsOf(deps, session.accountId, place);
  // Whoever may come in nowhere any more is not in.
  if (seats.length === 0) return { state: 'signed_out' };
  if (stage === 'choose_firm') return { state: stage, seats };
  const seat = seats.find(({ portalUserId }) => portalUserId === session.portalUserId);
  if (!seat) return { state: 'choose_firm', seats };
  if (stage === 'confirm') return { state: stage, seat, seats, byNumber: session.number !== null };
  if (stage === 'set_up_factor') return { state: stage, seat };
  return {
    ...{ state: stage, seat, seats, email: session.email, number: session.number, trusted: session.trusted },
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
