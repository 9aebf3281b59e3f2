/** One conversation as staff see it whole. */
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { type Opened, openConversation } from './access.ts';
import { getLine } from './lines.ts';
import { listParticipants } from './participants-store.ts';
import type { Conversation } from './shapes.ts';
import { trace } from './tell.ts';
import './tables.ts';

interface StaffReader {
  firmId: string;
  staffId: string;
  now: Date;
}

/** Opens it; reading by somebody who does not take part is written down. In a transaction that may write. */
export async function openForReading(tx: Tx, reader: StaffReader, id: string): Promise<Opened> {
  const opened = await openConversation(tx, reader.firmId, reader, id, reader.now);
  const { audited, row } = opened.visibility;
  if (audited && !(await readLately(tx, reader, id)))
    await trace(tx, reader, opened, 'conversation.read', { why: row === 4 ? 'break_glass' : 'matter' });
  return opened;
}

/** One reading is one row, however often the screen asks meanwhile. */
const readingMs = 10 * 60_000;

async function readLately(tx: Tx, { firmId, staffId, now }: StaffReader, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('audit_log')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('subject_type', '=', 'conversation')
    .where('subject_id', '=', id)
    .where('action', '=', 'conversation.read')
    .where('staff_id', '=', staffId)
    .where('at', '>', new Date(now.getTime() - readingMs))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function getConversation(tx: Tx, reader: StaffReader, id: string): Promise<Conversation> {
  const { firmId, staffId, now } = reader;
  const opened = await openConversation(tx, firmId, reader, id, now);
  const { line, readSeq } = found(await getLine(tx, firmId, staffId, id));
  const row = await tx
    .selectFrom('conversations')
    .select(['held_reason', 'version'])
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const draft = await tx
    .selectFrom('drafts')
    .select('body')
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', id)
    .where('person_id', '=', staffId)
    .executeTakeFirst();
  return {
    ...line,
    participants: await listParticipants(tx, firmId, opened),
    canPost: opened.visibility.post,
    readSeq,
    draft: draft?.body ?? '',
    continuesId: opened.continues_id,
    heldReason: row.held_reason,
    opened: opened.visibility.row === 4 ? 'break_glass' : line.member ? 'member' : 'matter',
    version: row.version,
    createdAt: opened.created_at.toISOString(),
    archivedAt: opened.archived_at?.toISOString() ?? null,
    endedAt: opened.ended_at?.toISOString() ?? null,
  };
}
