/** One look at a form that both sides fill in: read there, merge here, send what is ours alone, ask where both changed. */
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { LayoutTexts, PracticeSystem, PracticeSystemClient } from '../../vendors/ports.ts';
import { cancelWaiting, getWrite, insertWrites } from '../destinations/index.ts';
import { findExternalIds } from '../mirror/index.ts';
import {
  type LayoutState,
  openLayoutFields,
  plainText,
  readLayout,
  readLayoutValue,
  writeLayoutFields,
} from '../practice/index.ts';
import { type Difference, decideSheet, type OurText, type SheetPlan } from './decide.ts';
import { closeDifferences, listOpen, raiseDifference } from './differences-store.ts';
import { countSend } from './merge.ts';
import { readSettings } from './settings.ts';
import {
  lockSheet,
  readSent,
  readTexts,
  type SentChange,
  type SheetRow,
  saveSheet,
  type Which,
} from './sheets-store.ts';
import { fromText, isShared, toText } from './texts.ts';

const layout = 'completion_details';
const fields = openLayoutFields(layout);
const sharedNames = fields.filter(isShared).map(({ key }) => key);

const minute = 60_000;
/** Webhooks tell of changes there; this finds those that they did not. */
const sweepMs = 24 * 60 * minute;
/** How soon to look again after a change of ours left. */
const lookAgainMs = 15_000;
/** Accepted so often, and still not there. */
const mostTries = 3;

interface Look extends Which {
  vendor: PracticeSystem;
}

/** Throws `VendorError` when it could not be read. */
export async function lookAtSheet(
  platform: Platform,
  client: PracticeSystemClient,
  look: Look,
): Promise<void> {
  const { firmId, connectionId, matterId } = look;
  const scope = platform.database.firm(firmId);
  const links = await scope.read((tx) => findExternalIds(tx, firmId, { kind: 'matter', localId: matterId }));
  const link = links.find((one) => one.connectionId === connectionId);
  const matter = link && { id: link.externalId, extra: {} };
  const told = matter ? await client.readLayoutTexts?.(matter, layout, sharedNames) : undefined;
  const texts = told && storable(told);
  await scope.write((tx) => takeIn(tx, platform, look, texts));
}

/** Without what PostgreSQL cannot keep. */
function storable(texts: LayoutTexts): LayoutTexts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, text === null ? null : plainText(text, 20_000)]),
  );
}

/** `undefined`: the matter is not there yet, or the system has no forms. */
async function takeIn(
  tx: Tx,
  { clock }: Platform,
  look: Look,
  texts: LayoutTexts | null | undefined,
): Promise<void> {
  const now = clock.now();
  const later = (ms: number) => new Date(now.getTime() + ms);
  const row = await lockSheet(tx, look);
  if (!row) return;
  if (texts === undefined)
    return await saveSheet(tx, look, { state: 'waiting', detail: null, dueAt: later(5 * minute) }, now);
  if (texts === null) {
    const detail = `${look.vendor.label} has no Completion Details for this type of matter.`;
    return await saveSheet(tx, look, { state: 'no_form', detail, dueAt: later(7 * sweepMs) }, now);
  }
  const { mode } = await readSettings(tx, look.firmId, look.connectionId);
  const write = row.write_id === null ? null : await getWrite(tx, look.firmId, row.write_id);
  if (write && !['done', 'failed', 'cancelled'].includes(write.state)) {
    const waiting = { state: 'sending' as const, detail: write.detail, dueAt: later(minute) };
    return await saveSheet(tx, look, waiting, now);
  }
  const sheet = await readLayout(tx, look.firmId, look.matterId, layout);
  const sent = readSent(row.sent);
  // What was refused changed nothing: there is nothing to wait for.
  const fresh =
    sent !== null &&
    write?.state !== 'failed' &&
    now.getTime() - (write?.done_at ?? new Date(sent.at)).getTime() < visibleMs(look.vendor);
  const plan = decideSheet(fields, {
    base: readTexts(row.base),
    ours: textsOf(sheet),
    theirs: texts,
    justSent: fresh ? sent : null,
  });
  if (mode === 'dry_run')
    return await saveSheet(
      tx,
      look,
      { state: 'dry_run', detail: null, planned: plan, dueAt: later(sweepMs) },
      now,
    );
  const failed = write?.state === 'failed' ? (write.detail ?? 'It was refused.') : null;
  const unseen = fresh && isUnseen(sent, texts);
  await carryOut(tx, look, { row, sheet, plan, sent, unseen, failed, now });
}

function visibleMs({ visibleWithinSeconds }: PracticeSystem): number {
  return visibleWithinSeconds * 1000 + minute;
}

function textsOf(sheet: LayoutState): Record<string, OurText> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const stored = sheet.fields[field.key];
      return stored === undefined
        ? []
        : [[field.key, { text: toText(field, stored.value), confirmed: stored.confirmedAt !== null }]];
    }),
  );
}

interface Seen {
  row: SheetRow;
  sheet: LayoutState;
  plan: SheetPlan;
  /** What was sent last. */
  sent: SentChange | null;
  /** That change may be there and not be visible yet. */
  unseen: boolean;
  /** Why the last change of ours was refused. */
  failed: string | null;
  now: Date;
}

async function carryOut(tx: Tx, look: Look, seen: Seen): Promise<void> {
  const { plan, row, unseen, now } = seen;
  const refused = await takeTheirs(tx, look, plan, now);
  const conflicts = [...plan.conflicts, ...refused];
  const kept = new Set(refused.map(({ field }) => field));
  const agreed = Object.entries(plan.agreed).filter(([field]) => !kept.has(field));
  const base = { ...readTexts(row.base), ...Object.fromEntries(agreed) };
  await ask(tx, look, seen, conflicts);
  const sending = await sendOurs(tx, look, seen);
  const next = sending ?? {
    state: conflicts.length > 0 ? ('differs' as const) : unseen ? ('sending' as const) : ('in_step' as const),
    detail: null,
    dueAt: new Date(now.getTime() + (unseen ? lookAgainMs : sweepMs)),
  };
  await saveSheet(tx, look, { ...next, base }, now);
}

