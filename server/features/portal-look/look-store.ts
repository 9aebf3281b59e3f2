/** How the portal looks to the firm's clients. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { country } from '../firms/index.ts';
import './tables.ts';

export const defaultAccent = '#0e5a55';

/** What whoever opens the portal may know of a firm. */
export interface Look {
  firmId: string;
  firmName: string;
  country: z.output<typeof country>;
  /** #rrggbb */
  accent: string;
  /** Its address under the portal's; null: the firm's initial stands there. */
  logo: string | null;
  /** Null: the firm wants no such button. `url` '': a page of the firm's country. */
  quickExit: { url: string } | null;
}

interface Row {
  name: string;
  country: string;
  accent: string | null;
  logo_hash: Buffer | null;
  quick_exit: boolean;
  quick_exit_url: string;
  version: number;
}

async function readRow(tx: Tx, firmId: string): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select f.name, f.country, k.accent, sha256(k.logo) as logo_hash, coalesce(k.quick_exit, true) as quick_exit,
      coalesce(k.quick_exit_url, '') as quick_exit_url, coalesce(k.version, 0) as version
    from firms f left join portal_looks k on k.firm_id = ${firmId} where f.id = ${firmId}`.execute(tx);
  return rows[0] ?? null;
}

/** Null: there is no such firm. */
export async function findLook(tx: Tx, firmId: string): Promise<(Look & { version: number }) | null> {
  const row = await readRow(tx, firmId);
  if (!row) return null;
  return {
    ...{ firmId, firmName: row.name, country: country.parse(row.country), version: row.version },
    accent: row.accent ?? defaultAccent,
    logo: row.logo_hash === null ? null : pictureAddress(firmId, 'logo', shortHash(row.logo_hash)),
    quickExit: row.quick_exit ? { url: row.quick_exit_url } : null,
  };
}

export async function getLook(tx: Tx, firmId: string): Promise<Look & { version: number }> {
  const look = await findLook(tx, firmId);
  if (!look) throw new Error('the firm of this transaction is missing');
  return look;
}

/** Pictures never change under their address, so that browsers keep them. */
export const pictureAddress = (firmId: string, name: string, drawnFrom: string) =>
  `/portal/app/${firmId}/${name}.png?v=${drawnFrom}`;

export const shortHash = (of: Buffer | string) =>
  createHash('sha256').update(of).digest('base64url').slice(0, 12);

export interface LookPatch {
  accent?: string | undefined;
  quickExit?: boolean | undefined;
  quickExitUrl?: string | undefined;
}

export async function changeLook(
  tx: Tx,
  actor: Actor,
  patch: LookPatch,
  expected: number | null,
): Promise<void> {
  const before = await getLook(tx, actor.firmId);
  checkVersion(before.version, expected);
  await write(tx, actor, {
    ...(patch.accent === undefined ? {} : { accent: patch.accent }),
    ...(patch.quickExit === undefined ? {} : { quick_exit: patch.quickExit }),
    ...(patch.quickExitUrl === undefined ? {} : { quick_exit_url: patch.quickExitUrl }),
  });
  await recordChange(tx, actor, { action: 'portal_look.changed', id: actor.firmId, detail: { ...patch } });
}

/** A PNG that we drew; null takes it away. */
export async function setLogo(tx: Tx, actor: Actor, png: Buffer | null): Promise<void> {
  await write(tx, actor, { logo: png });
  const detail = { logo: png === null ? 'removed' : createHash('sha256').update(png).digest('hex') };
  await recordChange(tx, actor, { action: 'portal_look.changed', id: actor.firmId, detail });
}

async function write(
  tx: Tx,
  { firmId, now }: Actor,
  change: { accent?: string; quick_exit?: boolean; quick_exit_url?: string; logo?: Buffer | null },
): Promise<void> {
  await tx
    .insertInto('portal_looks')
    .values({ firm_id: firmId, accent: defaultAccent, ...change, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('firm_id')
        .doUpdateSet({ ...change, updated_at: now, version: sql`portal_looks.version + 1` }),
    )
    .execute();
}

export async function findLogo(tx: Tx, firmId: string): Promise<Buffer | null> {
  const row = await tx
    .selectFrom('portal_looks')
    .select('logo')
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row?.logo ?? null;
}
