import type { Scope, Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, Problem } from '../../platform/http/problems.ts';
import { type Action, act } from './actions.ts';
import { readDetail } from './detail.ts';
import { countReviewByReason, listEntriesOf, listEntryRows, listVisibleMatters } from './entry-reads.ts';
import type { PipelineDeps } from './pipeline.ts';
import { listInteractionRows } from './reads.ts';
import { redriveInteraction } from './redrive.ts';
import { callLoggingRoutes } from './schema.ts';
import { describeEntry, describeSummary } from './views.ts';

export function createCallLoggingRoutes(deps: PipelineDeps): BoundRoute[] {
  const { platform } = deps;
  /** Acts in one transaction, then shows the result as this person may see it. */
  async function actAndShow(
    call: { scope: Scope; principal: { firmId: string; staffId: string }; params: { id: string } },
    action: Action,
  ) {
    const { scope, principal, params } = call;
    await scope.write((tx) => act(deps, tx, principal, params.id, action));
    return await scope.read((tx) => readDetail(tx, principal.firmId, params.id, platform.clock.now()));
  }

  return [
    handle(callLoggingRoutes.listInteractions, ({ scope, principal, query }) =>
      scope.read(async (tx) => {
        const { firmId } = principal;
        const firm = found(
          await tx
            .selectFrom('firms')
            .select(['country', 'time_zone'])
            .where('id', '=', firmId)
            .executeTakeFirst(),
        );
        const page = await listInteractionRows(tx, firmId, firm.time_zone, query);
        const entries = await listEntriesOf(
          tx,
          firmId,
          page.items.map(({ id }) => id),
        );
        const visible = await listVisibleMatters(tx, firmId, [...entries.values()].flat());
        return {
          items: page.items.map((row) =>
            describeSummary(row, entries.get(row.id) ?? [], firm.country, visible),
          ),
          next: page.next,
        };
      }),
    ),

    handle(callLoggingRoutes.getInteraction, ({ scope, principal, params }) =>
      scope.read((tx) => readDetail(tx, principal.firmId, params.id, platform.clock.now())),
    ),

    handle(callLoggingRoutes.countReview, async ({ scope, principal }) => {
      const byReason = await scope.read((tx) => countReviewByReason(tx, principal.firmId));
      return { total: Object.values(byReason).reduce((sum, count) => sum + count, 0), byReason };
    }),

    handle(callLoggingRoutes.refile, (call) =>
      actAndShow(call, { do: 'refile', ...call.body, ...call.query }),
    ),
    handle(callLoggingRoutes.redo, (call) => actAndShow(call, { do: 'redo', ...call.query })),
    handle(callLoggingRoutes.undo, (call) => actAndShow(call, { do: 'undo', ...call.query })),
    handle(callLoggingRoutes.redrive, async ({ scope, principal, params }) => {
      const { firmId, staffId } = principal;
      await scope.write((tx) => redriveInteraction(tx, { firmId, staffId }, params.id, platform.clock.now()));
      return await scope.read((tx) => readDetail(tx, firmId, params.id, platform.clock.now()));
    }),
    handle(callLoggingRoutes.skip, (call) => actAndShow(call, { do: 'skip', ...call.query })),
    handle(callLoggingRoutes.approve, (call) => actAndShow(call, { do: 'approve', ...call.query })),

    handle(callLoggingRoutes.bulk, async ({ scope, principal, body }) => {
      const done: string[] = [];
      const failed: { interactionId: string; code: string; detail: string }[] = [];
      const now = platform.clock.now();
      const one = (tx: Tx, interactionId: string): Promise<void> => {
        if (body.action === 'redrive') return redriveInteraction(tx, principal, interactionId, now);
        const action: Action =
          body.action === 'refile'
            ? { do: 'refile', matterId: body.matterId, always: false }
            : { do: body.action };
        return act(deps, tx, principal, interactionId, action);
      };
      // Each stands alone: one that cannot be done does not take the others back.
      for (const interactionId of body.interactionIds) {
        try {
          await scope.write((tx) => one(tx, interactionId));
          done.push(interactionId);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          failed.push({ interactionId, code: error.code, detail: error.message });
        }
      }
      return { done, failed };
    }),

    handle(callLoggingRoutes.listLogEntries, ({ scope, principal, query }) =>
      scope.read(async (tx) => {
        const page = await listEntryRows(tx, principal.firmId, query);
        const visible = await listVisibleMatters(tx, principal.firmId, page.items);
        return { items: page.items.map((entry) => describeEntry(entry, visible)), next: page.next };
      }),
    ),
  ];
}
