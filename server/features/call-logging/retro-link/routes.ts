import { sql } from 'kysely';
import { audit } from '../../../platform/audit.ts';
import type { Tx } from '../../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../../platform/http/contract.ts';
import { toPage } from '../../../platform/http/paging.ts';
import { found, problem } from '../../../platform/http/problems.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import type { PipelineDeps } from '../pipeline.ts';
import { findRedoRun, startRedo } from '../redos/store.ts';
import { viewRedo } from '../redos/views.ts';
import { previewEarlier } from './preview.ts';
import { retroLinkRoutes } from './schema.ts';
import { countEarlier, listEarlier, listOffers, putOnList, settleOffers } from './store.ts';

const mostOffers = 20;

export function createRetroLinkRoutes(deps: PipelineDeps, wake: () => void): BoundRoute[] {
  const { clock } = deps.platform;
  return [
    handle(retroLinkRoutes.listOffers, ({ scope, principal }) =>
      scope.read(async (tx) => ({ items: await listOffers(tx, principal.firmId, mostOffers), next: null })),
    ),
    handle(retroLinkRoutes.listEarlier, ({ scope, principal, params, query }) =>
      scope.read(async (tx) => {
        const { firmId } = principal;
        await getContact(tx, firmId, params.id);
        const total = await countEarlier(tx, firmId, params.id);
        const linking = await latestLinking(tx, firmId, params.id);
        const rows = await listEarlier(tx, firmId, params.id, query);
        const page = toPage(
          rows,
          query.limit,
          (row) => [row.started_exactly, row.id],
          (row) => row,
        );
        const items = await previewEarlier(deps, tx, principal, page.items);
        return { items, next: page.next, total, linking };
      }),
    ),
    handle(retroLinkRoutes.linkEarlier, async ({ scope, principal, params, body }) => {
      const view = await scope.write((tx) =>
        link(tx, principal, params.id, body.interactionIds, clock.now()),
      );
      wake();
      return view;
    }),
    handle(retroLinkRoutes.dismissEarlier, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        await getContact(tx, principal.firmId, params.id);
        await settleOffers(tx, principal.firmId, params.id, clock.now());
        await keepTrace(tx, principal, params.id, 'contact.earlier_dismissed', {}, clock.now());
      }),
    ),
  ];
}

async function getContact(tx: Tx, firmId: string, id: string): Promise<void> {
  found(
    await tx
      .selectFrom('contacts')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
}

async function latestLinking(tx: Tx, firmId: string, contactId: string) {
  const latest = await tx
    .selectFrom('redo_runs')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', contactId)
    .where('cause', '=', 'retro_link')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  const run = latest && (await findRedoRun(tx, firmId, latest.id));
  return run ? await viewRedo(tx, firmId, run) : null;
}

async function link(
  tx: Tx,
  who: Principal,
  contactId: string,
  only: readonly string[] | undefined,
  now: Date,
) {
  const { firmId, staffId } = who;
  await getContact(tx, firmId, contactId);
  // Two people who press at once start one linking.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`retro-link ${contactId}`}, 6))`.execute(tx);
  const before = await latestLinking(tx, firmId, contactId);
  if (before?.state === 'running') throw problem('already_exists', 'They are being linked already.');
  const id = await startRedo(tx, { firmId, staffId, cause: 'retro_link', state: 'running', contactId }, now);
  const total = await putOnList(tx, firmId, contactId, id, only);
  if (total === 0) throw problem('wrong_state', 'There is nothing to link any more.');
  await sql`update redo_runs set total = ${total} where firm_id = ${firmId} and id = ${id}`.execute(tx);
  await settleOffers(tx, firmId, contactId, now);
  await keepTrace(tx, who, contactId, 'contact.earlier_linked', { count: total, runId: id }, now);
  return await viewRedo(tx, firmId, found(await findRedoRun(tx, firmId, id)));
}

async function keepTrace(
  tx: Tx,
  { firmId, staffId }: Principal,
  contactId: string,
  action: string,
  detail: Record<string, unknown>,
  at: Date,
): Promise<void> {
  await audit(tx, { firmId, staffId, action, subjectType: 'contact', subjectId: contactId, detail, at });
  await appendEvents(tx, firmId, [{ type: 'contact.changed', subjectId: contactId }]);
}
