/**
 * The end of each firm's chain, noted in a file outside the database: who sets the database back, or cuts the chain and
 * puts an old head there, is found out by it. It only ever moves on along the chain that it is on.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import { type Head, headText } from '../../platform/ledger/blocks.ts';
import type { Platform } from '../../platform/platform.ts';
import { headPurpose } from './chain.ts';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

/** What the file holds; the signature is over "firm number hash" (`headText`). */
const anchorFile = z.object({
  firmId: z.uuid(),
  number: z.number().int().min(1),
  hash: hex(32),
  notedAt: z.iso.datetime(),
  /** Ed25519. */
  publicKey: hex(32),
  signature: hex(64),
});

type Anchors = Pick<Platform, 'anchorFolder' | 'secrets'>;

/** Null: none was noted yet. `altered`: there is one, and this program did not write it so. */
export async function readAnchor(
  { anchorFolder, secrets }: Anchors,
  firmId: string,
): Promise<Head | null | 'altered'> {
  const text = await readFile(fileOf(anchorFolder, firmId), 'utf8').catch((error: unknown) => {
    if (z.object({ code: z.literal('ENOENT') }).safeParse(error).success) return null;
    throw error;
  });
  if (text === null) return null;
  try {
    const { number, hash, signature } = anchorFile.parse(JSON.parse(text));
    const head = { number, hash: Buffer.from(hash, 'hex') };
    const signed = Buffer.from(signature, 'hex');
    return secrets.isSigned(headText(firmId, head), signed, headPurpose) ? head : 'altered';
  } catch {
    return 'altered';
  }
}

/** Notes where the chain ends now, unless it does not hold what was noted before: then the older note stays, as proof. */
export async function moveAnchor(platform: Platform, firmId: string): Promise<void> {
  const { database, secrets, clock, logger, anchorFolder } = platform;
  const noted = await readAnchor(platform, firmId);
  const found = await database.firm(firmId).read(async (tx) => {
    const { rows } = await sql<{ number: number; hash: Buffer; seal: Buffer; then: Buffer | null }>`
      select number, hash, seal, (select b.hash from audit_blocks b where b.firm_id = ${firmId}
        and b.number = ${noted === 'altered' ? null : (noted?.number ?? null)}::bigint) as "then"
      from audit_heads where firm_id = ${firmId}`.execute(tx);
    return rows[0];
  });
  if (!found || (noted !== null && noted !== 'altered' && noted.number === found.number)) return;
  if (noted === 'altered' || (noted && (noted.number > found.number || !found.then?.equals(noted.hash)))) {
    logger.error({ firmId }, 'the audit log does not go on from where it was noted; the note stays as it is');
    return;
  }
  await writeWhole(anchorFolder, firmId, {
    firmId,
    number: found.number,
    hash: found.hash.toString('hex'),
    notedAt: clock.now().toISOString(),
    publicKey: secrets.publicKey(headPurpose),
    signature: found.seal.toString('hex'),
  });
}

/** On the disk before it stands in place of the older one. */
async function writeWhole(
  folder: string,
  firmId: string,
  content: z.infer<typeof anchorFile>,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = fileOf(folder, firmId);
  // A name of its own: the nightly check and the sealing worker may write at the same moment.
  const beside = `${path}.${randomUUID()}`;
  try {
    await writeFile(beside, `${JSON.stringify(content)}\n`, { mode: 0o600, flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function fileOf(folder: string, firmId: string): string {
  return join(folder, `${firmId}.json`);
}
