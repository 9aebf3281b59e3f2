/** What follows from a workspace as it stands: who must decide, which key stages it reaches, its costs and papers. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Actor } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertWrites } from '../destinations/index.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { reachByTrigger } from '../key-stages/index.ts';
import { createCostRecovery } from '../practice/index.ts';
import { decisionsNeeded, fileNameOf, papersOf, planCosts, triggersOf } from './decide.ts';
import { findSettings, type OnboardingDeps, wakeWorker } from './settings-store.ts';
import { findWorkspace, listDecisions, listOfCase, type Workspace } from './workspaces-store.ts';
import './tables.ts';

/**
 * Call it in the transaction of whatever changed the workspace; again, it changes nothing. What is decided does not depend
 * on what the person who set it off may see.
 */
export async function settle(tx: Tx, deps: OnboardingDeps, actor: Actor, id: string): Promise<void> {
  if (actor.staffId !== null) await actAsProgram(tx);
  const workspace = await findWorkspace(tx, actor.firmId, id, true);
  if (workspace?.record) {
    await noteDecisions(tx, actor.firmId, workspace);
    await reachStages(tx, deps, actor, workspace);
    if (workspace.matter_id !== null) {
      const matter = await findMatter(tx, deps, actor.firmId, workspace.matter_id);
      await makeCosts(tx, actor, workspace, matter);
      await wantPapers(tx, actor, workspace, matter);
    }
  }
  await tx
    .updateTable('onboarding_workspaces')
    .set({ unsettled: false })
    .where('firm_id', '=', actor.firmId)
    .where('id', '=', id)
    .execute();
  if (actor.staffId !== null) await actAgainAs(tx, actor.staffId);
}

