import { z } from 'zod';
import { actorOf } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { idParams } from './formats.ts';
import * as schema from './matter-types-schema.ts';
import * as store from './matter-types-store.ts';
import { type PracticeSystems, refuseKept, refuseKeptStage } from './mirror-kept.ts';

const tag = 'Matter types and stages';
const read = { method: 'GET', tag, access: 'member', audit: 'none' } as const;
const create = { method: 'POST', tag, access: 'administrator', status: 201 } as const;
const change = { method: 'PATCH', tag, access: 'administrator', params: idParams } as const;
const remove = { method: 'DELETE', tag, access: 'administrator', params: idParams } as const;

export const matterTypeRoutes = {
  types: route({
    ...read,
    path: '/api/v1/matter-types',
    summary: 'Kinds of matter',
    answer: schema.matterTypeList,
  }),
  createType: route({
    ...create,
    path: '/api/v1/matter-types',
    summary: 'Add a kind of matter',
    body: schema.matterTypeInput,
    answer: schema.matterType,
    problems: ['already_exists'],
    audit: 'matter_type.created',
  }),
  updateType: route({
    ...change,
    path: '/api/v1/matter-types/:id',
    summary: 'Rename a kind of matter or give it other stages',
    body: schema.matterTypePatch,
    answer: schema.matterType,
    problems: ['already_exists'],
    audit: 'matter_type.changed',
  }),
  removeType: route({
    ...remove,
    path: '/api/v1/matter-types/:id',
    summary: 'Remove a kind of matter that none has',
    problems: ['wrong_state'],
    audit: 'matter_type.removed',
  }),
  stageSets: route({
    ...read,
    path: '/api/v1/stage-sets',
    summary: 'Stage sets with their stages in order',
    answer: schema.stageSetList,
  }),
  createStageSet: route({
    ...create,
    path: '/api/v1/stage-sets',
    summary: 'Add a stage set',
    body: schema.stageSetInput,
    answer: schema.stageSet,
    audit: 'stage_set.created',
  }),
  updateStageSet: route({
    ...change,
    path: '/api/v1/stage-sets/:id',
    summary: 'Rename a stage set or reorder its stages',
    body: schema.stageSetPatch,
    answer: schema.stageSet,
    audit: 'stage_set.changed',
  }),
  removeStageSet: route({
    ...remove,
    path: '/api/v1/stage-sets/:id',
    summary: 'Remove a stage set that is not in use',
    problems: ['wrong_state'],
    audit: 'stage_set.removed',
  }),
  stages: route({
    ...read,
    path: '/api/v1/stages',
    summary: 'Stages in order, of one set or of all',
    query: z.object({ stageSetId: z.uuid().optional() }),
    answer: schema.stageList,
  }),
  createStage: route({
    ...create,
    path: '/api/v1/stages',
    summary: 'Add a stage to a set',
    body: schema.stageInput,
    answer: schema.stage,
    audit: 'stage.created',
  }),
  updateStage: route({
    ...change,
    path: '/api/v1/stages/:id',
    summary: 'Rename a stage',
    body: schema.stagePatch,
    answer: schema.stage,
    audit: 'stage.changed',
  }),
  removeStage: route({
    ...remove,
    path: '/api/v1/stages/:id',
    summary: 'Remove a stage that no matter is at',
    problems: ['wrong_state'],
    audit: 'stage.removed',
  }),
};

export function bindMatterTypeRoutes({ clock }: Platform, systems: PracticeSystems): BoundRoute[] {
  const routes = matterTypeRoutes;
  const refuse = (tx: Tx, { firmId }: Principal, table: 'matter_types' | 'stage_sets', id: string) =>
    refuseKept(tx, systems, firmId, table, [id]);
  return [
    handle(routes.types, ({ principal, scope }) =>
      scope.read(async (tx) => onePage(await store.listMatterTypes(tx, principal.firmId))),
    ),
    handle(routes.createType, ({ body, principal, scope }) =>
      scope.write((tx) => store.createMatterType(tx, actorOf(principal, clock), body)),
    ),
    handle(routes.updateType, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        await refuse(tx, principal, 'matter_types', params.id);
        return await store.updateMatterType(tx, actorOf(principal, clock), params.id, body);
      }),
    ),
    handle(routes.removeType, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await refuse(tx, principal, 'matter_types', params.id);
        await store.removeMatterType(tx, actorOf(principal, clock), params.id);
      }),
    ),
    handle(routes.stageSets, ({ principal, scope }) =>
      scope.read(async (tx) => onePage(await store.listStageSets(tx, principal.firmId))),
    ),
    handle(routes.createStageSet, ({ body, principal, scope }) =>
      scope.write((tx) => store.createStageSet(tx, actorOf(principal, clock), body)),
    ),
    handle(routes.updateStageSet, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        await refuse(tx, principal, 'stage_sets', params.id);
        return await store.updateStageSet(tx, actorOf(principal, clock), params.id, body);
      }),
    ),
    handle(routes.removeStageSet, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await refuse(tx, principal, 'stage_sets', params.id);
        await store.removeStageSet(tx, actorOf(principal, clock), params.id);
      }),
    ),
    handle(routes.stages, ({ query, principal, scope }) =>
      scope.read(async (tx) => onePage(await store.listStages(tx, principal.firmId, query.stageSetId))),
    ),
    handle(routes.createStage, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        await refuse(tx, principal, 'stage_sets', body.stageSetId);
        return await store.createStage(tx, actorOf(principal, clock), body);
      }),
    ),
    handle(routes.updateStage, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        await refuseKeptStage(tx, systems, principal.firmId, params.id);
        return await store.renameStage(tx, actorOf(principal, clock), params.id, body.name);
      }),
    ),
    handle(routes.removeStage, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await refuseKeptStage(tx, systems, principal.firmId, params.id);
        await store.removeStage(tx, actorOf(principal, clock), params.id);
      }),
    ),
  ];
}

function onePage<T>(items: T[]): { items: T[]; next: null } {
  return { items, next: null };
}
