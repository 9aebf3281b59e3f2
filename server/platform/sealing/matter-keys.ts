/** Whose keys open a content follows from what points at it (the view content_places); a matter's own key can be destroyed. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { actAgainAs, actAsProgram, type Tx } from '../db/database.ts';
import { problem } from '../http/problems.ts';
import type { Secrets } from '../secrets.ts';
import type { ContentKey } from './chunks.ts';
import { findContentKey } from './content-keys.ts';
import { keyBytes, type MatterKey, openMatterKey, sealGenerally, sealMatterKey, wrap } from './wrap.ts';

const atOnce = 500;

export interface Destroyed {
  destroyedAt: Date;
  /** Contents that nothing opens any more. */
  contents: number;
  /** Contents of the matter that others hold, too: they stay readable there. */
  heldElsewhere: number;
}

/**
 * Destroys the key of a matter: what only this matter holds cannot be read any more, wherever its sealed bytes are. To be
 * called before the matter's rows are deleted, since they say what it holds; again, it changes nothing. The caller audits.
 * @throws wrong_state when something holds the matter; the caller asks before, and tells of it as `holds` does
 */
export async function destroyMatterKeys(
  tx: Tx,
  { secrets }: { secrets: Secrets },
  firmId: string,
  matterId: string,
): Promise<Destroyed> {
  const staffId = await staffOf(tx);
  await actAsProgram(tx);
  await oneAtATime(tx, firmId);
  await mustNotBeHeld(tx, firmId, matterId);
  await sql`insert into matter_keys (firm_id, matter_id, sealed_key, created_at, destroyed_at)
    values (${firmId}, ${matterId}, null, app_now(), app_now()) on conflict (firm_id, matter_id) do nothing`.execute(
    tx,
  );
  const ids = await contentsOf(tx, firmId, matterId);
  let heldElsewhere = 0;
  for (let from = 0; from < ids.length; from += atOnce)
    heldElsewhere += await settle(tx, secrets, firmId, ids.slice(from, from + atOnce), matterId);
  await sql`delete from matter_content_keys where firm_id = ${firmId} and matter_id = ${matterId}`.execute(
    tx,
  );
  const { rows } = await sql<{ at: Date }>`
    update matter_keys set sealed_key = null, destroyed_at = coalesce(destroyed_at, app_now())
    where firm_id = ${firmId} and matter_id = ${matterId} returning destroyed_at as at`.execute(tx);
  if (staffId !== null) await actAgainAs(tx, staffId);
  const [row] = rows;
  if (!row) throw new Error('the matter’s key is gone');
  return { destroyedAt: row.at, contents: ids.length - heldElsewhere, heldElsewhere };
}

/** Copies are made and destroyed in turn, or one could be made with a key that is just destroyed. */
export async function oneAtATime(tx: Tx, firmId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('matter_keys'), hashtext(${firmId}))`.execute(tx);
}

/** The last net: what a key opened never comes back. */
async function mustNotBeHeld(tx: Tx, firmId: string, matterId: string): Promise<void> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (select 1 from held_by(${firmId}::uuid, ${matterId}::uuid, null, null))
      or exists (select 1 from conversations c where c.firm_id = ${firmId} and c.matter_id = ${matterId}
        and c.held_at is not null) as held`.execute(tx);
  if (rows[0]?.held !== false)
    throw problem('wrong_state', 'This is on hold: nothing of it is changed or deleted.', { reason: 'held' });
}

