/** Whether the session that a device belongs to still stands: looked at each time something is to be pushed. */
import { z } from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { portalSessionStands } from '../portal-sign-in/index.ts';
import type { Device, Person } from './devices.ts';

// By the session's id, which is no secret; its token stays where it is.
const staffSession = {
  name: 'push_staff_session_stands',
  text: `select 1 from auth_session s join memberships m on m.user_id = s."userId" and m.firm_id = $2 and m.staff_id = $3
    join staff_members w on w.firm_id = m.firm_id and w.id = m.staff_id and w.active
    where s.id = $1 and s."expiresAt" > $4`,
} as const;

const uuid = z.uuid();

/** With the session, whether a second factor was proved in it; null: it is over. */
export async function sessionOf(
  platform: Pick<Platform, 'database' | 'clock'>,
  firmId: string,
  person: Person,
  { sessionId }: Pick<Device, 'sessionId'>,
): Promise<{ secondFactor: boolean } | null> {
  if ('portalUserId' in person)
    return uuid.safeParse(sessionId).success
      ? await portalSessionStands(platform, { firmId, portalUserId: person.portalUserId, sessionId })
      : null;
  const values = [sessionId, firmId, person.staffId, platform.clock.now()];
  const { rowCount } = await platform.database.pool.query({ ...staffSession, values });
  return rowCount === 1 ? { secondFactor: false } : null;
}