/** It still says what it said before our change; a third text is news from after it. */
const isUnseen = ({ from, to }: SentChange, texts: LayoutTexts): boolean =>
  Object.entries(to).some(([key, text]) => {
    const there = texts[key] ?? null;
    const before = from[key] ?? null;
    const field = fields.find((one) => one.key === key);
    const says = (other: string | null) =>
      there === other || (field !== undefined && sameValue(field, there, other));
    return says(before) && !says(text);
  });

function sameValue(field: (typeof fields)[number], left: string | null, right: string | null): boolean {
  const [a, b] = [fromText(field, left), fromText(field, right)];
  return a.ok && b.ok && a.value === b.value;
}

/** Ours gets what only they changed; what our own rules refuse (an account number in open text) is asked instead. */
async function takeTheirs(tx: Tx, look: Look, plan: SheetPlan, now: Date): Promise<Difference[]> {
  const refused: Difference[] = [];
  const values = Object.entries(plan.take).flatMap(([key, text]) => {
    const field = fields.find((one) => one.key === key);
    const read = field ? fromText(field, text) : ({ ok: false } as const);
    const kept = field && read.ok ? readLayoutValue(field, read.value) : ({ ok: false } as const);
    if (kept.ok) return [[key, kept.value] as const];
    // It may be an account number: its figures are not kept.
    const masked = text?.replaceAll(/\d/g, '•') ?? null;
    refused.push({ field: key, base: null, ours: null, theirs: masked, unreadable: true });
    return [];
  });
  if (values.length > 0) {
    const actor = { firmId: look.firmId, staffId: null, now };
    await writeLayoutFields(tx, actor, look.matterId, layout, Object.fromEntries(values), 'sync');
  }
  return refused;
}

/** Opens a question for each field that both changed, and closes those that are none any more. */
async function ask(
  tx: Tx,
  look: Look,
  { sheet, now }: Seen,
  conflicts: readonly Difference[],
): Promise<void> {
  const { firmId, connectionId, matterId, vendor } = look;
  const of = { matterId };
  let changed = false;
  for (const { field, base, theirs, unreadable } of conflicts) {
    const stored = sheet.fields[field];
    const known = fields.find(({ key }) => key === field);
    const ours = known ? toText(known, stored?.value ?? null) : null;
    const raised = await raiseDifference(tx, {
      ...{ firmId, connectionId, of, field, kind: 'conflict', base, ours, theirs, now },
      oursBy: stored?.changedByStaffId ?? null,
      oursAt: stored?.changedAt ?? now,
      detail: unreadable ? `What stands in ${vendor.label} does not fit this field.` : null,
    });
    changed ||= raised.changed;
  }
  const open = await listOpen(tx, firmId, of);
  const over = open.filter(({ field }) => !conflicts.some((one) => one.field === field));
  const ids = over.map(({ id }) => id);
  await closeDifferences(tx, firmId, ids, { answer: 'same', by: null, now });
  if (changed || over.length > 0)
    await recordChange(
      tx,
      { firmId, staffId: null, now },
      {
        action: 'matter.sync_differs',
        id: matterId,
        matterId,
        detail: { fields: conflicts.map(({ field }) => field) },
      },
    );
}

type Next = { state: 'sending' | 'failed' | 'stopped'; detail: string | null; dueAt: Date } & {
  sent?: SentChange;
  sends?: readonly Date[];
  writeId?: string;
};

/** What only we changed goes there; null: nothing does. */
async function sendOurs(tx: Tx, look: Look, seen: Seen): Promise<Next | null> {
  const { plan, row, sent, failed, now } = seen;
  const { from, to } = plan.send;
  if (Object.keys(to).length === 0) return null;
  // What is sent now would meet our last change as somebody else's.
  if (seen.unseen) return null;
  const again = sent !== null && sameTexts(sent.to, to);
  const waits = new Date(now.getTime() + sweepMs);
  if (again && failed !== null) return { state: 'failed', detail: failed, dueAt: waits };
  const tries = again ? sent.tries + 1 : 1;
  const { label } = look.vendor;
  if (tries > mostTries) {
    const detail = `${label} accepted the change ${mostTries} times and still shows what was there before.`;
    return { state: 'failed', detail, dueAt: waits };
  }
  const sends = countSend(row.sends, now);
  if (sends === null) {
    const detail = 'Stopped: it was changed too often within a minute. Look who changes it, then go on.';
    return { state: 'stopped', detail, dueAt: waits };
  }
  const id = newId();
  const { firmId, connectionId, matterId } = look;
  const record = {
    record: 'layout_change' as const,
    matterId,
    layout: 'completion_details' as const,
    from,
    to,
  };
  const write = {
    ...{ id, connectionId, logEntryId: null, contactId: null, matterId, action: 'update' as const },
    ...{
      reference: `sheet-${matterId}`,
      record,
      targetId: null,
      afterId: null,
      priority: 1 as const,
      extra: null,
    },
  };
  // What was refused before is overtaken.
  if (row.write_id !== null) await cancelWaiting(tx, firmId, [row.write_id]);
  await insertWrites(tx, firmId, [write], now);
  return {
    ...{ state: 'sending', detail: null, sends, writeId: id },
    sent: { from, to, at: now.toISOString(), tries },
    dueAt: new Date(now.getTime() + minute),
  };
}

function sameTexts(left: LayoutTexts, right: LayoutTexts): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