async function staffOf(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`select app_staff()::text as id`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Keys of contents that the matter holds or held, and of what is still coming in to it. */
async function contentsOf(tx: Tx, firmId: string, matterId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from content_keys where firm_id = ${firmId} and (
      id in (select content_key_id from matter_content_keys where firm_id = ${firmId} and matter_id = ${matterId})
      or sha256 in (select sha256 from content_places where firm_id = ${firmId} and matter_id = ${matterId})
      or upload_id in (select u.id from uploads u join conversations c on c.firm_id = ${firmId} and c.id = u.conversation_id
        where u.firm_id = ${firmId} and c.matter_id = ${matterId}))
    order by id`.execute(tx);
  return rows.map(({ id }) => id);
}

interface Held {
  id: string;
  /** Matters that hold it. */
  matters: string[];
  /** Held by what hangs on no matter. */
  generally: boolean;
  /** Matters by whose key it is wrapped already. */
  wrapped: string[];
  hasGeneral: boolean;
}

/**
 * Wraps each key by the key of every matter that holds the content, and by the installation's if something without a matter
 * does; takes the installation's copy away from what only matters hold. `without`: as if that matter were gone already. Answers
 * how many of them can still be opened.
 */
export async function settle(
  tx: Tx,
  secrets: Secrets,
  firmId: string,
  ids: readonly string[],
  without: string | null = null,
): Promise<number> {
  const of = { firmId, secrets, without, matterKeys: new Map<string, MatterKey | null>() };
  let open = 0;
  for (const held of await readHeld(tx, firmId, ids)) if (await settleOne(tx, of, held)) open += 1;
  await sql`update content_keys set settle_at = null where firm_id = ${firmId} and id = any(${[...ids]}::uuid[])
    and settle_at is not null`.execute(tx);
  return open;
}

interface Settling {
  firmId: string;
  secrets: Secrets;
  without: string | null;
  /** Looked up once; null: destroyed. */
  matterKeys: Map<string, MatterKey | null>;
}

/** Answers whether anything still opens it. */
async function settleOne(tx: Tx, of: Settling, held: Held): Promise<boolean> {
  const { firmId, secrets, without } = of;
  const content = await findContentKey(tx, secrets, firmId, held.id);
  if (!content) return false;
  const others = held.matters.filter((one) => one !== without);
  let living = 0;
  for (const matterId of others) {
    const key = of.matterKeys.get(matterId) ?? (await getMatterKey(tx, secrets, firmId, matterId));
    of.matterKeys.set(matterId, key);
    if (!key) continue;
    living += 1;
    if (!held.wrapped.includes(matterId)) await insertWrapped(tx, firmId, key, content);
  }
  // What nothing points at yet was just stored, and what came to a destroyed matter later has no other key.
  const waits = without === null && (held.matters.length === 0 || living < others.length);
  const general = held.generally || (waits && held.hasGeneral);
  if (general !== held.hasGeneral)
    await sql`update content_keys set general_key = ${general ? sealGenerally(secrets, firmId, content) : null}
      where firm_id = ${firmId} and id = ${held.id}`.execute(tx);
  return general || living > 0 || held.wrapped.some((one) => one !== without);
}

async function readHeld(tx: Tx, firmId: string, ids: readonly string[]): Promise<Held[]> {
  const { rows } = await sql<Held>`
    with places (id, matter_id) as (
      select k.id, p.matter_id from content_keys k join content_places p on p.firm_id = ${firmId} and p.sha256 = k.sha256
        where k.firm_id = ${firmId} and k.id = any(${[...ids]}::uuid[])
      union select k.id, c.matter_id from content_keys k
        join uploads u on u.firm_id = ${firmId} and u.id = k.upload_id and u.state not in ('attached', 'expired')
        join conversations c on c.firm_id = ${firmId} and c.id = u.conversation_id
        where k.firm_id = ${firmId} and k.id = any(${[...ids]}::uuid[]))
    select k.id, k.general_key is not null as "hasGeneral",
      array(select p.matter_id from places p where p.id = k.id and p.matter_id is not null) as matters,
      exists (select 1 from places p where p.id = k.id and p.matter_id is null) as generally,
      array(select w.matter_id from matter_content_keys w
        join matter_keys m on m.firm_id = ${firmId} and m.matter_id = w.matter_id and m.sealed_key is not null
        where w.firm_id = ${firmId} and w.content_key_id = k.id) as wrapped
    from content_keys k where k.firm_id = ${firmId} and k.id = any(${[...ids]}::uuid[]) order by k.id`.execute(
    tx,
  );
  return rows;
}

async function insertWrapped(tx: Tx, firmId: string, key: MatterKey, content: ContentKey): Promise<void> {
  await sql`insert into matter_content_keys (firm_id, content_key_id, matter_id, wrapped_key)
    values (${firmId}, ${content.id}, ${key.matterId}, ${wrap(key, content)})
    on conflict (firm_id, content_key_id, matter_id) do update set wrapped_key = excluded.wrapped_key`.execute(
    tx,
  );
}

/** Made when it is first needed; null once it was destroyed. */
async function getMatterKey(
  tx: Tx,
  secrets: Secrets,
  firmId: string,
  matterId: string,
): Promise<MatterKey | null> {
  const fresh = { matterId, key: randomBytes(keyBytes) };
  await sql`insert into matter_keys (firm_id, matter_id, sealed_key, created_at)
    values (${firmId}, ${matterId}, ${sealMatterKey(secrets, firmId, fresh)}, app_now())
    on conflict (firm_id, matter_id) do nothing`.execute(tx);
  const { rows } = await sql<{ sealed: Buffer | null }>`
    select sealed_key as sealed from matter_keys where firm_id = ${firmId} and matter_id = ${matterId}`.execute(
    tx,
  );
  const sealed = rows[0]?.sealed;
  return sealed ? openMatterKey(secrets, firmId, matterId, sealed) : null;
}
