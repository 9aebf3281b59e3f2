/** Where the keys of contents are: in the database, wrapped (wrap.ts). Nobody keeps one in memory beyond one reading or writing. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { Problem } from '../http/problems.ts';
import type { Secrets } from '../secrets.ts';
import { ContentDamaged, type ContentKey } from './chunks.ts';
import { keyBytes, openGeneral, openMatterKey, sealGenerally, unwrap } from './wrap.ts';
import './tables.ts';

/** The bytes may still be there, but no key that opens them: every matter that held the content was destroyed. */
export class ContentDestroyed extends Problem {
  override name = 'ContentDestroyed';
  constructor() {
    super('gone', 'This file was destroyed for good, together with the keys of its matter.');
  }
}

export interface ContentKeys {
  /** Of an upload that begins: kept before its first byte. */
  begin(firmId: string, uploadId: string): Promise<ContentKey>;
  /** Of a content that is whole now: kept before its bytes get their name. */
  keep(firmId: string, key: ContentKey, sha256: Buffer): Promise<void>;
  /** The same content came once more, perhaps on another matter. */
  cameAgain(firmId: string, id: string): Promise<void>;
  /**
   * `sha256`: of the content that it must belong to; null: of one that still comes in.
   * @throws ContentDestroyed when no living key opens it; ContentDamaged when it is another content's
   */
  get(firmId: string, id: string, sha256: Buffer | null): Promise<ContentKey>;
  /** All keys of a content that is removed, or of an upload that ended before it was whole. */
  forget(firmId: string, of: { sha256: Buffer } | { uploadId: string }): Promise<void>;
}

export function newContentKey(): ContentKey {
  return { id: randomUUID(), key: randomBytes(keyBytes) };
}

/** Who holds a content is seen a little later, when whoever stored it has noted what for. */
const settleLater = sql`app_now() + interval '2 minutes'`;

/** `database` is for keys alone: a file is also stored by who holds a connection already, and must not wait for the others. */
export function createContentKeys(database: Pick<Database, 'firm'>, secrets: Secrets): ContentKeys {
  return {
    async begin(firmId, uploadId) {
      const key = newContentKey();
      await database.firm(firmId).write((tx) =>
        sql`insert into content_keys (firm_id, id, upload_id, general_key, created_at)
          values (${firmId}, ${key.id}, ${uploadId}, ${sealGenerally(secrets, firmId, key)}, app_now())`.execute(
          tx,
        ),
      );
      return key;
    },
    async keep(firmId, key, sha256) {
      await database.firm(firmId).write((tx) =>
        sql`insert into content_keys (firm_id, id, sha256, general_key, settle_at, created_at)
          values (${firmId}, ${key.id}, ${sha256}, ${sealGenerally(secrets, firmId, key)}, ${settleLater}, app_now())
          on conflict (firm_id, id) do update set sha256 = excluded.sha256, settle_at = excluded.settle_at`.execute(
          tx,
        ),
      );
    },
    async cameAgain(firmId, id) {
      await database
        .firm(firmId)
        .write((tx) =>
          sql`update content_keys set settle_at = ${settleLater} where firm_id = ${firmId} and id = ${id}`.execute(
            tx,
          ),
        );
    },
    async get(firmId, id, sha256) {
      const found = await database.firm(firmId).read((tx) => findContentKey(tx, secrets, firmId, id));
      return mustOpen(found, sha256);
    },
    async forget(firmId, of) {
      const which =
        'sha256' in of ? sql`sha256 = ${of.sha256}` : sql`upload_id = ${of.uploadId} and sha256 is null`;
      await database
        .firm(firmId)
        .write((tx) => sql`delete from content_keys where firm_id = ${firmId} and ${which}`.execute(tx));
    },
  };
}

export type FoundKey = ContentKey & { sha256: Buffer | null };

/** The bytes of one content may not stand under the name of another. */
export function mustOpen(found: FoundKey | null, sha256: Buffer | null): ContentKey {
  if (!found) throw new ContentDestroyed();
  if (sha256 && found.sha256 && !found.sha256.equals(sha256))
    throw new ContentDamaged(`the bytes of ${sha256.toString('hex')} are those of another content`);
  return found;
}

/** Null when nothing opens it any more. As the program, or as the owner of the database. */
export async function findContentKey(
  tx: Tx,
  secrets: Secrets,
  firmId: string,
  id: string,
): Promise<FoundKey | null> {
  const { rows } = await sql<{
    sha256: Buffer | null;
    general: Buffer | null;
    matterId: string | null;
    wrapped: Buffer | null;
    sealed: Buffer | null;
  }>`
    select k.sha256, k.general_key as general, m.matter_id as "matterId", m.wrapped_key as wrapped, m.sealed_key as sealed
    from content_keys k
    left join lateral (select c.matter_id, c.wrapped_key, mk.sealed_key from matter_content_keys c
      join matter_keys mk on mk.firm_id = ${firmId} and mk.matter_id = c.matter_id and mk.sealed_key is not null
      where c.firm_id = ${firmId} and c.content_key_id = k.id order by c.matter_id limit 1) m on true
    where k.firm_id = ${firmId} and k.id = ${id}`.execute(tx);
  const [row] = rows;
  if (row?.general) return { ...openGeneral(secrets, firmId, id, row.general), sha256: row.sha256 };
  if (!row?.matterId || !row.wrapped || !row.sealed) return null;
  const matterKey = openMatterKey(secrets, firmId, row.matterId, row.sealed);
  return { ...unwrap(matterKey, id, row.wrapped), sha256: row.sha256 };
}
