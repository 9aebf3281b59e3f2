/** Opening a conversation as somebody: the rows that the database shows, and T1 over them. Every act begins here. */
import type { Tx } from '../../platform/db/database.ts';
import { prepared, preparedAs } from '../../platform/db/prepared.ts';
import { found } from '../../platform/http/problems.ts';
import type { ConversationKind, ConversationState } from './kinds.ts';
import { decideVisibility, type Facts, type Stay, type Viewer, type Visibility } from './visibility.ts';
import './tables.ts';

/** Whose eyes. */
export type Reader = { staffId: string } | { portalUserId: string };

export const readerId = (reader: Reader) => ('staffId' in reader ? reader.staffId : reader.portalUserId);

const columns = [
  'id',
  'kind',
  'matter_id',
  'title',
  'state',
  'second_factor',
  'last_seq',
  'last_message_at',
  'staff_ids',
  'continues_id',
  'archived_at',
  'ended_at',
  'created_at',
] as const;

export interface Opened {
  id: string;
  kind: ConversationKind;
  state: ConversationState;
  matter_id: string | null;
  title: string;
  second_factor: boolean;
  last_seq: number;
  last_message_at: Date | null;
  staff_ids: string[];
  continues_id: string | null;
  archived_at: Date | null;
  ended_at: Date | null;
  created_at: Date;
  visibility: Visibility;
}

/** The conversation as this person may see it; `not_found` when they may not. */
export async function openConversation(
  tx: Tx,
  firmId: string,
  reader: Reader,
  id: string,
  now: Date,
): Promise<Opened> {
  return found(await findConversation(tx, firmId, reader, id, now));
}

/** The same; null when they may not see it. Also for the program, which decides about others. */
export async function findConversation(
  tx: Tx,
  firmId: string,
  reader: Reader,
  id: string,
  now: Date,
): Promise<Opened | null> {
  const row = await tx
    .selectFrom('conversations')
    .select(columns)
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .modifyEnd(preparedAs('open_conversation'))
    .executeTakeFirst();
  if (!row) return null;
  const facts: Facts = {
    ...{ sameFirm: true, kind: row.kind, state: row.state, now },
    ...('staffId' in reader
      ? await staffViewer(tx, firmId, reader.staffId, row, now)
      : { membersOnly: false, viewer: await externalViewer(tx, firmId, reader.portalUserId, id) }),
  };
  const visibility = decideVisibility(facts);
  return visibility.open ? { ...row, visibility } : null;
}

async function staffViewer(
  tx: Tx,
  firmId: string,
  staffId: string,
  row: { id: string; matter_id: string | null; staff_ids: string[] },
  now: Date,
): Promise<Pick<Facts, 'membersOnly' | 'viewer'>> {
  const { rows } = await prepared<{
    active: boolean;
    members_only: boolean;
    outside: boolean;
    glass: boolean;
  }>('staff_viewer')`
    select s.active,
      coalesce((select p.members_only from portal_settings p where p.firm_id = ${firmId}), false) as members_only,
      exists (select 1 from matters m where m.firm_id = ${firmId} and m.id = ${row.matter_id} and m.restricted
        and not exists (select 1 from matter_access a where a.firm_id = ${firmId} and a.matter_id = m.id and a.staff_id = s.id)) as outside,
      exists (select 1 from break_glass_grants g where g.firm_id = ${firmId} and g.conversation_id = ${row.id}
        and g.staff_id = s.id and g.ended_at is null and g.expires_at > ${now}) as glass
    from staff_members s where s.firm_id = ${firmId} and s.id = ${staffId}`.execute(tx);
  const [facts] = rows;
  return {
    membersOnly: facts?.members_only ?? false,
    viewer: {
      who: 'staff',
      active: facts?.active ?? false,
      outsideWall: facts?.outside ?? true,
      member: row.staff_ids.includes(staffId),
      breakGlass: facts?.glass ?? false,
    },
  };
}

async function externalViewer(
  tx: Tx,
  firmId: string,
  portalUserId: string,
  conversationId: string,
): Promise<Viewer> {
  const user = await tx
    .selectFrom('portal_users')
    .select('active')
    .where('firm_id', '=', firmId)
    .where('id', '=', portalUserId)
    .modifyEnd(preparedAs('portal_user_active'))
    .executeTakeFirst();
  const rows = await tx
    .selectFrom('participants')
    .select(['from_seq', 'to_seq', 'left_how', 'access_until'])
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('portal_user_id', '=', portalUserId)
    .orderBy('from_seq')
    .modifyEnd(preparedAs('stays_of'))
    .execute();
  const stays: Stay[] = rows.map((row) => ({
    fromSeq: row.from_seq,
    toSeq: row.to_seq,
    left: row.left_how,
    accessUntil: row.access_until,
  }));
  return { who: 'external', active: user?.active ?? false, stays };
}

/** Taken by whoever changes a conversation: messages are numbered, and states decided, one after the other. */
export async function lockConversation(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('conversations')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .modifyEnd(preparedAs('lock_conversation'))
      .executeTakeFirst(),
  );
}
export type Locked = Awaited<ReturnType<typeof lockConversation>>;
