/** Changes and checks of bank accounts in the database. What is sealed stays so: it is moved, hashed and compared, not opened. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, checkVersion, recordChange } from '../../../platform/change.ts';
import type { Tx } from '../../../platform/db/database.ts';
import { found, problem } from '../../../platform/http/problems.ts';
import { newId } from '../../../platform/ids.ts';
import { type JobKind, jobKind } from '../../../platform/jobs.ts';
import type { Platform } from '../../../platform/platform.ts';
import { coolingUntil, decideApproval, mayApply } from './accounts-decide.ts';
import { tellClients } from './accounts-mail.ts';
import { conflictOf } from './conflict.ts';
import { fieldOf, type LayoutField } from './design.ts';
import { readWholeLayout } from './read.ts';
import './tables.ts';
import type { FieldWrite } from './trace.ts';
import { maskedAccount } from './values.ts';
import { storeFields } from './write.ts';

const layout = 'completion_details';
const jobName = 'practice.account_change';
export type Sender = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock'>;
type AccountWrite = Extract<FieldWrite, { account: unknown }>;

/** The field of a bank account; not found for any other. */
export function accountField(key: string): LayoutField {
  const field = fieldOf(layout, key);
  return found(field?.bank ? field : undefined);
}

export async function readCare(
  tx: Tx,
  firmId: string,
): Promise<{ coolingOffHours: number; version: number }> {
  const row = await tx
    .selectFrom('account_care')
    .select(['cooling_off_hours', 'version'])
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return { coolingOffHours: row?.cooling_off_hours ?? 24, version: row?.version ?? 1 };
}

