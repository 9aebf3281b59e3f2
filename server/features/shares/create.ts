/** Sharing documents and folders of the matter: decided with the eyes of whoever shares, carried out as the program. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { lockConversation, openConversation, postNote } from '../conversations/index.ts';
import { levelsAtFault } from '../files/index.ts';
import { decideShare } from './decide.ts';
import { getShare } from './reads.ts';
import { refused } from './refusals.ts';
import type { NewShares, Share } from './shapes.ts';
import './tables.ts';

type StaffActor = Actor & { staffId: string };

interface Source {
  kind: 'document' | 'folder';
  id: string;
  name: string;
  /** Of its files, inside it. */
  paths: string[];
  withoutFile: boolean;
}

/** One note tells of all of it. */
export async function createShares(
  tx: Tx,
  actor: StaffActor,
  conversationId: string,
  input: NewShares,
): Promise<Share[]> {
  const { firmId, staffId, now } = actor;
  const opened = await openConversation(tx, firmId, actor, conversationId, now);
  const sources = await readSources(tx, firmId, opened.matter_id, input);
  await actAsProgram(tx);
  const locked = await lockConversation(tx, firmId, conversationId);
  const faults = sources.flatMap(({ name, paths }) =>
    levelsAtFault(paths).map((fault) => ({ ...fault, level: [name, fault.level].filter(Boolean).join('/') })),
  );
  const twice = await alreadyShared(tx, firmId, conversationId, sources);
  const refusal = decideShare({
    ...{
      kind: locked.kind,
      state: locked.state,
      class: locked.class,
      member: locked.staff_ids.includes(staffId),
    },
    ...{ auto: input.auto, confirmed: input.confirmed, levels: faults, twice },
    withoutFile: sources.filter(({ withoutFile }) => withoutFile).length,
  });
  if (refusal !== null) throw refused(refusal, faults);
  const [first] = sources;
  const text = `${first?.name ?? ''}${sources.length > 1 ? ` +${sources.length - 1}` : ''}`;
  const { seq } = await postNote(tx, locked, { staffId }, { what: 'shared', text }, now);
  const ids: string[] = [];
  for (const source of sources)
    ids.push(await insertShare(tx, actor, { ...source, locked, seq, auto: input.auto }));
  await tellOnce(tx, firmId, conversationId, seq, now);
  for (const [index, id] of ids.entries())
    await recordChange(tx, actor, {
      action: 'share.created',
      ...{ id, matterId: locked.matter_id, conversationId },
      detail: { kind: sources[index]?.kind, sourceId: sources[index]?.id, name: sources[index]?.name },
    });
  await actAgainAs(tx, staffId);
  return await Promise.all(ids.map((id) => getShare(tx, firmId, id)));
}

/** With the eyes of whoever shares, of the conversation's own matter. */
async function readSources(
  tx: Tx,
  firmId: string,
  matterId: string | null,
  { documentIds, folderIds }: Pick<NewShares, 'documentIds' | 'folderIds'>,
): Promise<Source[]> {
  const wanted = [
    ...[...new Set(folderIds)].map((id) => ({ kind: 'folder' as const, id })),
    ...[...new Set(documentIds)].map((id) => ({ kind: 'document' as const, id })),
  ];
  if (wanted.length === 0)
    throw problem('invalid_input', 'Choose a document or a folder.', {
      fields: [{ field: 'documentIds', message: 'Nothing is chosen' }],
    });
  const sources: Source[] = [];
  for (const { kind, id } of wanted) {
    const table = kind === 'folder' ? sql`folders x` : sql`documents x`;
    const { rows } = await sql<{ name: string; paths: string[] | null }>`
      select x.name, (select array_agg(case w.level when '' then '' else w.level || '/' end || w.document_id)
        from share_source(${firmId}, ${kind}, ${id}) w) as paths
      from ${table} where x.firm_id = ${firmId} and x.id = ${id} and x.matter_id = ${matterId}
        ${kind === 'document' ? sql`and x.removed_at is null` : sql``}`.execute(tx);
    const { name, paths } = found(rows[0]);
    sources.push({ kind, id, name, paths: paths ?? [], withoutFile: kind === 'document' && paths === null });
  }
  return sources;
}

async function alreadyShared(
  tx: Tx,
  firmId: string,
  conversationId: string,
  sources: readonly Source[],
): Promise<string[]> {
  const rows = await tx
    .selectFrom('shares')
    .select('name')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where(
      'source_id',
      'in',
      sources.map(({ id }) => id),
    )
    .where('withdrawn_at', 'is', null)
    .execute();
  return rows.map(({ name }) => name);
}

async function insertShare(
  tx: Tx,
  { firmId, staffId, now }: StaffActor,
  {
    locked,
    kind,
    id: sourceId,
    name,
    seq,
    auto,
  }: Source & { locked: { id: string; matter_id: string | null }; seq: number; auto: boolean },
): Promise<string> {
  const id = newId();
  await tx
    .insertInto('shares')
    .values({
      ...{ firm_id: firmId, id, conversation_id: locked.id, matter_id: found(locked.matter_id), seq },
      ...{ kind, source_id: sourceId, name, auto: auto && kind === 'folder' },
      ...{ shared_by_staff_id: staffId, shared_at: now },
    })
    .execute();
  await sql`select share_refresh(${firmId}, ${id}, true)`.execute(tx);
  return id;
}

/** The note says it already: the notice of this minute tells of that, and not of its files one by one. */
async function tellOnce(
  tx: Tx,
  firmId: string,
  conversationId: string,
  seq: number,
  now: Date,
): Promise<void> {
  const at = new Date(now.getTime() + 60_000);
  await sql`
    insert into share_news as n (firm_id, conversation_id, changed_at, told_seq, tell_at, unseen)
    values (${firmId}, ${conversationId}, ${now}, ${seq}, ${at}, true)
    on conflict (firm_id, conversation_id) do update set changed_at = ${now}, told_seq = ${seq}, added = 0,
      tell_at = least(n.tell_at, ${at})`.execute(tx);
}
