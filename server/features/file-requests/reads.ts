/** Requests as staff and as people of the portal see them: the walls decide which. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { type FileRow, readFileSettings, toFile } from '../files/index.ts';
import type { FileKind } from './kinds.ts';
import type { OwnRequest, Request, RequestFile, Slot } from './shapes.ts';
import { fileColumns } from './source.ts';
import type { RequestState, SlotState } from './states.ts';
import './tables.ts';

const idCursor = z.tuple([z.uuid()]);

export interface Wanted {
  conversationId?: string | undefined;
  matterId?: string | undefined;
  limit: number;
  after?: string | undefined;
}

interface Row {
  id: string;
  conversationId: string;
  matterId: string;
  title: string;
  note: string;
  dueOn: string | null;
  state: RequestState;
  slots: number;
  settled: number;
  toLookAt: number;
  createdAt: Date;
}
interface StaffRow extends Row {
  conversationTitle: string;
  requestedByName: string;
  remindEvery: number | null;
  remindAt: Date | null;
  version: number;
}

const common = sql`r.id, r.conversation_id as "conversationId", r.matter_id as "matterId", r.title, r.note, r.due_on as "dueOn", r.state,
  r.created_at as "createdAt", n.slots, n.settled, n."toLookAt"`;
const counted = (firmId: string) => sql`cross join lateral (select count(*)::int as slots,
  count(*) filter (where s.state in ('accepted', 'waived'))::int as settled, count(*) filter (where s.state = 'received')::int as "toLookAt"
  from request_slots s where s.firm_id = ${firmId} and s.request_id = r.id) n`;

const staffRequests = (firmId: string) => sql`
  select ${common}, c.title as "conversationTitle", trim(t.first_name || ' ' || t.last_name) as "requestedByName",
    r.remind_every as "remindEvery", r.remind_at as "remindAt", r.version
  from file_requests r
  join conversations c on c.firm_id = ${firmId} and c.id = r.conversation_id
  join staff_members t on t.firm_id = ${firmId} and t.id = r.requested_by_staff_id
  ${counted(firmId)}`;
const ownRequests = (firmId: string) => sql`select ${common} from file_requests r ${counted(firmId)}`;

const where = (firmId: string, { conversationId, matterId, after }: Wanted): RawBuilder<unknown> => {
  const last = after === undefined ? null : decodeCursor(after, idCursor)[0];
  return sql`r.firm_id = ${firmId} and (${last}::uuid is null or r.id < ${last}::uuid)
    and (${conversationId ?? null}::uuid is null or r.conversation_id = ${conversationId ?? null}::uuid)
    and (${matterId ?? null}::uuid is null or r.matter_id = ${matterId ?? null}::uuid)`;
};

const toOwn = ({ note: _note, createdAt, ...row }: Row): OwnRequest => ({
  ...row,
  createdAt: createdAt.toISOString(),
});
const toRequest = ({ note: _note, createdAt, remindAt, ...row }: StaffRow): Request => ({
  ...row,
  createdAt: createdAt.toISOString(),
  remindAt: remindAt?.toISOString() ?? null,
});

export async function listRequests(tx: Tx, firmId: string, wanted: Wanted) {
  const { rows } = await sql<StaffRow>`${staffRequests(firmId)}
    where ${where(firmId, wanted)} order by r.id desc limit ${wanted.limit + 1}`.execute(tx);
  return toPage(rows, wanted.limit, ({ id }) => [id], toRequest);
}

export async function listOwnRequests(tx: Tx, firmId: string, wanted: Omit<Wanted, 'matterId'>) {
  const { rows } = await sql<Row>`${ownRequests(firmId)}
    where ${where(firmId, wanted)} order by r.id desc limit ${wanted.limit + 1}`.execute(tx);
  return toPage(rows, wanted.limit, ({ id }) => [id], toOwn);
}

export async function getRequest(tx: Tx, firmId: string, id: string): Promise<Request & { note: string }> {
  const { rows } =
    await sql<StaffRow>`${staffRequests(firmId)} where r.firm_id = ${firmId} and r.id = ${id}`.execute(tx);
  const row = found(rows[0]);
  return { ...toRequest(row), note: row.note };
}

export async function getOwnRequest(
  tx: Tx,
  firmId: string,
  id: string,
): Promise<OwnRequest & { note: string }> {
  const { rows } =
    await sql<Row>`${ownRequests(firmId)} where r.firm_id = ${firmId} and r.id = ${id}`.execute(tx);
  const row = found(rows[0]);
  return { ...toOwn(row), note: row.note };
}

export interface SlotRow {
  id: string;
  requestId: string;
  name: string;
  help: string;
  required: boolean;
  types: FileKind[];
  maxFiles: number;
  maxBytes: number;
  state: SlotState;
  reason: string;
}

export async function readSlots(tx: Tx, firmId: string, requestId: string): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`
    select id, request_id as "requestId", name, help, required, types, max_files as "maxFiles", max_bytes as "maxBytes", state, reason
    from request_slots where firm_id = ${firmId} and request_id = ${requestId} order by position`.execute(tx);
  return rows;
}

export interface SentFileRow extends FileRow {
  slotId: string;
  fileState: RequestFile['fileState'];
  reason: string;
  addedBy: string;
}

export async function readSentFiles(tx: Tx, firmId: string, requestId: string): Promise<SentFileRow[]> {
  const { rows } = await sql<SentFileRow>`
    select ${fileColumns}, f.slot_id as "slotId", f.state as "fileState", f.reason, f.added_by_portal_user_id as "addedBy"
    from request_files f join file_requests r on r.firm_id = ${firmId} and r.id = f.request_id
    where f.firm_id = ${firmId} and f.request_id = ${requestId} order by f.id`.execute(tx);
  return rows;
}

/** As the program: what the scanner said, the firm's policy, and who sent what. */
export async function describeSlots(
  tx: Tx,
  firmId: string,
  { slots, files, reader }: { slots: readonly SlotRow[]; files: readonly SentFileRow[]; reader: string },
): Promise<(Omit<Slot, 'files'> & { files: (RequestFile & { sentBy: string })[] })[]> {
  const policy = await readFileSettings(tx, firmId);
  const { rows } = await sql<{ id: string; detail: string; sentBy: string }>`
    select f.id, f.verdict_detail as detail, c.display_name as "sentBy" from request_files f
    join portal_users u on u.firm_id = ${firmId} and u.id = f.added_by_portal_user_id
    join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    where f.firm_id = ${firmId} and f.id = any(${files.map(({ id }) => id)}::uuid[])`.execute(tx);
  const known = new Map(rows.map((row) => [row.id, row]));
  return slots.map(({ requestId: _of, ...slot }) => ({
    ...slot,
    files: files
      .filter(({ slotId }) => slotId === slot.id)
      .map((row) => {
        const { detail = '', sentBy = '' } = known.get(row.id) ?? {};
        const { seq, withdrawnAt, ...file } = toFile(row, detail, policy);
        const { fileState, reason, addedBy } = row;
        return { ...file, fileState, reason, mine: addedBy === reader, sentBy };
      }),
  }));
}