async function noteDecisions(tx: Tx, firmId: string, { id, record }: Workspace): Promise<void> {
  const decisions = await listDecisions(tx, firmId, [id]);
  await tx
    .updateTable('onboarding_workspaces')
    .set({ decisions_needed: record ? decisionsNeeded({ record, decisions }) : 0 })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

/** Each trigger once a case, also after somebody took the stage back. */
async function reachStages(
  tx: Tx,
  { platform, practiceSystems = {} }: OnboardingDeps,
  actor: Actor,
  workspace: Workspace,
): Promise<void> {
  const { firmId } = actor;
  const leadId = await findLead(tx, firmId, workspace);
  if (leadId === null) return;
  const all = await listOfCase(tx, firmId, { leadId, matterId: workspace.matter_id });
  const decisions = await listDecisions(
    tx,
    firmId,
    all.map(({ id }) => id),
  );
  const told = all.flatMap(({ id, record }) =>
    record ? [{ record, decisions: decisions.filter(({ workspaceId }) => workspaceId === id) }] : [],
  );
  const known = new Set(all.flatMap(({ triggers }) => triggers));
  const earned = triggersOf(told).filter((trigger) => !known.has(trigger));
  const sender = { ...platform, practiceSystems };
  for (const trigger of earned) await reachByTrigger(tx, sender, actor, leadId, trigger);
  if (earned.length > 0)
    await sql`
      update onboarding_workspaces set triggers = triggers || ${earned}::text[]
      where firm_id = ${firmId} and id = ${workspace.id}`.execute(tx);
}

/** The case's lead: its own, or the one that became its matter. */
async function findLead(
  tx: Tx,
  firmId: string,
  { lead_id: leadId, matter_id: matterId }: Workspace,
): Promise<string | null> {
  if (leadId !== null || matterId === null) return leadId;
  const { rows } = await sql<{ id: string }>`
    select id from leads where firm_id = ${firmId} and matter_id = ${matterId} order by id limit 1`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}

interface Matter {
  id: string;
  /** Null: the firm's own record. */
  keeper: { connectionId: string; takesCosts: boolean; takesPapers: boolean } | null;
}

async function findMatter(
  tx: Tx,
  { practiceSystems = {} }: OnboardingDeps,
  firmId: string,
  id: string,
): Promise<Matter> {
  const { rows } = await sql<{ connectionId: string; vendor: string }>`
    select c.id as "connectionId", c.vendor from matters m
    join connections c on c.firm_id = ${firmId} and c.id = m.kept_in and c.status <> 'disconnected'
    where m.firm_id = ${firmId} and m.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return { id, keeper: null };
  const writes = practiceSystems[row.vendor]?.writes ?? [];
  return {
    id,
    keeper: {
      connectionId: row.connectionId,
      takesCosts: writes.includes('cost_recovery'),
      takesPapers: writes.includes('matter_document'),
    },
  };
}

async function makeCosts(tx: Tx, actor: Actor, workspace: Workspace, matter: Matter): Promise<void> {
  const { firmId, now } = actor;
  const { id, record, started_by_staff_id: staffId } = workspace;
  const settings = await findSettings(tx, firmId);
  if (!record || !settings) return;
  const firm = await firmFacts(tx, firmId);
  const known = await tx
    .selectFrom('onboarding_costs')
    .select('order_id')
    .where('firm_id', '=', firmId)
    .where('workspace_id', '=', id)
    .execute();
  const plans = planCosts(record, {
    known: known.map((row) => row.order_id),
    switchedOn: settings.orders_make_costs,
    keptElsewhere: matter.keeper !== null && !matter.keeper.takesCosts,
    currency: firm.currency,
  });
  for (const plan of plans) {
    const { order } = plan;
    const cost = 'make' in plan && {
      staffId,
      subject: order.product,
      text: wordsOf(plan.make, order.id, firm.currency),
      date: dayOf(order.returnedAt ?? order.orderedAt, firm.timeZone, todayIn(firm, now)),
      price: plan.make,
    };
    const made = cost ? await makeCost(tx, actor, { workspaceId: id, order: order.id, matter }, cost) : null;
    await tx
      .insertInto('onboarding_costs')
      .values({
        firm_id: firmId,
        workspace_id: id,
        order_id: order.id,
        cost_recovery_id: made?.costRecoveryId ?? null,
        write_id: made?.writeId ?? null,
        skipped: 'skip' in plan ? plan.skip : null,
        at: now,
      })
      .execute();
  }
}

interface Cost {
  staffId: string | null;
  subject: string;
  text: string;
  /** YYYY-MM-DD. */
  date: string;
  price: { net: number; vat: number };
}

/** In the firm's own record, or on its way to the system that keeps the matter; there alone, as with a conversion. */
async function makeCost(
  tx: Tx,
  actor: Actor,
  { workspaceId, order, matter }: { workspaceId: string; order: string; matter: Matter },
  { staffId, subject, text, date, price }: Cost,
): Promise<{ costRecoveryId: string | null; writeId: string | null }> {
  const { firmId, now } = actor;
  const { currency } = await firmFacts(tx, firmId);
  if (matter.keeper === null) {
    const amount = { amount: price.net, currency };
    const made = await createCostRecovery(tx, actor, matter.id, {
      staffId,
      subject,
      description: text,
      date,
      amount,
    });
    return { costRecoveryId: made.id, writeId: null };
  }
  const id = newId();
  const tax = price.vat > 0 ? ('standard' as const) : ('outside_scope' as const);
  const record = {
    ...{ record: 'cost_recovery' as const, matterId: matter.id, staffId, date, subject, text, quantity: 1 },
    ...{ amount: price.net, taxAmount: price.vat, currency, tax, activityCode: null },
  };
  // The order's own: the same on every try, and letters that a search finds.
  const digest = createHash('sha256').update(`${workspaceId} ${order}`).digest('hex').slice(0, 16);
  const write = {
    ...{
      id,
      connectionId: matter.keeper.connectionId,
      logEntryId: null,
      contactId: null,
      matterId: matter.id,
    },
    ...{
      action: 'create' as const,
      reference: `ORDER-${digest.toUpperCase()}`,
      record,
      targetId: null,
      afterId: null,
    },
    ...{ priority: 2 as const, extra: null },
  };
  await insertWrites(tx, firmId, [write], now);
  return { costRecoveryId: null, writeId: id };
}

/** A cost recovery is an amount before VAT, like those that a conversion makes: the VAT stands in its words. */
function wordsOf(
  { net, vat, gross }: { net: number; vat: number; gross: number },
  order: string,
  currency: string,
): string {
  const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const [withoutVat, tax, whole] = [net, vat, gross].map((pence) => money.format(pence / 100));
  return `${withoutVat} plus ${tax} VAT, ${whole} in all. Order ${order}.`;
}

/** The firm's day of a moment; never one to come. */
function dayOf(moment: string | null, zone: string, today: string): string {
  const day = moment === null ? today : DateTime.fromISO(moment, { zone }).toFormat('yyyy-MM-dd');
  return day > today || day < '1970-01-01' ? today : day;
}

async function wantPapers(tx: Tx, actor: Actor, { id, record }: Workspace, matter: Matter): Promise<void> {
  const papers = record ? papersOf(record) : [];
  if (papers.length === 0) return;
  const { firmId, now } = actor;
  const added = await tx
    .insertInto('onboarding_files')
    .values(
      papers.map((paper) => ({
        firm_id: firmId,
        workspace_id: id,
        file_id: paper.id,
        name: fileNameOf(paper.name),
        // Copied to whoever keeps the matter, as all papers that are put on it here.
        state:
          matter.keeper !== null && !matter.keeper.takesPapers
            ? ('kept_elsewhere' as const)
            : ('waiting' as const),
        due_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['firm_id', 'workspace_id', 'file_id']).doNothing())
    .returning('file_id')
    .execute();
  if (added.length > 0) await wakeWorker(tx, firmId, now);
}
