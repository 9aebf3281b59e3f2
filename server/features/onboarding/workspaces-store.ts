/** Workspaces as they are kept, and what people decided of them. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type OnboardingWorkspace, onboardingAsks, onboardingWorkspace } from '../../vendors/ports.ts';
import { type Decision, isNewer } from './decide.ts';
import type { OnboardingWorkspacesTable } from './tables.ts';

/** What is to be made at the provider. */
export const wantedWorkspace = z.object({
  title: z.string(),
  clients: z.array(
    z.object({ reference: z.string(), name: z.string(), email: z.string(), mobile: z.string() }),
  ),
  asks: z.array(z.enum(onboardingAsks)),
});
export type WantedWorkspace = z.infer<typeof wantedWorkspace>;

type Row = Selectable<OnboardingWorkspacesTable>;
export interface Workspace extends Omit<Row, 'record' | 'wanted'> {
  record: OnboardingWorkspace | null;
  wanted: WantedWorkspace | null;
}

export function toWorkspace(row: Row): Workspace {
  return {
    ...row,
    record: onboardingWorkspace.nullable().parse(row.record),
    wanted: wantedWorkspace.nullable().parse(row.wanted),
  };
}

/** Null also for one behind a wall. `lock`: held until the transaction ends. */
export async function findWorkspace(
  tx: Tx,
  firmId: string,
  id: string,
  lock = false,
): Promise<Workspace | null> {
  const query = tx
    .selectFrom('onboarding_workspaces')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? toWorkspace(row) : null;
}

/** All of one case, oldest first. */
export async function listOfCase(
  tx: Tx,
  firmId: string,
  of: { leadId: string | null; matterId: string | null },
): Promise<Workspace[]> {
  const rows = await tx
    .selectFrom('onboarding_workspaces')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where((when) =>
      when.or([
        ...(of.leadId === null ? [] : [when('lead_id', '=', of.leadId)]),
        ...(of.matterId === null ? [] : [when('matter_id', '=', of.matterId)]),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(toWorkspace);
}

export interface KeptDecision extends Decision {
  id: string;
  workspaceId: string;
  reason: string;
  staffName: string;
  at: string;
}

/** Oldest first. */
export async function listDecisions(
  tx: Tx,
  firmId: string,
  workspaceIds: readonly string[],
): Promise<KeptDecision[]> {
  if (workspaceIds.length === 0) return [];
  const { rows } = await sql<
    Omit<KeptDecision, 'completedAt' | 'at'> & { completed_at: Date | null; at: Date }
  >`
    select d.id, d.workspace_id as "workspaceId", d.task_id as "taskId", d.result, d.completed_at, d.decision, d.reason, d.at,
      trim(s.first_name || ' ' || s.last_name) as "staffName"
    from onboarding_decisions d
    left join staff_members s on s.firm_id = ${firmId} and s.id = d.staff_id
    where d.firm_id = ${firmId} and d.workspace_id = any(${[...workspaceIds]}::uuid[]) order by d.id`.execute(
    tx,
  );
  return rows.map(({ completed_at: completedAt, at, ...rest }) => ({
    ...rest,
    completedAt: completedAt?.toISOString() ?? null,
    at: at.toISOString(),
  }));
}

/**
 * Takes over what the provider told, when it is newer than what is kept. Known by the provider's id, else by our reference;
 * neither: somebody made it there, and a person says where it belongs. Answers the workspace's id when something changed.
 */
export async function takeOver(
  tx: Tx,
  actor: Actor,
  provider: string,
  told: OnboardingWorkspace,
): Promise<string | null> {
  const { firmId, now } = actor;
  const kept = await findTold(tx, firmId, provider, told);
  if (kept === null) return await addUnmatched(tx, actor, provider, told);
  if (kept.forgotten_at !== null) return null;
  if (kept.state === 'live' && !isNewer(told, kept.record)) return null;
  await tx
    .updateTable('onboarding_workspaces')
    .set({
      external_id: told.id,
      state: 'live',
      detail: '',
      sent_at: null,
      record: JSON.stringify(isNewer(told, kept.record) ? told : kept.record),
      told_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', kept.id)
    .execute();
  await recordChange(tx, actor, {
    action: 'onboarding.updated',
    id: kept.id,
    matterId: kept.matter_id,
    detail: { version: told.version },
  });
  return kept.id;
}

async function findTold(
  tx: Tx,
  firmId: string,
  provider: string,
  { id, reference }: OnboardingWorkspace,
): Promise<Workspace | null> {
  const row = await tx
    .selectFrom('onboarding_workspaces')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('provider', '=', provider)
    .where((when) =>
      when.or([
        when('external_id', '=', id),
        // A reference is ours to give: it names a workspace only until that has its own id.
        ...(reference === null
          ? []
          : [when.and([when('reference', '=', reference), when('external_id', 'is', null)])]),
      ]),
    )
    .orderBy('external_id')
    .forUpdate()
    .limit(1)
    .executeTakeFirst();
  return row ? toWorkspace(row) : null;
}

async function addUnmatched(
  tx: Tx,
  actor: Actor,
  provider: string,
  told: OnboardingWorkspace,
): Promise<string> {
  const id = newId();
  const { firmId, now } = actor;
  await tx
    .insertInto('onboarding_workspaces')
    .values({
      firm_id: firmId,
      id,
      provider,
      external_id: told.id,
      reference: null,
      state: 'live',
      record: JSON.stringify(told),
      wanted: null,
      due_at: now,
      created_at: now,
      told_at: now,
    })
    .execute();
  await recordChange(tx, actor, { action: 'onboarding.found', id });
  return id;
}
