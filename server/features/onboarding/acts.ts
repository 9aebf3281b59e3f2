/** What people do with workspaces: have one made, try again, ask anew, decide, say where it belongs. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type CaseRef, getCase, listCandidates } from './cases.ts';
import { askFor } from './events-store.ts';
import { findSettings, type OnboardingDeps, wakeWorker } from './settings-store.ts';
import { settle } from './settle.ts';
import type { Candidate, DecisionInput, MatchInput, StartInput } from './shapes.ts';
import { findWorkspace, listOfCase, type Workspace } from './workspaces-store.ts';
import './tables.ts';

type Person = Actor & { staffId: string };

/** Writes down what is to be made; a worker has it made. One a case, whoever presses how often. */
export async function startOnboarding(tx: Tx, actor: Person, ref: CaseRef, input: StartInput): Promise<void> {
  const { firmId, staffId, now } = actor;
  const of = await getCase(tx, firmId, ref);
  const settings = await findSettings(tx, firmId);
  if (!settings) throw problem('wrong_state', 'No onboarding service is connected: Settings → Onboarding.');
  const lock = `onboarding of ${of.leadId ?? of.matterId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const there = await listOfCase(tx, firmId, of);
  if (there.some(({ reference }) => reference !== null))
    throw problem('already_exists', 'Onboarding was started for this case already.');
  const clients = chosenClients(await listCandidates(tx, firmId, of), input.clients);
  const id = newId();
  await tx
    .insertInto('onboarding_workspaces')
    .values({
      firm_id: firmId,
      id,
      provider: settings.provider,
      reference: `ml-${id}`,
      lead_id: of.leadId,
      matter_id: of.matterId,
      state: 'waiting',
      wanted: JSON.stringify({ title: of.title, clients, asks: [...new Set(input.asks)] }),
      record: null,
      due_at: now,
      started_by_staff_id: staffId,
      created_at: now,
    })
    .execute();
  await wakeWorker(tx, firmId, now);
  await recordChange(tx, actor, {
    action: 'onboarding.started',
    id,
    matterId: of.matterId,
    detail: { name: of.title, asks: input.asks },
  });
}

/** Refuses whom the service could not invite: it sends a link by e-mail and a code to the mobile. */
function chosenClients(candidates: readonly Candidate[], contactIds: readonly string[]) {
  return [...new Set(contactIds)].map((contactId) => {
    const client = candidates.find((one) => one.contactId === contactId);
    if (!client) throw refused('clients: this is no client of the case.');
    const { name, email, mobile } = client;
    if (email === null) throw refused(`${name} has no e-mail address: the link goes there.`);
    if (mobile === null) throw refused(`${name} has no mobile number: the sign-in code goes there.`);
    return { reference: contactId, name, email, mobile };
  });
}

function refused(message: string) {
  return problem('invalid_input', message, { fields: [{ field: 'clients', message }] });
}

/** Once more what failed. */
export async function retryWorkspace(tx: Tx, actor: Person, id: string): Promise<void> {
  const { firmId, now } = actor;
  const workspace = found(await findWorkspace(tx, firmId, id, true));
  if (!(await findSettings(tx, firmId))) throw problem('wrong_state', 'No onboarding service is connected.');
  const files = await tx
    .updateTable('onboarding_files')
    .set({ state: 'waiting', attempts: 0, detail: '', due_at: now })
    .where('firm_id', '=', firmId)
    .where('workspace_id', '=', id)
    .where('state', '=', 'failed')
    .returning('file_id')
    .execute();
  if (workspace.state === 'failed')
    await tx
      .updateTable('onboarding_workspaces')
      .set({ state: 'waiting', attempts: 0, detail: '', due_at: now })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  else if (files.length === 0) throw problem('wrong_state', 'Nothing failed.');
  await wakeWorker(tx, firmId, now);
  await recordChange(tx, actor, {
    action: 'onboarding.retried',
    id,
    matterId: workspace.matter_id,
    detail: { papers: files.length },
  });
}

export async function resyncWorkspace(tx: Tx, actor: Person, id: string): Promise<void> {
  const { firmId, now } = actor;
  const workspace = found(await findWorkspace(tx, firmId, id));
  const settings = await findSettings(tx, firmId);
  if (workspace.external_id === null || settings?.provider !== workspace.provider)
    throw problem('wrong_state', 'Its service cannot be asked.');
  if (settings.status === 'paused') throw problem('wrong_state', 'The connection is paused.');
  await askFor(tx, firmId, workspace.external_id, now);
  await recordChange(tx, actor, { action: 'onboarding.resync_asked', id, matterId: workspace.matter_id });
}

/** A person's word on a result that is no pass. What was said before stays beside it. */
export async function decideOnTask(
  tx: Tx,
  deps: OnboardingDeps,
  actor: Person,
  id: string,
  input: DecisionInput,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const workspace = found(await findWorkspace(tx, firmId, id, true));
  const task = found(workspace.record?.tasks.find((one) => one.id === input.taskId));
  const completedAt = input.completedAt === null ? null : new Date(input.completedAt).toISOString();
  if (task.result === 'pass' || task.result === null)
    throw problem('wrong_state', 'There is nothing to decide: the result is no refer and no fail.');
  if (task.result !== input.result || task.completedAt !== completedAt)
    throw problem('conflict', 'There is a newer result. Look at it, and decide again.');
  await tx
    .insertInto('onboarding_decisions')
    .values({
      firm_id: firmId,
      id: newId(),
      workspace_id: id,
      task_id: task.id,
      result: input.result,
      completed_at: completedAt === null ? null : new Date(completedAt),
      decision: input.decision,
      reason: input.reason,
      staff_id: staffId,
      at: now,
    })
    .execute();
  await settle(tx, deps, actor, id);
  const { decision, reason, result } = input;
  await recordChange(tx, actor, {
    action: 'onboarding.decided',
    id,
    matterId: workspace.matter_id,
    detail: { task: task.label || task.type, taskId: task.id, result, decision, reason },
  });
}

/** Where a workspace belongs that was made at the provider; a slip is put right by saying it again. */
export async function matchWorkspace(
  tx: Tx,
  deps: OnboardingDeps,
  actor: Person,
  id: string,
  input: MatchInput,
): Promise<void> {
  const { firmId, now, staffId } = actor;
  const workspace = found(await findWorkspace(tx, firmId, id, true));
  if (workspace.reference !== null)
    throw problem('wrong_state', 'It was started here: it stays with its case.');
  await mustBeBare(tx, firmId, workspace);
  const matterId = input.to === 'matter' ? input.matterId : null;
  if (matterId !== null) await getCase(tx, firmId, { matterId });
  // Why nothing was made was said of the other matter.
  await tx
    .deleteFrom('onboarding_costs')
    .where('firm_id', '=', firmId)
    .where('workspace_id', '=', id)
    .execute();
  await tx
    .deleteFrom('onboarding_files')
    .where('firm_id', '=', firmId)
    .where('workspace_id', '=', id)
    .execute();
  await tx
    .updateTable('onboarding_workspaces')
    .set({
      matter_id: matterId,
      matched_by_staff_id: matterId === null ? null : staffId,
      ignored_at: matterId === null ? now : null,
      triggers: [],
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  if (matterId !== null) await settle(tx, deps, actor, id);
  await recordChange(tx, actor, { action: 'onboarding.matched', id, matterId, detail: { to: input.to } });
}

/** What was written to the books of one matter is not moved to another unseen. */
async function mustBeBare(tx: Tx, firmId: string, { id, matter_id: matterId }: Workspace): Promise<void> {
  if (matterId === null) return;
  const { rows } = await sql`
    select 1 from onboarding_costs where firm_id = ${firmId} and workspace_id = ${id} and cost_recovery_id is not null
    union all select 1 from onboarding_files where firm_id = ${firmId} and workspace_id = ${id} and document_id is not null`.execute(
    tx,
  );
  if (rows.length > 0)
    throw problem(
      'wrong_state',
      'Costs or papers of it are on the matter already. Move those by hand first.',
    );
}
