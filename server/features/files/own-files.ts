/** All files that somebody outside the firm may see, over their conversations: rows with their own eyes, names by the program. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import type { PortalPrincipal } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { type FileRow, fileColumns, toFile } from './files-store.ts';
import { readSettings } from './settings-store.ts';
import type { OwnFile, OwnFilesPage, OwnFilesQuery } from './shapes.ts';

interface Row extends FileRow {
  sortAt: string;
  conversationTitle: string;
  matterId: string | null;
  authorStaffId: string | null;
  authorPortalUserId: string | null;
}

/** Newest first. What its sender took back with its message is gone; what was withdrawn by itself stays, as a name. */
export async function listOwnFiles(
  tx: Tx,
  principal: PortalPrincipal,
  query: OwnFilesQuery,
): Promise<OwnFilesPage> {
  const { firmId, portalUserId, secondFactor } = principal;
  const { rows } = await sql<Row>`
    select ${fileColumns}, a.created_at::text as "sortAt", c.title as "conversationTitle", c.matter_id as "matterId",
      m.author_staff_id as "authorStaffId", m.author_portal_user_id as "authorPortalUserId"
    from attachments a
    join messages m on m.firm_id = ${firmId} and m.conversation_id = a.conversation_id and m.seq = a.seq
    join conversations c on c.firm_id = ${firmId} and c.id = a.conversation_id
    where a.firm_id = ${firmId} and m.retracted_at is null
      and a.conversation_id in (select p.conversation_id from participants p
        where p.firm_id = ${firmId} and p.portal_user_id = ${portalUserId})
      and ${wanted(query)}
    order by a.created_at desc, a.id desc limit ${query.limit + 1}`.execute(tx);
  const locked = !secondFactor && (await asksSecondFactor(tx, firmId));
  const page = toPage(
    rows,
    query.limit,
    ({ sortAt, id }) => [sortAt, id],
    (row) => row,
  );
  return { items: await describe(tx, principal, page.items), next: page.next, locked };
}

function wanted({ q, matterId, after }: OwnFilesQuery): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (matterId !== undefined) conditions.push(sql`c.matter_id = ${matterId}`);
  if (q !== undefined) conditions.push(sql`a.name ilike ${`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`}`);
  if (after !== undefined) {
    const [at, id] = decodeCursor(after, z.tuple([z.string().max(40), z.uuid()]));
    conditions.push(sql`(a.created_at, a.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  return sql.join(conditions, sql` and `);
}

async function asksSecondFactor(tx: Tx, firmId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from conversations where firm_id = ${firmId} and second_factor limit 1`.execute(tx);
  return rows.length > 0;
}

async function describe(
  tx: Tx,
  { firmId, portalUserId }: PortalPrincipal,
  rows: readonly Row[],
): Promise<OwnFile[]> {
  await actAsProgram(tx);
  const policy = await readSettings(tx, firmId);
  const known = await readWords(tx, firmId, rows);
  return rows.map((row) => {
    const {
      sha256: _,
      location: __,
      typeMismatch: ___,
      ...file
    } = toFile(row, known.details.get(row.id) ?? '', policy);
    const author = row.authorStaffId ?? row.authorPortalUserId ?? '';
    return {
      ...file,
      mine: row.authorPortalUserId === portalUserId,
      fromName: known.names.get(author) ?? '',
      conversationTitle: row.conversationTitle || (known.titles.get(row.matterId ?? '') ?? ''),
      matterId: row.matterId,
    };
  });
}

interface Words {
  details: ReadonlyMap<string, string>;
  /** Of matters. */
  titles: ReadonlyMap<string, string>;
  /** Of those who sent them. */
  names: ReadonlyMap<string, string>;
}

async function readWords(tx: Tx, firmId: string, files: readonly Row[]): Promise<Words> {
  const ids = files.map(({ id }) => id);
  const people = files.flatMap((row) => row.authorStaffId ?? row.authorPortalUserId ?? []);
  const matters = files.flatMap(({ matterId }) => matterId ?? []);
  const { rows } = await sql<{ kind: keyof Words; id: string; words: string }>`
    select 'details' as kind, a.id, a.verdict_detail as words from attachments a
      where a.firm_id = ${firmId} and a.id = any(${ids}::uuid[])
    union all
    select 'titles', m.id, m.title from matters m where m.firm_id = ${firmId} and m.id = any(${matters}::uuid[])
    union all
    select 'names', s.id, trim(s.first_name || ' ' || s.last_name) from staff_members s
      where s.firm_id = ${firmId} and s.id = any(${people}::uuid[])
    union all
    select 'names', u.id, k.display_name from portal_users u
      join contacts k on k.firm_id = ${firmId} and k.id = u.contact_id
      where u.firm_id = ${firmId} and u.id = any(${people}::uuid[])`.execute(tx);
  const of = (kind: keyof Words) =>
    new Map(rows.filter((row) => row.kind === kind).map(({ id, words }) => [id, words]));
  return { details: of('details'), titles: of('titles'), names: of('names') };
}