export async function setCare(tx: Tx, actor: Actor, hours: number, expected: number | null): Promise<void> {
  const { firmId } = actor;
  await tx
    .insertInto('account_care')
    .values({ firm_id: firmId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`select 1 from account_care where firm_id = ${firmId} for update`.execute(tx);
  const before = await readCare(tx, firmId);
  checkVersion(before.version, expected);
  await tx
    .updateTable('account_care')
    .set({ cooling_off_hours: hours, version: before.version + 1 })
    .where('firm_id', '=', firmId)
    .execute();
  const detail = { from: before.coolingOffHours, to: hours };
  await recordChange(tx, actor, { action: 'account_care.changed', id: firmId, detail });
}

/**
 * Sorts out writes to accounts that stand or stood there: each becomes a change that waits, and the client is told. Answers
 * the writes that are left. The first account of a matter replaces nothing and is written at once.
 */
export async function divertAccountChanges(
  tx: Tx,
  sender: Sender,
  actor: Actor & { staffId: string },
  matterId: string,
  writes: readonly FieldWrite[],
): Promise<FieldWrite[]> {
  const { firmId } = actor;
  await sql`
    select 1 from matter_layouts where firm_id = ${firmId} and matter_id = ${matterId} and layout = ${layout} for update`.execute(
    tx,
  );
  const before = await readWholeLayout(tx, firmId, matterId, layout);
  const left: FieldWrite[] = [];
  for (const write of writes) {
    const there = before.fields[write.field.key];
    // Where an account ever stood the next one is a change, or emptying the field would be a way round.
    const isChange = 'account' in write && there !== undefined && (write.account ?? there.ending) !== null;
    if (!isChange) {
      left.push(write);
      continue;
    }
    if (write.expected !== null && write.expected !== (there?.version ?? 0))
      throw await conflictOf(tx, firmId, [{ write, there }]);
    await askForChange(tx, sender, actor, matterId, write);
  }
  return left;
}

async function askForChange(
  tx: Tx,
  sender: Sender,
  actor: Actor & { staffId: string },
  matterId: string,
  { field, account }: AccountWrite,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  await sql`
    update matter_account_changes set state = 'superseded', ended_at = ${now}, ended_by_staff_id = ${staffId}
    where firm_id = ${firmId} and matter_id = ${matterId} and layout = ${layout} and field = ${field.key}
      and state in ('waiting', 'approved')`.execute(tx);
  const { coolingOffHours } = await readCare(tx, firmId);
  const until = coolingUntil(now, coolingOffHours);
  const id = newId();
  await tx
    .insertInto('matter_account_changes')
    .values({
      ...{ firm_id: firmId, id, matter_id: matterId, layout, field: field.key },
      ...{ sealed: account?.sealed ?? null, ending: account?.ending ?? null },
      ...{ asked_by_staff_id: staffId, asked_at: now, cooling_until: until },
    })
    .execute();
  await tellClients(tx, sender, firmId, matterId, 'asked');
  await trace(tx, actor, matterId, 'account_change_asked', {
    name: field.label,
    after: account && maskedAccount(account.ending),
    takesEffectFrom: until.toISOString(),
  });
}

function trace(tx: Tx, actor: Actor, matterId: string, what: string, detail: Record<string, unknown>) {
  return recordChange(tx, actor, { action: `matter.${what}`, id: matterId, matterId, detail });
}

/** One change, locked until the transaction ends. */
async function lockChange(tx: Tx, firmId: string, matterId: string, id: string) {
  const row = await tx
    .selectFrom('matter_account_changes')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return found(row);
}
type ChangeRow = Awaited<ReturnType<typeof lockChange>>;

const factsOf = (row: ChangeRow) => ({
  state: row.state,
  askedBy: row.asked_by_staff_id,
  coolingUntil: row.cooling_until,
});

export async function approveChange(
  tx: Tx,
  sender: Sender,
  actor: Actor & { staffId: string },
  which: { matterId: string; changeId: string; field: LayoutField },
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const row = await lockChange(tx, firmId, which.matterId, which.changeId);
  const decision = decideApproval(factsOf(row), staffId, now);
  if (decision.kind === 'refused') throw problem('wrong_state', decision.why);
  await tx
    .updateTable('matter_account_changes')
    .set({ state: 'approved', approved_by_staff_id: staffId, approved_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', row.id)
    .execute();
  await trace(tx, actor, which.matterId, 'account_change_approved', { name: which.field.label });
  if (decision.kind === 'apply') return await applyChange(tx, sender, { ...actor }, row);
  const data = { firmId, matterId: which.matterId, id: row.id };
  await sender.jobs.enqueue(tx, jobName, data, { startAfter: decision.until });
}

export async function refuseChange(
  tx: Tx,
  actor: Actor & { staffId: string },
  which: { matterId: string; changeId: string; field: LayoutField },
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const row = await lockChange(tx, firmId, which.matterId, which.changeId);
  if (row.state !== 'waiting' && row.state !== 'approved')
    throw problem('wrong_state', 'This change is over.');
  await end(tx, firmId, row.id, { state: 'refused', by: staffId, now });
  await trace(tx, actor, which.matterId, 'account_change_refused', { name: which.field.label });
}

async function end(
  tx: Tx,
  firmId: string,
  id: string,
  { state, by, now }: { state: 'applied' | 'refused'; by: string | null; now: Date },
): Promise<void> {
  await tx
    .updateTable('matter_account_changes')
    .set({ state, ended_at: now, ended_by_staff_id: by })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

async function applyChange(tx: Tx, sender: Sender, actor: Actor, row: ChangeRow): Promise<void> {
  const { firmId, now } = actor;
  const { sealed, ending } = row;
  const account = sealed === null || ending === null ? null : { sealed, ending };
  const write = { field: accountField(row.field), expected: null, account };
  const what = { matterId: row.matter_id, layout, origin: 'staff', writes: [write] } as const;
  await end(tx, firmId, row.id, { state: 'applied', by: actor.staffId, now });
  await storeFields(tx, actor, what);
  await tellClients(tx, sender, firmId, row.matter_id, 'changed');
}

/** An approved change when its time has come; again, or too early, it does nothing. */
export function accountChangeJob(platform: Platform): JobKind {
  const { database, clock } = platform;
  return jobKind({
    name: jobName,
    data: z.object({ firmId: z.uuid(), matterId: z.uuid(), id: z.uuid() }),
    async run({ firmId, matterId, id }) {
      await database.firm(firmId).write(async (tx) => {
        const row = await lockChange(tx, firmId, matterId, id);
        const now = clock.now();
        if (mayApply(factsOf(row), now))
          await applyChange(tx, platform, { firmId, staffId: row.approved_by_staff_id, now }, row);
        else if (row.state === 'approved')
          await platform.jobs.enqueue(
            tx,
            jobName,
            { firmId, matterId, id },
            { startAfter: row.cooling_until },
          );
      });
    },
  });
}

/** The sealed account that is meant: the one that stands there, or that of a change which has not ended. */
export async function sealedOf(
  tx: Tx,
  firmId: string,
  which: { matterId: string; field: LayoutField; changeId: string | null },
): Promise<Buffer> {
  const { rows } = await sql<{ sealed: Buffer | null }>`
    select sealed from matter_account_changes
    where firm_id = ${firmId} and matter_id = ${which.matterId} and layout = ${layout} and field = ${which.field.key}
      and id = ${which.changeId}::uuid and state in ('waiting', 'approved')
    union all
    select sealed from matter_layout_fields
    where firm_id = ${firmId} and matter_id = ${which.matterId} and layout = ${layout} and field = ${which.field.key}
      and ${which.changeId}::uuid is null`.execute(tx);
  return found(rows[0]?.sealed);
}

export interface CallBack {
  spokeTo: string;
  number: string;
  numberSource: 'known_before' | 'in_person' | 'first_papers' | 'public_register';
  calledAt: Date;
  note: string;
}

export async function noteCheck(
  tx: Tx,
  actor: Actor & { staffId: string },
  which: { matterId: string; field: LayoutField; changeId: string | null },
  call: CallBack,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const sealed = await sealedOf(tx, firmId, which);
  await tx
    .insertInto('matter_account_checks')
    .values({
      ...{ firm_id: firmId, id: newId(), matter_id: which.matterId, layout, field: which.field.key },
      account_hash: sql<Buffer>`sha256(${sealed}::bytea)`,
      ...{ spoke_to: call.spokeTo, number: call.number, number_source: call.numberSource },
      ...{ called_at: call.calledAt, note: call.note, staff_id: staffId, created_at: now },
    })
    .execute();
  const detail = { name: which.field.label, spokeTo: call.spokeTo, numberSource: call.numberSource };
  await trace(tx, actor, which.matterId, 'account_checked', detail);
}
