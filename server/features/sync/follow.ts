/** What happened elsewhere, as the database noted it, and what sync makes of it. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { listPlaces, planContact } from '../conversions/index.ts';
import { getWrite, insertWrites } from '../destinations/index.ts';
import { followParties } from '../leads/index.ts';
import { addHints, findExternalIds, forgetContent } from '../mirror/index.ts';
import {
  type Case,
  copyDocument,
  copyMemo,
  listEarlierMails,
  listEarlierNotes,
  noteLeadNote,
  noteMail,
} from './copies.ts';
import { markFailed } from './differences-store.ts';
import { findDestination, type PracticeSystems, readSettings } from './settings.ts';
import { wakeSheet } from './sheets-store.ts';
import type { NewsKind } from './tables.ts';
import './tables.ts';

export interface SyncDeps {
  platform: Pick<Platform, 'database' | 'clock' | 'logger'>;
  practiceSystems: PracticeSystems;
}

interface News {
  id: number;
  kind: NewsKind;
  matter_id: string | null;
  subject_id: string | null;
  staff_id: string | null;
  at: Date;
}

const atOnce = 50;
const newsPerTurn = 100;
/** News that failed for a reason of ours waits so long before it is tried again. */
const againMs = 15 * 60_000;

/** Works off what is new, firm by firm in its order; true when there may be more. */
export async function followRound({ platform, practiceSystems }: SyncDeps): Promise<boolean> {
  const { database, clock, logger } = platform;
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string }>`
      select firm_id from sync_news where due_at <= ${clock.now()} group by firm_id order by min(id) limit ${atOnce}`.execute(
      tx,
    ),
  );
  let more = rows.length === atOnce;
  await eachAtOnce(rows, 4, async ({ firm_id: firmId }) => {
    const scope = database.firm(firmId);
    const news = await scope.read((tx) => listNews(tx, firmId, clock.now()));
    more ||= news.length === newsPerTurn;
    for (const one of news) {
      try {
        await scope.write((tx) => follow(tx, { firmId, now: clock.now() }, practiceSystems, one));
      } catch (error) {
        logger.error({ err: error, firmId, news: one.kind }, 'sync could not follow and will try again');
        await scope.write((tx) => putOff(tx, firmId, one.id, clock.now()));
      }
    }
  });
  return more;
}

async function listNews(tx: Tx, firmId: string, now: Date): Promise<News[]> {
  const { rows } = await sql<News>`
    select id, kind, matter_id, subject_id, staff_id, at from sync_news
    where firm_id = ${firmId} and due_at <= ${now} order by id limit ${newsPerTurn}`.execute(tx);
  return rows;
}

interface At {
  firmId: string;
  now: Date;
}

/** What goes to the system that keeps the matter waits while sync is paused or only tried. */
const goesThere: ReadonlySet<NewsKind> = new Set(['mail', 'document', 'memo', 'note', 'stage', 'converted']);

async function follow(tx: Tx, at: At, systems: PracticeSystems, { id, ...news }: News): Promise<void> {
  const { firmId } = at;
  const { kind, matter_id: matterId, subject_id: subjectId } = news;
  const keeper = matterId === null ? null : await findDestination(tx, firmId, matterId, systems);
  if (keeper && goesThere.has(kind) && (await readSettings(tx, firmId, keeper.connectionId)).mode !== 'on')
    return await putOff(tx, firmId, id, at.now);
  // Whoever takes it first follows it; another worker finds it gone.
  const taken =
    await sql`delete from sync_news where firm_id = ${firmId} and id = ${id} returning id`.execute(tx);
  if (taken.rows.length === 0) return;
  if (kind === 'written') return subjectId === null ? undefined : await followWrite(tx, at, subjectId);
  if (kind === 'contact')
    return subjectId === null ? undefined : await makeContactThere(tx, at, systems, subjectId);
  if (matterId === null) return;
  const of: Case = { ...at, matterId, staffId: news.staff_id, keeper };
  switch (kind) {
    case 'sheet':
      if (keeper?.vendor.changes?.includes('layout'))
        await wakeSheet(tx, { firmId, connectionId: keeper.connectionId, matterId }, at.now);
      return;
    case 'stage':
      if (keeper) await sendStage(tx, of, keeper, subjectId);
      return;
    default:
      if (subjectId !== null) await followSubject(tx, of, kind, subjectId);
  }
}

