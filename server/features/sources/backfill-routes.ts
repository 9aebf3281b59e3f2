import { audit } from '../../platform/audit.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { type Action, afterAction, mostDays, periodOf } from './backfill-decide.ts';
import { backfillRoutes } from './backfill-schema.ts';
import { changeBackfill, describeBackfill, listBackfillRows } from './backfill-store.ts';
import type { SourceDeps } from './routes.ts';

/** Start, see, pause, resume and stop. */
export function createBackfillRoutes(deps: SourceDeps): BoundRoute[] {
  const act = async (
    action: Action,
    by: { scope: Scope; principal: Asker; params: { id: string; backfillId: string } },
  ) => {
    const view = await by.scope.write((tx) => turn(deps, tx, action, by.principal, by.params));
    if (action === 'resume') deps.wakeBackfill();
    return view;
  };
  return [
    handle(backfillRoutes.startBackfill, async ({ scope, principal, params, body }) => {
      const view = await scope.write((tx) => start(deps, tx, principal, params.id, body));
      deps.wakeBackfill();
      return view;
    }),
    handle(backfillRoutes.listBackfills, async ({ scope, principal, params }) => {
      const rows = await scope.read(async (tx) => {
        await getSource(tx, principal.firmId, params.id);
        return await listBackfillRows(tx, principal.firmId, params.id);
      });
      return { items: rows.map(describeBackfill), next: null };
    }),
    handle(backfillRoutes.getBackfill, ({ scope, principal, params }) =>
      scope.read((tx) => getView(tx, principal.firmId, params.id, params.backfillId)),
    ),
    handle(backfillRoutes.pauseBackfill, (call) => act('pause', call)),
    handle(backfillRoutes.resumeBackfill, (call) => act('resume', call)),
    handle(backfillRoutes.cancelBackfill, (call) => act('cancel', call)),
  ];
}

interface Asker {
  firmId: string;
  staffId: string;
}

async function getSource(tx: Tx, firmId: string, id: string) {
  return found(
    await tx
      .selectFrom('sources')
      .select(['id', 'kind', 'credentials'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .executeTakeFirst(),
  );
}

async function getView(tx: Tx, firmId: string, sourceId: string, id: string) {
  const [row] = await listBackfillRows(tx, firmId, sourceId, id);
  return describeBackfill(found(row));
}

async function start(
  { platform, vendors }: SourceDeps,
  tx: Tx,
  { firmId, staffId }: Asker,
  sourceId: string,
  asked: { days: number; since?: string | undefined },
) {
  const source = await getSource(tx, firmId, sourceId);
  if (!vendors[source.kind]?.history)
    throw problem('wrong_state', 'This phone system has no call log to ask. Import a file instead.');
  if (source.credentials === null)
    throw problem('wrong_state', 'There is no API access to ask with. Enter it under “Change access”.');
  const now = platform.clock.now();
  const since = asked.since === undefined ? undefined : new Date(asked.since);
  const period = periodOf({ days: asked.days, since }, now);
  if (!period) {
    const message = `Choose a time within the last ${mostDays} days.`;
    throw problem('invalid_input', message, { fields: [{ field: 'since', message }] });
  }
  const id = newId();
  const made = await tx
    .insertInto('backfills')
    .values({
      firm_id: firmId,
      id,
      source_id: sourceId,
      ...period,
      reached_at: period.until,
      due_at: now,
      started_by: staffId,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw problem('already_exists', 'History of this phone system is being brought in already.');
  await audit(tx, {
    firmId,
    staffId,
    action: 'source.backfill_started',
    subjectType: 'source',
    subjectId: sourceId,
    detail: { backfillId: id, since: period.since.toISOString() },
    at: now,
  });
  await appendEvents(tx, firmId, [{ type: 'backfill.changed', subjectId: id }]);
  return await getView(tx, firmId, sourceId, id);
}

const done = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;

async function turn(
  { platform }: SourceDeps,
  tx: Tx,
  action: Action,
  { firmId, staffId }: Asker,
  params: { id: string; backfillId: string },
) {
  await getSource(tx, firmId, params.id);
  const row = found(
    await tx
      .selectFrom('backfills')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('source_id', '=', params.id)
      .where('id', '=', params.backfillId)
      .forUpdate()
      .executeTakeFirst(),
  );
  const state = afterAction(action, row.state);
  if (state === null) throw problem('wrong_state', 'It is over, or that is done already.');
  if (row.state === 'failed' && (await hasOpen(tx, firmId, params.id)))
    throw problem('already_exists', 'History of this phone system is being brought in already.');
  const now = platform.clock.now();
  await changeBackfill(tx, row, [row.state], {
    state,
    note: '',
    detail: '',
    failures: 0,
    ended_at: state === 'cancelled' ? now : null,
    ...(state === 'running' ? { due_at: now } : {}),
    updated_at: now,
  });
  await audit(tx, {
    firmId,
    staffId,
    action: `source.backfill_${done[action]}`,
    subjectType: 'source',
    subjectId: params.id,
    detail: { backfillId: row.id },
    at: now,
  });
  await appendEvents(tx, firmId, [{ type: 'backfill.changed', subjectId: row.id }]);
  return await getView(tx, firmId, params.id, row.id);
}

async function hasOpen(tx: Tx, firmId: string, sourceId: string): Promise<boolean> {
  const open = await tx
    .selectFrom('backfills')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('source_id', '=', sourceId)
    .where('state', 'in', ['running', 'paused'])
    .executeTakeFirst();
  return open !== undefined;
}
