import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { idParams, matterParams } from './formats.ts';
import { bindRemovable } from './matter-record-routes.ts';
import { mustSeeMatter } from './matters-store.ts';
import { task, taskInput, taskOnMatterInput, taskPatch, tasksPage, tasksQuery } from './tasks-schema.ts';
import { createTask, getTask, listTasks, setTaskCompleted, updateTask } from './tasks-store.ts';

const common = { tag: 'Tasks', access: 'member' } as const;

export const taskRoutes = {
  list: route({
    ...common,
    method: 'GET',
    path: '/api/v1/tasks',
    summary: "The firm's tasks, or one person's",
    query: tasksQuery,
    answer: tasksPage,
    audit: 'none',
  }),
  listOfMatter: route({
    ...common,
    method: 'GET',
    path: '/api/v1/matters/:matterId/tasks',
    summary: 'Tasks of a matter',
    params: matterParams,
    query: tasksQuery.omit({ matterId: true }),
    answer: tasksPage,
    audit: 'none',
  }),
  create: route({
    ...common,
    method: 'POST',
    path: '/api/v1/tasks',
    summary: 'Add a task',
    body: taskInput,
    answer: task,
    status: 201,
    audit: 'task.created',
  }),
  createOnMatter: route({
    ...common,
    method: 'POST',
    path: '/api/v1/matters/:matterId/tasks',
    summary: 'Add a task to a matter',
    params: matterParams,
    body: taskOnMatterInput,
    answer: task,
    status: 201,
    audit: 'task.created',
  }),
  get: route({
    ...common,
    method: 'GET',
    path: '/api/v1/tasks/:id',
    summary: 'One task',
    params: idParams,
    answer: task,
    audit: 'none',
  }),
  update: route({
    ...common,
    method: 'PATCH',
    path: '/api/v1/tasks/:id',
    summary: 'Change a task',
    params: idParams,
    body: taskPatch,
    answer: task,
    problems: ['conflict'],
    audit: 'task.changed',
  }),
  complete: route({
    ...common,
    method: 'POST',
    path: '/api/v1/tasks/:id/complete',
    summary: 'Complete a task',
    params: idParams,
    answer: task,
    problems: ['wrong_state'],
    audit: 'task.completed',
  }),
  reopen: route({
    ...common,
    method: 'POST',
    path: '/api/v1/tasks/:id/reopen',
    summary: 'Open a completed task again',
    params: idParams,
    answer: task,
    problems: ['wrong_state'],
    audit: 'task.reopened',
  }),
  remove: route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/tasks/:id',
    summary: 'Remove a task; restore brings it back',
    params: idParams,
    audit: 'task.removed',
  }),
  restore: route({
    ...common,
    method: 'POST',
    path: '/api/v1/tasks/:id/restore',
    summary: 'Bring a removed task back',
    params: idParams,
    answer: task,
    audit: 'task.restored',
  }),
};

export function bindTaskRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(taskRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listTasks(tx, principal.firmId, principal.staffId, query)),
    ),
    handle(taskRoutes.listOfMatter, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        const { firmId, staffId } = principal;
        await mustSeeMatter(tx, firmId, params.matterId);
        return await listTasks(tx, firmId, staffId, { ...query, matterId: params.matterId });
      }),
    ),
    handle(taskRoutes.create, ({ body, principal, scope }) =>
      scope.write((tx) => createTask(tx, actorOf(principal, clock), body)),
    ),
    handle(taskRoutes.createOnMatter, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await createTask(tx, actorOf(principal, clock), { ...body, matterId: params.matterId });
      }),
    ),
    handle(taskRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateTask(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
    handle(taskRoutes.complete, ({ params, principal, scope }) =>
      scope.write((tx) => setTaskCompleted(tx, actorOf(principal, clock), params.id, true)),
    ),
    handle(taskRoutes.reopen, ({ params, principal, scope }) =>
      scope.write((tx) => setTaskCompleted(tx, actorOf(principal, clock), params.id, false)),
    ),
    ...bindRemovable(platform, taskRoutes, 'task', getTask),
  ];
}
