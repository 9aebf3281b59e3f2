/** Shares as staff and as people of the portal see them: the walls decide which. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { readFileSettings, toFile } from '../files/index.ts';
import type { FilesQuery, OwnShare, Share, ShareFile, shareReads } from './shapes.ts';
import { fileColumns, filesFrom, leftAt, type ShareFileRow, toFileRow } from './source.ts';
import type { ShareFileState } from './states.ts';
import './tables.ts';

const idCursor = z.tuple([z.uuid()]);
const nameCursor = z.tuple([z.string(), z.uuid()]);

interface Row {
  id: string;
  conversationId: string;
  matterId: string;
  kind: 'document' | 'folder';
  name: string;
  files: number;
  sharedAt: Date;
  withdrawnAt: Date | null;
}
interface StaffRow extends Row {
  conversationTitle: string;
  sourceId: string;
  auto: boolean;
  held: number;
  sharedByName: string;
  frozen: boolean;
  version: number;
}

const common = sql`s.id, s.conversation_id as "conversationId", s.matter_id as "matterId", s.kind, s.name, s.shared_at as "sharedAt",
  s.withdrawn_at as "withdrawnAt"`;

const told = <R extends Row>({ sharedAt, withdrawnAt, ...row }: R) => ({
  ...row,
  sharedAt: sharedAt.toISOString(),
  withdrawnAt: withdrawnAt?.toISOString() ?? null,
});

const staffShares = (firmId: string) => sql`
  select ${common}, s.source_id as "sourceId", s.auto, s.version, c.title as "conversationTitle",
    c.state = 'ended' or m.status = 'closed' as frozen, trim(t.first_name || ' ' || t.last_name) as "sharedByName", n.files, n.held
  from shares s
  join conversations c on c.firm_id = ${firmId} and c.id = s.conversation_id
  join matters m on m.firm_id = ${firmId} and m.id = s.matter_id
  join staff_members t on t.firm_id = ${firmId} and t.id = s.shared_by_staff_id
  cross join lateral (select count(*) filter (where f.state = 'shared')::int as files, count(*) filter (where f.state = 'held')::int as held
    from share_files f where f.firm_id = ${firmId} and f.share_id = s.id and f.state <> 'ended') n`;

export async function listShares(
  tx: Tx,
  firmId: string,
  query: {
    conversationId?: string | undefined;
    matterId?: string | undefined;
    limit: number;
    after?: string | undefined;
  },
): Promise<{ items: Share[]; next: string | null }> {
  const after = query.after === undefined ? null : decodeCursor(query.after, idCursor)[0];
  const { rows } = await sql<StaffRow>`${staffShares(firmId)}
    where s.firm_id = ${firmId} and (${after}::uuid is null or s.id < ${after}::uuid)
      and (${query.conversationId ?? null}::uuid is null or s.conversation_id = ${query.conversationId ?? null}::uuid)
      and (${query.matterId ?? null}::uuid is null or s.matter_id = ${query.matterId ?? null}::uuid)
    order by s.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(rows, query.limit, ({ id }) => [id], told);
}

export async function getShare(tx: Tx, firmId: string, id: string): Promise<Share> {
  const { rows } =
    await sql<StaffRow>`${staffShares(firmId)} where s.firm_id = ${firmId} and s.id = ${id}`.execute(tx);
  return told(found(rows[0]));
}

const ownShares = (firmId: string) => sql`
  select ${common}, n.files from shares s
  cross join lateral (select ${leftAt(firmId)} as at) l
  cross join lateral (select count(*)::int as files from share_files f
    where f.firm_id = ${firmId} and f.share_id = s.id and (f.until is null or f.until > l.at)) n`;

/** With the eyes of the portal. */
export async function listOwnShares(
  tx: Tx,
  firmId: string,
  query: { conversationId?: string | undefined; limit: number; after?: string | undefined },
): Promise<{ items: OwnShare[]; next: string | null }> {
  const after = query.after === undefined ? null : decodeCursor(query.after, idCursor)[0];
  const { rows } = await sql<Row>`${ownShares(firmId)}
    where s.firm_id = ${firmId} and (${after}::uuid is null or s.id < ${after}::uuid)
      and (${query.conversationId ?? null}::uuid is null or s.conversation_id = ${query.conversationId ?? null}::uuid)
    order by s.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(rows, query.limit, ({ id }) => [id], told);
}

export async function getOwnShare(tx: Tx, firmId: string, id: string): Promise<OwnShare> {
  const { rows } = await sql<Row>`${ownShares(firmId)} where s.firm_id = ${firmId} and s.id = ${id}`.execute(
    tx,
  );
  return told(found(rows[0]));
}

/** The levels that hold something the reader sees, in their order. */
export async function listLevels(
  tx: Tx,
  firmId: string,
  id: string,
): Promise<{ level: string; files: number }[]> {
  const { rows } = await sql<{ level: string; files: number }>`
    select f.level, count(*)::int as files from ${filesFrom(firmId)}
    where f.firm_id = ${firmId} and f.share_id = ${id} and f.since is not null and (f.until is null or f.until > l.at)
    group by f.level order by f.level`.execute(tx);
  return rows;
}

/**
 * Files by name, for either realm: what ended stands there as a line, once a document, and only as long as that document
 * is not shared again.
 */
export async function listFiles(
  tx: Tx,
  firmId: string,
  id: string,
  query: FilesQuery,
): Promise<{ items: ShareFileRow[]; next: string | null }> {
  const [name, last] = query.after === undefined ? [null, null] : decodeCursor(query.after, nameCursor);
  const { rows } = await sql<ShareFileRow>`
    select ${fileColumns} from ${filesFrom(firmId)}
    where f.firm_id = ${firmId} and f.share_id = ${id}
      and (${query.level ?? null}::text is null or f.level = ${query.level ?? null})
      and (${query.shareState ?? null}::text is null or f.state = ${query.shareState ?? null})
      and (f.until is null or f.until > l.at or (f.until_why <> 'newer' and not exists (select 1 from share_files g
        where g.firm_id = ${firmId} and g.share_id = ${id} and g.document_id = f.document_id and g.id <> f.id
          and (g.until is null or (g.until_why <> 'newer' and g.until > f.until)))))
      and (${name}::text is null or (f.name, f.id) > (${name}::text, ${last}::uuid))
    order by f.name, f.id limit ${query.limit + 1}`.execute(tx);
  return toPage(
    rows,
    query.limit,
    (row) => [row.name, row.id],
    (row) => row,
  );
}

/** What only the program reads of files, their details and the firm's policy, is added to what somebody saw. */
export async function describeFiles(
  program: Tx,
  firmId: string,
  rows: readonly ShareFileRow[],
): Promise<(ShareFile & { shareState: ShareFileState })[]> {
  const policy = await readFileSettings(program, firmId);
  const ids = rows.map(({ id }) => id);
  const { rows: details } = await sql<{ id: string; detail: string }>`
    select id, verdict_detail as detail from share_files where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(
    program,
  );
  const detailOf = new Map(details.map(({ id, detail }) => [id, detail]));
  return rows.map((row) => {
    const { seq, location, withdrawnAt, createdAt, ...file } = toFile(
      toFileRow(row),
      detailOf.get(row.id) ?? '',
      policy,
    );
    const { shareId, documentId, level, version, endedWhy } = row;
    return {
      ...{ ...file, shareId, documentId, level, version, endedWhy, shareState: row.state },
      versionAt: row.versionAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
    };
  });
}

export async function listShareReads(
  tx: Tx,
  firmId: string,
  id: string,
): Promise<z.input<typeof shareReads>['items']> {
  const { rows } = await sql<{
    at: Date;
    who: 'staff' | 'external';
    personId: string;
    name: string;
    fileName: string;
    version: number;
    what: 'download' | 'page';
    page: number | null;
  }>`
    select a.at, case when a.portal_user_id is null then 'staff' else 'external' end as who,
      coalesce(a.portal_user_id, a.staff_id) as "personId", coalesce(c.display_name, t.first_name || ' ' || t.last_name, '') as name,
      f.name as "fileName", f.version, a.detail->>'what' as what, (a.detail->>'page')::int as page
    from share_files f
    join audit_log a on a.firm_id = ${firmId} and a.subject_type = 'file' and a.subject_id = f.id and a.action = 'file.read'
    left join staff_members t on t.firm_id = ${firmId} and t.id = a.staff_id
    left join portal_users u on u.firm_id = ${firmId} and u.id = a.portal_user_id
    left join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where f.firm_id = ${firmId} and f.share_id = ${id}
    order by a.id desc limit 500`.execute(tx);
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}
