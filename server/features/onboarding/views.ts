/** Onboarding as screens show it. The reader's scope: what stands on a matter behind a wall is not there. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { OnboardingDocument, OnboardingWorkspace } from '../../vendors/ports.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { type CaseRef, getCase, listCandidates } from './cases.ts';
import { renewalOf, standingOf } from './decide.ts';
import { findSettings, type OnboardingDeps, type Providers, type SettingsRow } from './settings-store.ts';
import type { CaseOnboarding, OrderShown, Paper, TaskShown, WorkspaceShown } from './shapes.ts';
import type { CostSkipped, FileState } from './tables.ts';
import {
  findWorkspace,
  type KeptDecision,
  listDecisions,
  listOfCase,
  type Workspace,
} from './workspaces-store.ts';

export async function viewCase(
  tx: Tx,
  deps: OnboardingDeps,
  firmId: string,
  ref: CaseRef,
): Promise<CaseOnboarding> {
  const of = await getCase(tx, firmId, ref);
  const settings = await findSettings(tx, firmId);
  const workspaces = await listOfCase(tx, firmId, of);
  const provider = settings && deps.providers[settings.provider];
  return {
    provider: provider ? { label: provider.label, paused: settings.status === 'paused' } : null,
    mayStart: provider !== null && workspaces.every(({ reference }) => reference === null),
    candidates: await listCandidates(tx, firmId, of),
    workspaces: await viewAll(tx, deps, firmId, workspaces, settings),
  };
}

export async function viewWorkspace(
  tx: Tx,
  deps: OnboardingDeps,
  firmId: string,
  id: string,
): Promise<WorkspaceShown> {
  const workspace = found(await findWorkspace(tx, firmId, id));
  const [shown] = await viewAll(tx, deps, firmId, [workspace], await findSettings(tx, firmId));
  return found(shown);
}

interface Facts {
  providers: Providers;
  settings: SettingsRow | null;
  today: string;
  decisions: readonly KeptDecision[];
  files: readonly KeptFile[];
  costs: readonly {
    workspaceId: string;
    orderId: string;
    costRecoveryId: string | null;
    writeId: string | null;
    skipped: CostSkipped | null;
  }[];
  names: ReadonlyMap<string, string>;
}

interface KeptFile {
  workspaceId: string;
  fileId: string;
  state: FileState;
  detail: string;
  documentId: string | null;
}

async function viewAll(
  tx: Tx,
  { platform, providers }: OnboardingDeps,
  firmId: string,
  workspaces: readonly Workspace[],
  settings: SettingsRow | null,
): Promise<WorkspaceShown[]> {
  if (workspaces.length === 0) return [];
  const ids = workspaces.map(({ id }) => id);
  const files = await tx
    .selectFrom('onboarding_files')
    .select([
      'workspace_id as workspaceId',
      'file_id as fileId',
      'state',
      'detail',
      'document_id as documentId',
    ])
    .where('firm_id', '=', firmId)
    .where('workspace_id', 'in', ids)
    .execute();
  const costs = await tx
    .selectFrom('onboarding_costs')
    .select([
      'workspace_id as workspaceId',
      'order_id as orderId',
      'cost_recovery_id as costRecoveryId',
      'write_id as writeId',
      'skipped',
    ])
    .where('firm_id', '=', firmId)
    .where('workspace_id', 'in', ids)
    .execute();
  const facts: Facts = {
    providers,
    settings,
    today: todayIn(await firmFacts(tx, firmId), platform.clock.now()),
    decisions: await listDecisions(tx, firmId, ids),
    files,
    costs,
    names: await readNames(tx, firmId, workspaces),
  };
  return workspaces.map((workspace) => toShown(workspace, facts));
}

async function readNames(
  tx: Tx,
  firmId: string,
  workspaces: readonly Workspace[],
): Promise<Map<string, string>> {
  const ids = workspaces.flatMap(({ started_by_staff_id: staffId }) => staffId ?? []);
  const { rows } = await sql<{ id: string; name: string }>`
    select id, trim(first_name || ' ' || last_name) as name from staff_members
    where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function toShown(workspace: Workspace, facts: Facts): WorkspaceShown {
  const { id, record, wanted, provider, started_by_staff_id: staffId } = workspace;
  const decisions = facts.decisions.filter(({ workspaceId }) => workspaceId === id);
  const papers = facts.files.filter(({ workspaceId }) => workspaceId === id);
  const paperOf = (document: OnboardingDocument) => toPaper(document, papers);
  const invited = (wanted?.clients ?? []).map(({ reference, name, email }) => ({
    id: reference,
    name,
    email,
    stage: 'not_invited' as const,
    at: null,
  }));
  return {
    id,
    label: facts.providers[provider]?.label ?? provider,
    state: workspace.state,
    detail: workspace.detail,
    connected: facts.settings?.provider === provider && facts.settings.status === 'active',
    url: record?.url ?? null,
    matterId: workspace.matter_id,
    leadId: workspace.lead_id,
    matchedByHand: workspace.matched_by_staff_id !== null,
    startedBy: staffId === null ? null : (facts.names.get(staffId) ?? null),
    startedAt: workspace.created_at.toISOString(),
    toldAt: workspace.told_at?.toISOString() ?? null,
    decisionsNeeded: workspace.decisions_needed,
    clients: record ? record.clients.map(toClient) : invited,
    tasks: record ? record.tasks.map((task) => toTask(task, record, decisions, facts.today, paperOf)) : [],
    orders: (record?.orders ?? []).map((order): OrderShown => {
      const cost = facts.costs.find(({ workspaceId, orderId }) => workspaceId === id && orderId === order.id);
      return {
        ...order,
        cost: cost
          ? { costRecoveryId: cost.costRecoveryId, sent: cost.writeId !== null, skipped: cost.skipped }
          : null,
        documents: order.documents.map(paperOf),
      };
    }),
  };
}

function toClient(client: OnboardingWorkspace['clients'][number]): WorkspaceShown['clients'][number] {
  const { id, name, email, invitedAt, openedAt, completedAt } = client;
  const base = { id, name, email };
  if (completedAt !== null) return { ...base, stage: 'completed', at: completedAt };
  if (openedAt !== null) return { ...base, stage: 'opened', at: openedAt };
  return invitedAt === null
    ? { ...base, stage: 'not_invited', at: null }
    : { ...base, stage: 'invited', at: invitedAt };
}

function toTask(
  task: OnboardingWorkspace['tasks'][number],
  record: OnboardingWorkspace,
  decisions: readonly KeptDecision[],
  today: string,
  paperOf: (document: OnboardingDocument) => Paper,
): TaskShown {
  const ofTask = decisions.filter(({ taskId }) => taskId === task.id);
  const holding = ofTask.findLast(
    (one) => one.result === task.result && one.completedAt === task.completedAt,
  );
  return {
    ...task,
    clientName: record.clients.find(({ id }) => id === task.clientId)?.name ?? null,
    renewal: renewalOf(task.renewalOn, today),
    standing: standingOf(task, decisions),
    decisions: ofTask.toReversed().map(({ id, result, decision, reason, staffName, at }) => ({
      id,
      result,
      decision,
      reason,
      staffName,
      at,
      holds: id === holding?.id,
    })),
    documents: task.documents.map(paperOf),
  };
}

function toPaper({ id, name, copied }: OnboardingDocument, files: readonly KeptFile[]): Paper {
  const base = { id, name, documentId: null, detail: '' };
  if (!copied) return { ...base, state: 'reference' };
  const file = files.find(({ fileId }) => fileId === id);
  return file
    ? { ...base, state: file.state, documentId: file.documentId, detail: file.detail }
    : { ...base, state: 'not_yet' };
}

interface Line {
  id: string;
  provider: string;
  names: string[] | null;
  matter_id: string | null;
  lead_id: string | null;
  case_title: string | null;
  decisions_needed: number;
  told_at: Date | null;
}

/** Newest first. */
export async function listWaiting(
  tx: Tx,
  { providers }: OnboardingDeps,
  firmId: string,
  query: { waiting: 'decision' | 'match'; limit: number; after?: string | undefined },
) {
  const after = query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.uuid()]))[0];
  const waits = query.waiting === 'decision' ? sql`w.decisions_needed > 0` : unmatched;
  const { rows } = await sql<Line>`
    select w.id, w.provider, w.matter_id, w.lead_id, w.decisions_needed, w.told_at, coalesce(m.title, l.title) as case_title,
      (select array_agg(c->>'name') from jsonb_array_elements(w.record->'clients') c) as names
    from onboarding_workspaces w
    left join matters m on m.firm_id = ${firmId} and m.id = w.matter_id
    left join leads l on l.firm_id = ${firmId} and l.id = w.lead_id
    where w.firm_id = ${firmId} and w.ignored_at is null and ${waits}
      and (${after}::uuid is null or w.id < ${after}::uuid)
    order by w.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(
    rows,
    query.limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      label: providers[row.provider]?.label ?? row.provider,
      names: row.names ?? [],
      matterId: row.matter_id,
      leadId: row.lead_id,
      caseTitle: row.case_title,
      decisionsNeeded: row.decisions_needed,
      toldAt: row.told_at?.toISOString() ?? null,
    }),
  );
}

export const unmatched = sql`w.matter_id is null and w.lead_id is null and w.ignored_at is null`;

export async function viewCounts(tx: Tx, { providers }: OnboardingDeps, firmId: string) {
  const settings = await findSettings(tx, firmId);
  const { rows } = await sql<{ decisions: number; unmatched: number }>`
    select coalesce(sum(w.decisions_needed), 0)::int as decisions, (count(*) filter (where ${unmatched}))::int as unmatched
    from onboarding_workspaces w
    where w.firm_id = ${firmId} and w.ignored_at is null and (w.decisions_needed > 0 or (${unmatched}))`.execute(
    tx,
  );
  return {
    label: settings ? (providers[settings.provider]?.label ?? null) : null,
    decisions: rows[0]?.decisions ?? 0,
    unmatched: rows[0]?.unmatched ?? 0,
  };
}
