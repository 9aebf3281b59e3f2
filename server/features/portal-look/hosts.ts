/** The firm's own address of its portal: which firm a host is, and where links lead. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import './tables.ts';

/** By what address somebody came. */
export interface Place {
  /** Of links, cookies and passkeys. */
  url: URL;
  /** Only this firm is there; null: the installation's own address, where every firm is. */
  firmId: string | null;
}

type Deps = Pick<Platform, 'database' | 'publicUrl'>;

/** `host` as the browser sent it. An unknown one is taken for the installation's own. */
export async function placeOf({ database, publicUrl }: Deps, host: string | undefined): Promise<Place> {
  const asked = host?.toLowerCase() ?? '';
  if (asked === '' || asked === publicUrl.host) return { url: publicUrl, firmId: null };
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string }>`
      select firm_id from portal_hosts where host = ${asked} and verified_at is not null`.execute(tx),
  );
  const [row] = rows;
  return row
    ? { url: new URL(`${publicUrl.protocol}//${asked}`), firmId: row.firm_id }
    : { url: publicUrl, firmId: null };
}

/** The one firm of an installation that has no other: its portal is known by the installation's own address, too. */
export async function findOnlyFirm({ database }: Pick<Platform, 'database'>): Promise<string | null> {
  const { rows } = await database.system((tx) =>
    sql<{ id: string }>`select id from firms order by id limit 2`.execute(tx),
  );
  const [only, another] = rows;
  return only && !another ? only.id : null;
}

/** Where links to the firm's portal lead. */
export async function portalUrlOf(
  tx: Tx,
  { publicUrl }: Pick<Platform, 'publicUrl'>,
  firmId: string,
): Promise<URL> {
  const host = await findHost(tx, firmId);
  return host?.verifiedAt ? new URL(`${publicUrl.protocol}//${host.host}`) : publicUrl;
}

export async function findHost(
  tx: Tx,
  firmId: string,
): Promise<{ host: string; verifiedAt: Date | null } | null> {
  const row = await tx
    .selectFrom('portal_hosts')
    .select(['host', 'verified_at as verifiedAt'])
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row ?? null;
}

/** It counts only once a browser came to us by it. Null: no own address any more. */
export async function setHost(
  tx: Tx,
  { publicUrl, filesUrl }: Pick<Platform, 'publicUrl' | 'filesUrl'>,
  actor: Actor,
  host: string | null,
): Promise<void> {
  const { firmId, now } = actor;
  const before = await findHost(tx, firmId);
  if ((before?.host ?? null) === host) return;
  if (host === publicUrl.host || host === filesUrl.host) {
    const message = 'This is the installation’s own address.';
    throw problem('invalid_input', message, { fields: [{ field: 'host', message }] });
  }
  await tx.deleteFrom('portal_hosts').where('firm_id', '=', firmId).execute();
  if (host !== null)
    await tx
      .insertInto('portal_hosts')
      .values({ firm_id: firmId, host, verified_at: null, updated_at: now })
      .execute();
  const detail = { from: before?.host ?? null, to: host };
  await recordChange(tx, actor, { action: 'portal_host.changed', id: firmId, detail });
}

const checkPurpose = 'portal address check';
const checkMs = 30 * 60_000;

/** What the browser of whoever set the address opens there. */
export function checkToken({ secrets, clock }: Pick<Platform, 'secrets' | 'clock'>, firmId: string): string {
  const until = clock.now().getTime() + checkMs;
  return secrets.seal(JSON.stringify([firmId, until]), checkPurpose).toString('base64url');
}

/** Whose address this is, when the token is one of ours and a firm waits for this host. */
export async function proveHost(platform: Platform, token: string, host: string): Promise<boolean> {
  const firmId = readToken(platform, token);
  if (firmId === null) return false;
  const now = platform.clock.now();
  return await platform.database.firm(firmId).write(async (tx) => {
    const waiting = await findHost(tx, firmId);
    if (waiting?.host !== host) return false;
    if (waiting.verifiedAt !== null) return true;
    if ((await placeOf(platform, host)).firmId !== null)
      throw problem('already_exists', 'Another portal has this address.');
    await tx.updateTable('portal_hosts').set({ verified_at: now }).where('firm_id', '=', firmId).execute();
    await recordChange(
      tx,
      { firmId, staffId: null, now },
      { action: 'portal_host.verified', id: firmId, detail: { host } },
    );
    return true;
  });
}

function readToken({ secrets, clock }: Pick<Platform, 'secrets' | 'clock'>, token: string): string | null {
  let said: unknown;
  try {
    said = JSON.parse(secrets.open(Buffer.from(token, 'base64url'), checkPurpose));
  } catch {
    return null;
  }
  if (!Array.isArray(said)) return null;
  const [firmId, until]: unknown[] = said;
  return typeof firmId === 'string' && typeof until === 'number' && until > clock.now().getTime()
    ? firmId
    : null;
}
