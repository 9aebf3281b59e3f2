/** Reminders to people outside the firm, and the word to the firm that something came: both on the program's clock. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { lockConversation, stateRules } from '../conversations/index.ts';
import { type MailSender, remindOutside } from '../notices/index.ts';
import { lockRequest } from './acts.ts';
import { remindAt } from './settle.ts';
import './tables.ts';

const most = 100;

type Deps = MailSender & Pick<Platform, 'database'>;

/** True when there may be more at once. */
export async function fileRequestsRound(platform: Deps): Promise<boolean> {
  const { database, clock } = platform;
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; id: string }>`
      select firm_id, id from file_requests where remind_at <= ${now} or tell_staff_at <= ${now} limit ${most}`.execute(
      tx,
    ),
  );
  for (const { firm_id: firmId, id } of rows)
    await database.firm(firmId).write((tx) => tellWhatIsDue(tx, platform, { firmId, id, now }));
  return rows.length === most;
}

interface Of {
  firmId: string;
  id: string;
  now: Date;
}

async function tellWhatIsDue(tx: Tx, platform: Deps, of: Of): Promise<void> {
  const { firmId, id, now } = of;
  const { rows } = await sql<{ conversation_id: string }>`
    select conversation_id from file_requests where firm_id = ${firmId} and id = ${id}`.execute(tx);
  const [seen] = rows;
  if (!seen) return;
  // Whoever acts on a request takes its conversation first, and so does this.
  const conversation = await lockConversation(tx, firmId, seen.conversation_id);
  const request = await lockRequest(tx, firmId, id);
  if (request.tell_staff_at !== null && request.tell_staff_at <= now) {
    await tellStaff(tx, platform, request);
    await tx
      .updateTable('file_requests')
      .set({ tell_staff_at: null })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  }
  if (request.remind_at === null || request.remind_at > now) return;
  // Nobody is reminded in a conversation that is put away; restored, it reminds when it is next due.
  const goes =
    request.state === 'open' && stateRules[conversation.state].timers && (await isWaitedFor(tx, of));
  const reminded = request.reminded + (goes ? 1 : 0);
  if (goes)
    await remindOutside(tx, platform, {
      ...{ firmId, conversationId: conversation.id, seq: request.seq, at: now },
      reason: `reminder ${id} ${reminded}`,
      path: `/portal/requests/${id}`,
    });
  await tx
    .updateTable('file_requests')
    .set({ reminded, remind_at: await remindAt(tx, firmId, { ...request, reminded }, now) })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

/** Whether the client has something to do: what the firm has to look at is no reason to write to the client. */
async function isWaitedFor(tx: Tx, { firmId, id }: Of): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select 1 from request_slots where firm_id = ${firmId} and request_id = ${id}
      and (state = 'rejected' or (state = 'open' and required))) as waits`.execute(tx);
  return rows[0]?.waits === true;
}

/** Who is responsible for the matter, and who asked; as far as they see the matter. No names of files or of clients. */
async function tellStaff(
  tx: Tx,
  platform: Deps,
  request: { firm_id: string; matter_id: string; conversation_id: string; requested_by_staff_id: string },
): Promise<void> {
  const { firm_id: firmId, matter_id: matterId, requested_by_staff_id: askedBy } = request;
  const { rows } = await sql<{ email: string }>`
    select distinct s.email from matters m
    join staff_members s on s.firm_id = ${firmId} and s.id in (m.person_responsible_id, ${askedBy}) and s.active and s.email <> ''
    where m.firm_id = ${firmId} and m.id = ${matterId} and (not m.restricted or exists (select 1 from matter_access a
      where a.firm_id = ${firmId} and a.matter_id = m.id and a.staff_id = s.id))
    order by s.email`.execute(tx);
  const link = new URL(`/matters/${matterId}/sharing`, platform.publicUrl).href;
  for (const { email } of rows)
    await queueMail(tx, platform, {
      ...{ firmId, matterId, to: email, subject: 'Files you asked for have come' },
      body: `Somebody sent files that you asked for.\n\nLook at them here:\n${link}`,
    });
}