async function putOff(tx: Tx, firmId: string, id: number, now: Date): Promise<void> {
  const later = new Date(now.getTime() + againMs);
  await sql`update sync_news set due_at = ${later} where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

async function followSubject(
  tx: Tx,
  of: Case,
  kind: Exclude<NewsKind, 'written' | 'contact' | 'sheet' | 'stage'>,
  subjectId: string,
): Promise<void> {
  switch (kind) {
    case 'parties':
      return await followParties(tx, of, subjectId);
    case 'mail':
      return await noteMail(tx, of, subjectId);
    case 'document':
      return await copyDocument(tx, of, subjectId);
    case 'memo':
      return await copyMemo(tx, of, subjectId);
    case 'note':
      return await noteLeadNote(tx, of, subjectId);
    case 'converted':
      for (const mail of await listEarlierMails(tx, of.firmId, subjectId)) await noteMail(tx, of, mail);
      for (const note of await listEarlierNotes(tx, of.firmId, subjectId)) await noteLeadNote(tx, of, note);
      return await followParties(tx, of, subjectId);
  }
}

/** Key stages moved the matter here; its keeper hears of it where it takes that. */
async function sendStage(
  tx: Tx,
  { firmId, matterId, now }: Case,
  keeper: NonNullable<Case['keeper']>,
  fromStageId: string | null,
): Promise<void> {
  if (!keeper.vendor.changes?.includes('matter_stage')) return;
  const { rows } = await sql<{ stage_id: string | null }>`
    select stage_id from matters where firm_id = ${firmId} and id = ${matterId}`.execute(tx);
  const toStageId = rows[0]?.stage_id ?? null;
  if (toStageId === null || toStageId === fromStageId) return;
  const record = { record: 'matter_stage' as const, matterId, fromStageId, toStageId };
  const write = {
    ...{ id: newId(), connectionId: keeper.connectionId, logEntryId: null, contactId: null, matterId },
    ...{ action: 'update' as const, reference: `stage-${matterId}`, record, targetId: null, afterId: null },
    ...{ priority: 1 as const, extra: null },
  };
  await insertWrites(tx, firmId, [write], now);
}

/** A change that we sent ended: what stands there is looked at, whatever it says. */
async function followWrite(tx: Tx, { firmId, now }: At, writeId: string): Promise<void> {
  const write = await getWrite(tx, firmId, writeId);
  if (!write) return;
  const {
    record_kind: kind,
    connection_id: connectionId,
    matter_id: matterId,
    contact_id: contactId,
  } = write;
  if (kind === 'layout_change' && matterId !== null)
    await wakeSheet(tx, { firmId, connectionId, matterId }, now);
  if (kind === 'contact_change' && contactId !== null) {
    if (write.state === 'failed') {
      const failed = await markFailed(tx, firmId, writeId, write.detail);
      const actor = { firmId, staffId: null, now };
      if (failed.length > 0)
        await recordChange(tx, actor, {
          action: 'contact.sync_changed',
          id: contactId,
          detail: { did: 'refused' },
        });
    }
    await lookSoon(tx, { firmId, connectionId, kind: 'contact', localId: contactId }, now);
  }
  if (kind === 'matter_stage' && matterId !== null) {
    // Theirs counts again, unless it is ours by now.
    await forgetContent(tx, firmId, { kind: 'matter', localId: matterId });
    await lookSoon(tx, { firmId, connectionId, kind: 'matter', localId: matterId }, now);
  }
}

async function lookSoon(
  tx: Tx,
  which: { firmId: string; connectionId: string; kind: 'contact' | 'matter'; localId: string },
  now: Date,
): Promise<void> {
  const { firmId, connectionId, kind, localId } = which;
  const links = await findExternalIds(tx, firmId, { kind, localId });
  const link = links.find((one) => one.connectionId === connectionId);
  if (link) await addHints(tx, firmId, connectionId, [{ kind, externalId: link.externalId }], now);
}

/** Clients of an enquiry that staff took, and referrers, are made in the system that takes matters. */
async function makeContactThere(
  tx: Tx,
  { firmId, now }: At,
  systems: PracticeSystems,
  contactId: string,
): Promise<void> {
  const [place] = await listPlaces(tx, firmId, systems);
  if (!place?.vendor.writes.includes('contact')) return;
  const { mode, newContacts } = await readSettings(tx, firmId, place.id);
  if (mode !== 'on' || !newContacts) return;
  const record = await planContact(tx, firmId, place.id, contactId);
  if (record === null) return;
  const write = {
    ...{ id: newId(), connectionId: place.id, logEntryId: null, contactId, matterId: null },
    ...{
      action: 'create' as const,
      reference: `contact-${contactId}`,
      record,
      targetId: null,
      afterId: null,
    },
    ...{ priority: 2 as const, extra: null },
  };
  await insertWrites(tx, firmId, [write], now);
}
