/** Has workspaces made at the service: each once, also when an answer got lost. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import { VendorError, type VendorFailure } from '../../vendors/ports.ts';
import { askFor } from './events-store.ts';
import type { Work } from './test-service.ts';
import { findWorkspace, type Workspace } from './workspaces-store.ts';
import './tables.ts';

/** Afterwards a person says whether to go on. */
const mostTries = 8;

export async function makeWorkspaces(work: Work): Promise<void> {
  const { deps, firmId } = work;
  const { database, clock } = deps.platform;
  const { rows } = await database.firm(firmId).read((tx) =>
    sql<{ id: string }>`
      select id from onboarding_workspaces where firm_id = ${firmId} and state = 'waiting' and due_at <= ${clock.now()}
      order by due_at, id limit 100`.execute(tx),
  );
  for (const { id } of rows) await makeOne(work, id);
}

async function makeOne(work: Work, id: string): Promise<void> {
  const { deps, client, firmId } = work;
  const { database, clock } = deps.platform;
  const before = await database.firm(firmId).write(async (tx) => {
    const workspace = await findWorkspace(tx, firmId, id, true);
    if (workspace?.state !== 'waiting') return null;
    await sql`
      update onboarding_workspaces set sent_at = ${clock.now()}, attempts = attempts + 1
      where firm_id = ${firmId} and id = ${id}`.execute(tx);
    return workspace;
  });
  const { reference = null, wanted = null } = before ?? {};
  if (!before || reference === null || wanted === null) return;
  try {
    // An earlier request may have been heard though its answer was not.
    const found = before.sent_at === null ? null : await client.findByReference(reference);
    const made = found ?? (await client.createWorkspace({ reference, ...wanted }));
    await noteMade(work, before, made.id);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    await noteFailure(work, before, error.problem);
    if (error.problem.failure !== 'rejected' && error.problem.failure !== 'not_found') throw error;
  }
}

async function noteMade(
  { deps, firmId, provider }: Work,
  { id, matter_id: matterId }: Workspace,
  externalId: string,
): Promise<void> {
  const now = deps.platform.clock.now();
  const actor: Actor = { firmId, staffId: null, now };
  await deps.platform.database.firm(firmId).write(async (tx) => {
    const early = await tx
      .selectFrom('onboarding_workspaces')
      .select(['id', 'record', 'matter_id', 'reference'])
      .where('firm_id', '=', firmId)
      .where('provider', '=', provider.kind)
      .where('external_id', '=', externalId)
      .where('id', '<>', id)
      .forUpdate()
      .executeTakeFirst();
    const isOthers = early !== undefined && (early.matter_id !== null || early.reference !== null);
    // A webhook that did not name our reference may have told of it before this answer came.
    if (early && !isOthers)
      await tx
        .deleteFrom('onboarding_workspaces')
        .where('firm_id', '=', firmId)
        .where('id', '=', early.id)
        .execute();
    const known = {
      state: 'failed' as const,
      detail: 'The service answered with the workspace of another case.',
    };
    const taken = await tx
      .updateTable('onboarding_workspaces')
      .set(
        isOthers
          ? known
          : {
              state: 'live',
              external_id: externalId,
              sent_at: null,
              detail: '',
              ...(early ? { record: JSON.stringify(early.record), told_at: now, unsettled: true } : {}),
            },
      )
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .returning('id')
      .executeTakeFirst();
    if (!taken) return;
    await askFor(tx, firmId, externalId, now);
    await recordChange(tx, actor, {
      action: isOthers ? 'onboarding.failed' : 'onboarding.made',
      id,
      matterId,
    });
  });
}

/** A refusal made nothing; after silence nobody knows, and the next try looks first. */
async function noteFailure(
  { deps: { platform }, firmId }: Work,
  { id, attempts, matter_id: matterId, sent_at: sentBefore }: Workspace,
  { failure, detail }: VendorFailure,
): Promise<void> {
  const now = platform.clock.now();
  const refused = failure === 'rejected' || failure === 'not_found';
  const over = refused || (failure === 'unavailable' && attempts + 1 >= mostTries);
  await platform.database.firm(firmId).write(async (tx) => {
    await tx
      .updateTable('onboarding_workspaces')
      .set({
        state: over ? 'failed' : 'waiting',
        detail: detail.slice(0, 500),
        ...(failure === 'unavailable' ? {} : { sent_at: sentBefore }),
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
    if (over)
      await recordChange(tx, { firmId, staffId: null, now }, { action: 'onboarding.failed', id, matterId });
  });
}
