/** The API of what clients have to do: of staff on a matter, and of the client in the portal. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { doneHows, toDoKinds } from './decide.ts';

const moment = z.string();
const day = z.iso.date();
const matter = z.object({ matterId: z.uuid() });
const id = z.object({ id: z.uuid() });
const staff = { tag: 'To do', access: 'member' } as const;
const portal = { tag: 'Portal: to do', access: 'portal' } as const;

const common = z.object({
  id: z.uuid(),
  kind: z.enum(toDoKinds),
  sourceId: z.uuid().nullable().describe('What it is about; null: written by the firm'),
  title: z.string(),
  dueOn: day.nullable(),
  state: z.enum(['open', 'done']),
  doneHow: z.enum(doneHows).nullable().describe('By what happened, by a tick, or because its time is over'),
  doneAt: moment.nullable(),
  tickable: z.boolean().describe('False: it is done only by signing or paying'),
  createdAt: moment,
});

export const toDo = common.extend({
  matterId: z.uuid(),
  portalUserId: z.uuid(),
  personName: z.string(),
});
export type ToDo = z.output<typeof toDo>;
export const ownToDo = common.extend({ matterId: z.uuid(), conversationId: z.uuid().nullable() });
export type OwnToDo = z.output<typeof ownToDo>;

const state = z.enum(['open', 'done']).optional();
export const toDosQuery = pageQuery.extend({ state });
export type ToDosQuery = z.output<typeof toDosQuery>;
export const ownToDosQuery = toDosQuery.extend({
  order: z
    .enum(['newest', 'due'])
    .default('newest')
    .describe('`due`: by the day that it is due, those without one last'),
});
export type OwnToDosQuery = z.output<typeof ownToDosQuery>;

export const toDoInput = z.object({
  portalUserId: z.uuid().describe('Of a party of the matter, or of somebody in one of its conversations'),
  title: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, 'One line, please'),
  dueOn: day.nullable().default(null),
});

export const toDoRoutes = {
  list: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/matters/:matterId/to-dos',
    summary: 'What the clients of a matter have to do, newest first',
    params: matter,
    query: toDosQuery,
    answer: pageOf(toDo),
    audit: 'none',
  }),
  listPeople: route({
    ...staff,
    method: 'GET',
    path: '/api/v1/matters/:matterId/to-do-people',
    summary: 'Who can be asked to do something on a matter: those of its people who come to the portal',
    params: matter,
    answer: pageOf(z.object({ portalUserId: z.uuid(), name: z.string() })),
    audit: 'none',
  }),
  create: route({
    ...staff,
    method: 'POST',
    path: '/api/v1/matters/:matterId/to-dos',
    summary: 'Ask a client to do something',
    params: matter,
    body: toDoInput,
    answer: toDo,
    status: 201,
    audit: 'to_do.created',
  }),
  withdraw: route({
    ...staff,
    method: 'DELETE',
    path: '/api/v1/to-dos/:id',
    summary: 'Take back what the firm itself asked for; the client does not see it any more',
    params: id,
    problems: ['wrong_state'],
    audit: 'to_do.withdrawn',
  }),
};

export const portalToDoRoutes = {
  list: route({
    ...portal,
    method: 'GET',
    path: '/portal/api/to-dos',
    summary: 'What I have to do',
    query: ownToDosQuery,
    answer: pageOf(ownToDo),
    audit: 'none',
  }),
  tick: route({
    ...portal,
    method: 'POST',
    path: '/portal/api/to-dos/:id/tick',
    summary: 'Tick it, or take the tick back; what has legal effect is done only by doing it',
    params: id,
    body: z.object({ done: z.boolean().default(true) }),
    answer: ownToDo,
    problems: ['wrong_state'],
    audit: 'to_do.ticked',
  }),
};
