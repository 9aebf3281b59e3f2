/** A person's own named filters of a list: what the address of the screen says, kept under a name. */
import { z } from 'zod';
import { actorOf, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal, route } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { idParams, shortText } from './formats.ts';

const area = z.enum(['matters', 'contacts', 'tasks', 'activity']);
const filters = z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean()]));
const savedView = z.object({ id: z.uuid(), area, name: z.string(), query: filters });
const input = z.object({ area, name: shortText.min(1), query: filters });
const patch = input.omit({ area: true }).partial();

const common = { tag: 'Saved views', access: 'member' } as const;
export const savedViewRoutes = {
  list: route({
    ...common,
    method: 'GET',
    path: '/api/v1/saved-views',
    summary: 'Your saved views of a list',
    query: z.object({ area }),
    answer: z.object({ items: z.array(savedView), next: z.null() }),
    audit: 'none',
  }),
  create: route({
    ...common,
    method: 'POST',
    path: '/api/v1/saved-views',
    summary: 'Save a view',
    body: input,
    answer: savedView,
    status: 201,
    audit: 'saved_view.created',
  }),
  update: route({
    ...common,
    method: 'PATCH',
    path: '/api/v1/saved-views/:id',
    summary: 'Rename or change a saved view',
    params: idParams,
    body: patch,
    answer: savedView,
    audit: 'saved_view.changed',
  }),
  remove: route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/saved-views/:id',
    summary: 'Remove a saved view',
    params: idParams,
    audit: 'saved_view.removed',
  }),
};

export function bindSavedViewRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(savedViewRoutes.list, ({ query, principal, scope }) =>
      scope.read(async (tx) => ({ items: await listViews(tx, principal, query.area), next: null })),
    ),
    handle(savedViewRoutes.create, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        const id = newId();
        await tx
          .insertInto('saved_views')
          .values({ firm_id: firmId, id, staff_id: staffId, ...body, query: JSON.stringify(body.query) })
          .execute();
        await recordChange(tx, actorOf(principal, clock), { action: 'saved_view.created', id });
        return { id, ...body };
      }),
    ),
    handle(savedViewRoutes.update, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const before = await getView(tx, principal, params.id);
        const next = { ...before, name: body.name ?? before.name, query: body.query ?? before.query };
        await tx
          .updateTable('saved_views')
          .set({ name: next.name, query: JSON.stringify(next.query) })
          .where('firm_id', '=', principal.firmId)
          .where('id', '=', params.id)
          .execute();
        await recordChange(tx, actorOf(principal, clock), { action: 'saved_view.changed', id: params.id });
        return next;
      }),
    ),
    handle(savedViewRoutes.remove, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await getView(tx, principal, params.id);
        await tx
          .deleteFrom('saved_views')
          .where('firm_id', '=', principal.firmId)
          .where('id', '=', params.id)
          .execute();
        await recordChange(tx, actorOf(principal, clock), { action: 'saved_view.removed', id: params.id });
      }),
    ),
  ];
}

async function listViews(tx: Tx, { firmId, staffId }: Principal, wanted: z.output<typeof area>) {
  const rows = await tx
    .selectFrom('saved_views')
    .select(['id', 'area', 'name', 'query'])
    .where('firm_id', '=', firmId)
    .where('staff_id', '=', staffId)
    .where('area', '=', wanted)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map((row) => savedView.parse(row));
}

/** A view of the caller's own; somebody else's does not exist. */
async function getView(tx: Tx, { firmId, staffId }: Principal, id: string) {
  const row = await tx
    .selectFrom('saved_views')
    .select(['id', 'area', 'name', 'query'])
    .where('firm_id', '=', firmId)
    .where('staff_id', '=', staffId)
    .where('id', '=', id)
    .executeTakeFirst();
  return savedView.parse(found(row));
}
