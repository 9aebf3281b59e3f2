import { sql } from 'kysely';
import { audit } from '../../../platform/audit.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../../platform/http/contract.ts';
import { toPage } from '../../../platform/http/paging.ts';
import { found, problem } from '../../../platform/http/problems.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import type { Platform } from '../../../platform/platform.ts';
import { isAfterCursor } from '../newest-first.ts';
import { redoRoutes } from './schema.ts';
import { changeRedo, findRedoRun, type RedoRunRow, startRedo } from './store.ts';
import type { RedoResult } from './tables.ts';
import { isOver, viewInteractions, viewRedo } from './views.ts';

export function createRedoRoutes(platform: Platform, wake: () => void): BoundRoute[] {
  return [
    handle(redoRoutes.getRedo, ({ scope, principal, params }) =>
      scope.read(async (tx) => {
        const run = await getRun(tx, principal, params.id);
        return await viewRedo(tx, principal.firmId, run);
      }),
    ),
    handle(redoRoutes.listRedoResults, ({ scope, principal, params, query }) =>
      scope.read(async (tx) => {
        await getRun(tx, principal, params.id);
        return await listResults(tx, principal.firmId, params.id, query);
      }),
    ),
    handle(redoRoutes.cancelRedo, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const run = await getRun(tx, principal, params.id);
        const now = platform.clock.now();
        const stopped = await changeRedo(tx, run, { state: 'cancelled', ended_at: now, updated_at: now });
        if (!stopped) throw problem('wrong_state', 'It is over already.');
        await keepTrace(tx, principal, run, 'redo_run.cancelled', now);
        return await viewRedo(tx, principal.firmId, await getRun(tx, principal, params.id));
      }),
    ),
    handle(redoRoutes.undoRedo, async ({ scope, principal, params }) => {
      const view = await scope.write(async (tx) => {
        const run = await getRun(tx, principal, params.id, true);
        const before = await viewRedo(tx, principal.firmId, run);
        if (!before.canUndo) throw problem('wrong_state', 'There is nothing to take back.');
        const id = await startUndo(tx, principal, run, platform.clock.now());
        return await viewRedo(tx, principal.firmId, await getRun(tx, principal, id));
      });
      wake();
      return view;
    }),
  ];
}

/** What-ifs are an administrator's; what somebody linked can be seen by all, each as far as the walls let them. */
async function getRun(
  tx: Tx,
  { firmId, role }: Pick<Principal, 'firmId' | 'role'>,
  id: string,
  locked = false,
): Promise<RedoRunRow> {
  if (locked)
    await sql`select 1 from redo_runs where firm_id = ${firmId} and id = ${id} for update`.execute(tx);
  const run = found(await findRedoRun(tx, firmId, id));
  if (run.what_if_id !== null && role === 'member') throw problem('not_found', 'There is no such redo.');
  return run;
}

/** The interactions that a run changed wait to be put back: of what a person linked, those that the one who asks can see. */
async function startUndo(tx: Tx, who: Principal, run: RedoRunRow, now: Date): Promise<string> {
  if (!isOver(run)) throw problem('wrong_state', 'It is not over yet.');
  const { firmId, staffId } = who;
  if (run.what_if_id !== null) await actAsProgram(tx);
  const id = await startRedo(
    tx,
    {
      firmId,
      staffId,
      cause: 'undo',
      state: 'running',
      undoesId: run.id,
      ...(run.what_if_id === null ? {} : { whatIfId: run.what_if_id }),
      ...(run.contact_id === null ? {} : { contactId: run.contact_id }),
    },
    now,
  );
  await sql`
    insert into redo_results (firm_id, run_id, interaction_id, started_at, matter_id, revisions)
    select firm_id, ${id}, interaction_id, started_at, matter_id, revisions from redo_results
    where firm_id = ${firmId} and run_id = ${run.id} and result = 'changed'`.execute(tx);
  await sql`update redo_runs set total = (select count(*) from redo_results where firm_id = ${firmId} and run_id = ${id})
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
  // Offered again, since they are unlinked again.
  if (run.contact_id !== null)
    await sql`update retro_offers set settled_at = null where firm_id = ${firmId} and contact_id = ${run.contact_id}`.execute(
      tx,
    );
  await keepTrace(tx, who, run, 'redo_run.undone', now);
  await actAgainAs(tx, staffId);
  return id;
}

async function keepTrace(tx: Tx, who: Principal, run: RedoRunRow, action: string, now: Date): Promise<void> {
  await audit(tx, {
    firmId: who.firmId,
    staffId: who.staffId,
    action,
    subjectType: 'redo_run',
    subjectId: run.id,
    detail: { cause: run.cause },
    at: now,
  });
  await appendEvents(tx, who.firmId, [{ type: 'redo_run.changed', subjectId: run.id }]);
}

async function listResults(
  tx: Tx,
  firmId: string,
  runId: string,
  query: { limit: number; after?: string | undefined; result?: RedoResult | undefined },
) {
  const after = query.after === undefined ? sql`` : sql`and ${isAfterCursor('i', query.after)}`;
  const only = query.result === undefined ? sql`` : sql`and r.result = ${query.result}`;
  const { rows } = await sql<{ id: string; result: RedoResult; detail: string; started_exactly: string }>`
    select i.id, r.result, r.detail,
      to_char(i.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_exactly
    from redo_results r join interactions i on i.firm_id = r.firm_id and i.id = r.interaction_id
    where r.firm_id = ${firmId} and r.run_id = ${runId} ${only} ${after}
    order by i.started_at desc, i.id desc limit ${query.limit + 1}`.execute(tx);
  const shown = await viewInteractions(
    tx,
    firmId,
    rows.map(({ id }) => id),
  );
  const page = toPage(
    rows,
    query.limit,
    (row) => [row.started_exactly, row.id],
    (row) => row,
  );
  return {
    items: page.items.flatMap(({ id, result, detail }) => {
      const interaction = shown.get(id);
      return interaction ? [{ interaction, result, detail }] : [];
    }),
    next: page.next,
  };
}
