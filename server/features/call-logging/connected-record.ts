/** A connected practice system as a destination: everything becomes an intent, stored with the decision and carried out later. */
import { newId } from '../../platform/ids.ts';
import {
  cancelWaiting,
  fenceHash,
  listEntryWrites,
  type NewWrite,
  type PlannedRecord,
  parsePlanned,
  replaceWaiting,
  type WriteRow,
} from '../destinations/index.ts';
import { intentsOf, plannedRecordsOf } from './intents.ts';
import { keptDecision } from './kept-decision.ts';
import type { RecordKeeper } from './record-keeper.ts';
import { factsToRefresh, keepRefreshed } from './refresh.ts';

export function connectedKeeper(connectionId: string): RecordKeeper {
  return {
    add(batch, facts) {
      const {
        writes,
        records,
        fenceHash: hash,
      } = intentsOf({
        ...facts,
        connectionId,
        priority: facts.urgent ? 0 : 1,
        newId,
      });
      batch.writes.push(...writes);
      return { records, fenceHash: hash };
    },

    // What stands there is read before it is changed or taken out, by whoever carries the intent out.
    isAsWritten: async () => true,

    async takeOut({ tx, firm }, batch, entry, records, how) {
      const begun = new Set(
        await cancelWaiting(
          tx,
          firm.firmId,
          records.map(({ id }) => id),
        ),
      );
      const writes = await listEntryWrites(tx, firm.firmId, [entry.id]);
      let afterId: string | null = null;
      for (const target of writes.filter(({ id }) => begun.has(id))) {
        const latest = latestOf(target, writes);
        const retire: NewWrite = {
          id: newId(),
          connectionId,
          logEntryId: entry.id,
          contactId: null,
          matterId: target.matter_id,
          action: 'retire',
          reference: target.reference,
          record: latest.record,
          targetId: target.id,
          afterId: afterId ?? latest.writeId,
          priority: how.byPerson ? 0 : 1,
          extra: {
            how: target.record_kind === 'task' ? how.tasks : 'remove',
            // A person may take out what somebody changed; the program may not.
            ...(how.byPerson ? {} : { fenceHash: textHash(latest.record) }),
          },
        };
        batch.writes.push(retire);
        afterId = retire.id;
      }
      return { billed: false, afterId };
    },

    async refresh(context, batch, one) {
      const { tx, firm } = context;
      const facts = await factsToRefresh(context, one);
      if (facts === null) return;
      const writes = await listEntryWrites(tx, firm.firmId, [one.entry.id]);
      const fresh = plannedRecordsOf(facts, keptDecision.parse(one.entry.decision).records[0]?.id ?? null);
      for (const target of writes.filter(
        ({ action, state }) => action === 'create' && state !== 'cancelled',
      )) {
        const wanted = fresh.find((record) => isSame(record, parsePlanned(target.record)));
        if (wanted === undefined) continue;
        const record = withReference(wanted, one.entry.reference, target.reference);
        const latest = latestOf(target, writes);
        if (JSON.stringify(record) === JSON.stringify(latest.record)) continue;
        if (await replaceWaiting(tx, firm.firmId, latest.writeId, record)) continue;
        batch.writes.push(updateOf(connectionId, one.entry.id, target, latest, record));
      }
      await keepRefreshed(
        context,
        one,
        facts.review,
        one.entry.fence_hash,
        keptDecision.parse(one.entry.decision),
      );
    },

    bringBack: async () => false,
  };
}

/** What we last said about a record, and in which write. */
function latestOf(target: WriteRow, writes: readonly WriteRow[]): { writeId: string; record: PlannedRecord } {
  const update = writes.findLast(({ action, target_id }) => action === 'update' && target_id === target.id);
  const latest = update ?? target;
  return { writeId: latest.id, record: parsePlanned(latest.record) };
}

/** The same record of the same person: news may change the order in which people took part. */
function isSame(a: PlannedRecord, b: PlannedRecord): boolean {
  return a.record === b.record && (!('staffId' in a) || !('staffId' in b) || a.staffId === b.staffId);
}

/** Each record's text carries its own reference. */
function withReference(record: PlannedRecord, entryReference: string, reference: string): PlannedRecord {
  return 'text' in record && reference !== entryReference
    ? { ...record, text: record.text.replaceAll(entryReference, reference) }
    : record;
}

function textHash(record: PlannedRecord): string | null {
  return 'text' in record ? fenceHash(record.text) : null;
}

function updateOf(
  connectionId: string,
  logEntryId: string,
  target: WriteRow,
  latest: { writeId: string; record: PlannedRecord },
  record: PlannedRecord,
): NewWrite {
  const before = latest.record;
  return {
    id: newId(),
    connectionId,
    logEntryId,
    contactId: null,
    matterId: target.matter_id,
    action: 'update',
    reference: target.reference,
    record,
    targetId: target.id,
    afterId: latest.writeId,
    priority: 2,
    extra: {
      fenceHash: textHash(before),
      ...(before.record === 'fee' ? { billedMinutes: before.billedMinutes } : {}),
    },
  };
}
