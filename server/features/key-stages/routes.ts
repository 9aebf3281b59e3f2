import { actorOf } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerConflict } from './answer-conflict.ts';
import type { PracticeSystems } from './case-facts.ts';
import { listMatterStages } from './matter-stages.ts';
import type { Sender } from './messages.ts';
import { actOnStage } from './progress.ts';
import { keyStageRoutes as routes } from './schema.ts';
import { ensureKeyStages, hasKeyStages } from './seeds.ts';
import {
  createKeyStage,
  getKeyStage,
  listKeyStages,
  orderKeyStages,
  removeKeyStage,
  updateKeyStage,
} from './stages-store.ts';
import { findLeadOfMatter, getProgress } from './views.ts';

export function createKeyStageRoutes(platform: Platform, systems: PracticeSystems): BoundRoute[] {
  return [...bindStages(platform), ...bindProgress({ ...platform, practiceSystems: systems }, systems)];
}

/** Reads, after a firm that is older than key stages got its first ones. */
async function readWithStages<T>(
  { database }: Platform,
  scope: Scope,
  firmId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!(await scope.read((tx) => hasKeyStages(tx, firmId))))
    await database.firm(firmId).write((tx) => ensureKeyStages(tx, firmId));
  return await scope.read(work);
}

function bindStages(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.listKeyStages, ({ scope, principal: { firmId }, query }) =>
      readWithStages(platform, scope, firmId, async (tx) => ({
        items: await listKeyStages(tx, firmId, query),
        next: null,
      })),
    ),
    handle(routes.getKeyStage, ({ scope, principal, params }) =>
      scope.read((tx) => getKeyStage(tx, principal.firmId, params.id)),
    ),
    handle(routes.createKeyStage, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        await ensureKeyStages(tx, principal.firmId);
        const id = await createKeyStage(tx, actorOf(principal, clock), body);
        return await getKeyStage(tx, principal.firmId, id);
      }),
    ),
    handle(routes.updateKeyStage, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await updateKeyStage(tx, actorOf(principal, clock), params.id, body);
        return await getKeyStage(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.removeKeyStage, ({ scope, principal, params }) =>
      scope.write((tx) => removeKeyStage(tx, actorOf(principal, clock), params.id)),
    ),
    handle(routes.orderKeyStages, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        await orderKeyStages(tx, actorOf(principal, clock), body.side, body.ids);
        const items = await listKeyStages(tx, principal.firmId, { side: body.side, archived: true });
        return { items, next: null };
      }),
    ),
  ];
}

function bindProgress(platform: Platform & Sender, systems: PracticeSystems): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.getProgress, ({ scope, principal: { firmId }, params }) =>
      readWithStages(platform, scope, firmId, (tx) => getProgress(tx, firmId, params.id, systems)),
    ),
    handle(routes.getMatterProgress, ({ scope, principal: { firmId }, params }) =>
      readWithStages(platform, scope, firmId, async (tx) => {
        found(
          await tx
            .selectFrom('matters')
            .select('id')
            .where('firm_id', '=', firmId)
            .where('id', '=', params.id)
            .executeTakeFirst(),
        );
        const leadId = await findLeadOfMatter(tx, firmId, params.id);
        return { progress: leadId === null ? null : await getProgress(tx, firmId, leadId, systems) };
      }),
    ),
    handle(routes.listMatterStages, ({ scope, principal: { firmId }, params }) =>
      readWithStages(platform, scope, firmId, (tx) => listMatterStages(tx, firmId, params.id)),
    ),
    handle(routes.actOnStage, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await actOnStage(tx, platform, actorOf(principal, clock), params.id, body);
        return await getProgress(tx, principal.firmId, params.id, systems);
      }),
    ),
    handle(routes.answerStageConflict, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const which = { leadId: params.id, conflictId: params.conflictId };
        await answerConflict(tx, platform, actorOf(principal, clock), which, body.answer);
        return await getProgress(tx, principal.firmId, params.id, systems);
      }),
    ),
  ];
}
