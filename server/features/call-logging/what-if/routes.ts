import { sql } from 'kysely';
import { audit } from '../../../platform/audit.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../../platform/http/contract.ts';
import { found, problem } from '../../../platform/http/problems.ts';
import { newId } from '../../../platform/ids.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import type { Platform } from '../../../platform/platform.ts';
import { checkedChanges, type OptionChanges, saveOptions } from '../change-options.ts';
import { loadSetOptions, optionsOverride } from '../options-store.ts';
import { startRedo } from '../redos/store.ts';
import { whatIfRoutes } from './schema.ts';
import { findRun, moveOn, type WhatIfRow } from './store.ts';
import { isOutdated, listChanges, viewRun } from './views.ts';

/** A firm keeps this many runs; the oldest that nothing came of goes with the next. */
const mostKept = 5;
const dayMs = 86_400_000;

export function createWhatIfRoutes(platform: Platform, wake: { whatIf(): void; redo(): void }): BoundRoute[] {
  return [
    handle(whatIfRoutes.startWhatIf, async ({ scope, principal, body }) => {
      const view = await scope.write(async (tx) => {
        const id = await startRun(tx, principal, body, platform.clock.now());
        return await viewRun(tx, principal.firmId, await getRun(tx, principal.firmId, id));
      });
      wake.whatIf();
      return view;
    }),
    handle(whatIfRoutes.listWhatIfs, ({ scope, principal }) =>
      scope.read(async (tx) => {
        const rows = await tx
          .selectFrom('what_if_runs')
          .select('id')
          .where('firm_id', '=', principal.firmId)
          .orderBy('id', 'desc')
          .limit(mostKept)
          .execute();
        const items = [];
        for (const { id } of rows)
          items.push(await viewRun(tx, principal.firmId, await getRun(tx, principal.firmId, id)));
        return { items, next: null };
      }),
    ),
    handle(whatIfRoutes.getWhatIf, ({ scope, principal, params }) =>
      scope.read(async (tx) => viewRun(tx, principal.firmId, await getRun(tx, principal.firmId, params.id))),
    ),
    handle(whatIfRoutes.listWhatIfChanges, ({ scope, principal, params, query }) =>
      scope.read(async (tx) => {
        await getRun(tx, principal.firmId, params.id);
        return await listChanges(tx, principal.firmId, params.id, query);
      }),
    ),
    handle(whatIfRoutes.cancelWhatIf, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const run = await getRun(tx, principal.firmId, params.id);
        const now = platform.clock.now();
        if (!(await moveOn(tx, run, { state: 'cancelled', ended_at: now, updated_at: now })))
          throw problem('wrong_state', 'It is over already.');
        await keepTrace(tx, principal, run.id, 'what_if.cancelled', {}, now);
        return await viewRun(tx, principal.firmId, await getRun(tx, principal.firmId, run.id));
      }),
    ),
    handle(whatIfRoutes.applyWhatIf, async ({ scope, principal, params, body }) => {
      const view = await scope.write(async (tx) => {
        await sql`select 1 from what_if_runs where firm_id = ${principal.firmId} and id = ${params.id} for update`.execute(
          tx,
        );
        await apply(tx, principal, await getRun(tx, principal.firmId, params.id), body, platform.clock.now());
        return await viewRun(tx, principal.firmId, await getRun(tx, principal.firmId, params.id));
      });
      if (body.past) wake.redo();
      return view;
    }),
  ];
}

async function getRun(tx: Tx, firmId: string, id: string): Promise<WhatIfRow> {
  return found(await findRun(tx, firmId, id));
}

async function startRun(
  tx: Tx,
  who: Principal,
  asked: { options: OptionChanges; destination: string; days: number },
  now: Date,
): Promise<string> {
  const { firmId, staffId } = who;
  const changes = await checkedChanges(tx, firmId, asked.destination, asked.options);
  if (Object.keys(changes).length === 0)
    throw problem('invalid_input', 'Change at least one option.', {
      fields: [{ field: 'options', message: 'Nothing is changed' }],
    });
  await forgetOldest(tx, firmId);
  const since = new Date(now.getTime() - asked.days * dayMs);
  const id = newId();
  const before = Object.fromEntries(await loadSetOptions(tx, firmId));
  await tx
    .insertInto('what_if_runs')
    .values({
      firm_id: firmId,
      id,
      destination: asked.destination,
      options: JSON.stringify(changes),
      set_before: JSON.stringify(before),
      days: asked.days,
      since,
      until: now,
      due_at: now,
      started_by: staffId,
      created_at: now,
      updated_at: now,
    })
    .execute();
  // Only for the progress: of all, whoever asks.
  await actAsProgram(tx);
  await sql`update what_if_runs set total = (select count(*) from interactions
      where firm_id = ${firmId} and started_at >= ${since} and started_at <= ${now} and ended)
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
  const detail = { destination: asked.destination, changes, days: asked.days };
  await keepTrace(tx, who, id, 'what_if.started', detail, now);
  await actAgainAs(tx, staffId);
  return id;
}

async function forgetOldest(tx: Tx, firmId: string): Promise<void> {
  await sql`
    delete from what_if_runs w where w.firm_id = ${firmId} and w.state <> 'running'
      and not exists (select 1 from redo_runs r where r.firm_id = ${firmId} and r.what_if_id = w.id and r.state in ('gathering', 'running'))
      and w.id not in (select id from what_if_runs where firm_id = ${firmId} order by id desc limit ${mostKept - 1})`.execute(
    tx,
  );
}

async function apply(
  tx: Tx,
  who: Principal,
  run: WhatIfRow,
  how: { past: boolean; alsoFacts: boolean },
  now: Date,
): Promise<void> {
  if (run.state !== 'done') throw problem('wrong_state', 'It has not looked at everything yet.');
  if (run.applied_at !== null) throw problem('wrong_state', 'It was applied already.');
  if (await isOutdated(tx, who.firmId, run))
    throw problem('conflict', 'The options were changed since; look at the differences again.');
  const changes = await checkedChanges(tx, who.firmId, run.destination, optionsOverride.parse(run.options));
  await tx
    .updateTable('what_if_runs')
    .set({ applied_at: now, updated_at: now })
    .where('firm_id', '=', who.firmId)
    .where('id', '=', run.id)
    .execute();
  if (how.past)
    await startRedo(
      tx,
      {
        firmId: who.firmId,
        staffId: who.staffId,
        cause: 'what_if',
        state: 'gathering',
        whatIfId: run.id,
        alsoFacts: how.alsoFacts,
      },
      now,
    );
  await saveOptions(tx, who, run.destination, changes, now);
  await keepTrace(tx, who, run.id, 'what_if.applied', { ...how }, now);
}

async function keepTrace(
  tx: Tx,
  { firmId, staffId }: Principal,
  id: string,
  action: string,
  detail: Record<string, unknown>,
  at: Date,
): Promise<void> {
  await audit(tx, { firmId, staffId, action, subjectType: 'what_if', subjectId: id, detail, at });
  await appendEvents(tx, firmId, [{ type: 'what_if.changed', subjectId: id }]);
}
