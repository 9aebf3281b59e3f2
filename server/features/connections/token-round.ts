/** Keeps tokens alive before they end, and warns those who must sign in again while there is time. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { audit } from '../../platform/audit.ts';
import { VendorError } from '../../vendors/ports.ts';
import type { ConnectionDeps } from './connect.ts';
import { openKept } from './credentials.ts';
import { warnBeforeGrantEndsMs } from './decide.ts';
import { recordLockedOut } from './health-store.ts';
import { type ConnectionRow, findConnection, lockConnection, renewNow } from './session.ts';
import { type Due, listDue, mailAdministrators, pageOf } from './store.ts';
import { wordsOf } from './words.ts';

const atOnce = 4;
/** At the latest so long before the end; with a quarter of its life left when that is earlier. */
const latestMinutes = 5;

/** One round over the tokens and permissions that end soon. */
export async function tokenRound(deps: ConnectionDeps): Promise<boolean> {
  const { database, clock } = deps.platform;
  const now = clock.now();
  const latest = new Date(now.getTime() + latestMinutes * 60_000);
  // A row is changed when its token is stored, or later: then what is left looks like the whole life, and it is renewed
  // a little later, never too late.
  const ending = await database.system((tx) =>
    listDue(
      tx,
      sql<boolean>`status = 'active' and (token_expires_at <= ${latest}
        or token_expires_at <= ${now}::timestamptz + (token_expires_at - updated_at) / 4)`,
    ),
  );
  await eachAtOnce(ending, atOnce, (due) => renew(deps, due));
  const warnFrom = new Date(now.getTime() + warnBeforeGrantEndsMs);
  const leaving = await database.system((tx) =>
    listDue(
      tx,
      sql<boolean>`status = 'active' and sign_in_grant = 'authorization_code' and grant_expires_at <= ${warnFrom}`,
    ),
  );
  await eachAtOnce(leaving, atOnce, (due) => warn(deps, due));
  return false;
}

/** The rule by which the round lists them, for one as it stands now. */
function endsSoon({ token_expires_at: endsAt, updated_at: since }: ConnectionRow, now: Date): boolean {
  if (endsAt === null) return false;
  const left = endsAt.getTime() - now.getTime();
  return left <= latestMinutes * 60_000 || left <= (endsAt.getTime() - since.getTime()) / 4;
}

async function renew(
  { platform, vendors }: ConnectionDeps,
  { firmId, id, vendor: kind }: Due,
): Promise<void> {
  const vendor = vendors[kind];
  const row = await platform.database.firm(firmId).read((tx) => findConnection(tx, firmId, id));
  // Another worker may have renewed it since it was listed.
  if (!vendor || !row || !endsSoon(row, platform.clock.now())) return;
  const { refreshToken } = openKept(platform.secrets, id, row.credentials);
  // Nothing to renew it with: it is used until its end, of which people are warned.
  if (row.sign_in_grant === 'authorization_code' && refreshToken === null) return;
  try {
    await renewNow(platform, vendor, row);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.problem.failure === 'unauthorised')
      await recordLockedOut(platform, { firmId, id }, wordsOf(vendor, error));
    else platform.logger.warn({ connectionId: id, why: error.message }, 'a token could not be renewed yet');
  }
}

/** Once for each permission: the audit log knows. */
async function warn({ platform, vendors }: ConnectionDeps, { firmId, id, vendor: kind }: Due): Promise<void> {
  const now = platform.clock.now();
  await platform.database.firm(firmId).write(async (tx) => {
    const row = await lockConnection(tx, firmId, id);
    if (!row?.grant_expires_at) return;
    const endsAt = row.grant_expires_at.toISOString();
    const { rows } =
      await sql`select 1 from audit_log where firm_id = ${firmId} and subject_type = 'connection'
      and subject_id = ${id} and action = 'connection.grant_ends_soon' and detail ->> 'endsAt' = ${endsAt} limit 1`.execute(
        tx,
      );
    if (rows.length > 0) return;
    await audit(tx, {
      firmId,
      staffId: null,
      action: 'connection.grant_ends_soon',
      subjectType: 'connection',
      subjectId: id,
      detail: { name: row.name, endsAt },
      at: now,
    });
    const days = Math.max(0, Math.ceil((row.grant_expires_at.getTime() - now.getTime()) / 86_400_000));
    const label = vendors[kind]?.label ?? kind;
    await mailAdministrators(tx, platform, firmId, {
      subject: `${row.name}: sign in again within ${days === 1 ? 'a day' : `${days} days`}`,
      body: `The permission to work in ${label} (${row.name}) ends on ${endsAt.slice(0, 10)}. Sign in again before that, and nothing is interrupted:\n\n${pageOf(platform, id)}`,
    });
  });
}
