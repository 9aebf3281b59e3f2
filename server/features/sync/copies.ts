/**
 * What goes to the matter of a case by itself (quotes.md §1, §9): each e-mail makes one memo, documents made here are copied by
 * their content, memos too. In the firm's own record they stand there already, or are put there.
 */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { insertWrites, type PlannedRecord } from '../destinations/index.ts';
import { firmFacts } from '../firms/index.ts';
import { insertMemos } from '../practice/index.ts';
import './tables.ts';

export interface Case {
  firmId: string;
  matterId: string;
  staffId: string | null;
  now: Date;
  /** Null: the firm's own record. */
  keeper: { connectionId: string; vendor: PracticeSystem } | null;
}

async function write(
  tx: Tx,
  { firmId, matterId, keeper, now }: Case,
  reference: string,
  record: PlannedRecord,
) {
  if (!keeper?.vendor.writes.includes(record.record)) return;
  const planned = {
    ...{ id: newId(), connectionId: keeper.connectionId, logEntryId: null, contactId: null, matterId },
    ...{
      action: 'create' as const,
      reference,
      record,
      targetId: null,
      afterId: null,
      priority: 2 as const,
      extra: null,
    },
  };
  await insertWrites(tx, firmId, [planned], now);
}

interface Mail {
  id: string;
  recipient: string;
  subject: string;
  created_at: Date;
}

/** The mail itself is not copied. Again, nothing: one memo a mail. */
export async function noteMail(tx: Tx, of: Case, outboxId: string): Promise<void> {
  const { firmId, matterId, keeper, staffId, now } = of;
  const { rows } = await sql<Mail>`
    insert into mail_memos (firm_id, outbox_id, matter_id, at)
    select o.firm_id, o.id, ${matterId}, ${now} from outbox o
    where o.firm_id = ${firmId} and o.id = ${outboxId} and o.channel = 'email' and not o.confidential
    on conflict do nothing
    returning outbox_id as id, (select recipient from outbox o where o.firm_id = ${firmId} and o.id = outbox_id) as recipient,
      (select subject from outbox o where o.firm_id = ${firmId} and o.id = outbox_id) as subject,
      (select created_at from outbox o where o.firm_id = ${firmId} and o.id = outbox_id) as created_at`.execute(
    tx,
  );
  const [mail] = rows;
  if (!mail) return;
  const { timeZone } = await firmFacts(tx, firmId);
  const at = DateTime.fromJSDate(mail.created_at, { zone: timeZone });
  const words = {
    date: at.toFormat('yyyy-MM-dd'),
    subject: `E-mail: ${mail.subject}`,
    text: `“${mail.subject}” was sent to ${mail.recipient} at ${at.toFormat('HH:mm')}. Message ${mail.id}.`,
  };
  if (keeper) {
    const record = { record: 'matter_memo' as const, matterId, staffId, ...words };
    await write(tx, of, `MAIL-${mail.id}`, record);
    return;
  }
  await insertMemos(tx, firmId, [
    {
      ...{ id: newId(), matterId, contactId: null, staffId, date: words.date, subject: words.subject },
      ...{ body: words.text, activityCodeId: null, logEntryId: null },
    },
  ]);
}

/** Mails of before the conversion, but for those of quotes: the conversion itself notes these. */
export async function listEarlierMails(tx: Tx, firmId: string, leadId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select outbox_id as id from key_stage_messages
    where firm_id = ${firmId} and lead_id = ${leadId} and channel = 'email' and outbox_id is not null
    union
    select (detail ->> 'outboxId')::uuid from lead_events
    where firm_id = ${firmId} and lead_id = ${leadId} and kind = 'chase_sent' and detail ? 'outboxId'
    order by 1`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What people noted of the enquiry while it was none of a matter. */
export async function listEarlierNotes(tx: Tx, firmId: string, leadId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from lead_events where firm_id = ${firmId} and lead_id = ${leadId} and kind = 'note' and text <> ''
      and id < (select id from lead_events where firm_id = ${firmId} and lead_id = ${leadId}
        and kind = 'state_changed' and detail ->> 'to' = 'converted' order by id desc limit 1)
    order by id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** A note of the enquiry becomes a memo, with its day and its author. Each is told once. */
export async function noteLeadNote(tx: Tx, of: Case, eventId: string): Promise<void> {
  const { firmId, matterId, keeper } = of;
  const { rows } = await sql<{ text: string; at: Date; staff_id: string | null }>`
    select text, at, staff_id from lead_events where firm_id = ${firmId} and id = ${eventId} and text <> ''`.execute(
    tx,
  );
  const [note] = rows;
  if (!note) return;
  const { timeZone } = await firmFacts(tx, firmId);
  const { text, staff_id: staffId } = note;
  const date = DateTime.fromJSDate(note.at, { zone: timeZone }).toFormat('yyyy-MM-dd');
  const subject = 'Note of the enquiry';
  if (keeper) {
    const record = { record: 'matter_memo' as const, matterId, staffId, date, subject, text };
    return await write(tx, of, `NOTE-${eventId}`, record);
  }
  await insertMemos(tx, firmId, [
    {
      ...{ id: newId(), matterId, contactId: null, staffId, date, subject },
      ...{ body: text, activityCodeId: null, logEntryId: null },
    },
  ]);
}

interface Version {
  sha256: Buffer;
  size_bytes: number;
  content_type: string;
  file_name: string;
}

/** By its content: the same file is on the matter once, however often it was put there. */
export async function copyDocument(tx: Tx, of: Case, versionId: string): Promise<void> {
  const { rows } = await sql<Version>`
    select v.sha256, v.size_bytes, v.content_type, v.file_name from document_versions v
    join documents d on d.firm_id = ${of.firmId} and d.id = v.document_id and d.removed_at is null
    where v.firm_id = ${of.firmId} and v.id = ${versionId} and v.matter_id = ${of.matterId}`.execute(tx);
  const [version] = rows;
  if (!version) return;
  const sha256 = version.sha256.toString('hex');
  await write(tx, of, `DOC-${of.matterId.slice(-12)}-${sha256.slice(0, 24)}`, {
    record: 'matter_document',
    matterId: of.matterId,
    file: {
      sha256,
      name: version.file_name,
      contentType: version.content_type,
      sizeBytes: Number(version.size_bytes),
    },
  });
}

/** A memo that staff wrote here on a matter that is kept elsewhere. */
export async function copyMemo(tx: Tx, of: Case, memoId: string): Promise<void> {
  const { rows } = await sql<{ date: string; subject: string; body: string; staff_id: string | null }>`
    select date::text, subject, body, staff_id from memos
    where firm_id = ${of.firmId} and id = ${memoId} and matter_id = ${of.matterId} and removed_at is null`.execute(
    tx,
  );
  const [memo] = rows;
  if (!memo) return;
  const { date, subject, body: text, staff_id: staffId } = memo;
  await write(tx, of, `MEMO-${memoId}`, {
    ...{ record: 'matter_memo', matterId: of.matterId, staffId, date, subject, text },
  });
}
