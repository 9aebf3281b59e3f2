import { z } from 'zod';
import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { contentHeaders } from '../../platform/http/file-content.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { getContact } from '../practice/index.ts';
import { erasePerson, previewErasure } from './erasure.ts';
import { askForExport, getExport, openExport } from './exports.ts';
import { type personExport, retentionRoutes as routes } from './schema.ts';

/** What the firm holds about one person: given out, and erased. */
export function createPersonRoutes(platform: Platform): BoundRoute[] {
  const { clock, files } = platform;
  return [
    handle(routes.askForExport, async ({ scope, principal, params }) => {
      const { firmId, staffId } = principal;
      const id = await scope.write((tx) => askForExport(tx, platform, actorOf(principal, clock), params.id));
      return await scope.read(async (tx) => shown(await getExport(tx, firmId, staffId, id)));
    }),
    handle(routes.listExports, ({ scope, principal: { firmId, staffId }, params, query }) =>
      scope.read(async (tx) => {
        await getContact(tx, firmId, params.id);
        let rows = tx
          .selectFrom('person_exports')
          .selectAll()
          .where('firm_id', '=', firmId)
          .where('contact_id', '=', params.id)
          .where('asked_by_staff_id', '=', staffId)
          .orderBy('id', 'desc')
          .limit(query.limit + 1);
        if (query.after !== undefined)
          rows = rows.where('id', '<', decodeCursor(query.after, z.tuple([z.uuid()]))[0]);
        return toPage(await rows.execute(), query.limit, (row) => [row.id], shown);
      }),
    ),
    handle(routes.getExport, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => shown(await getExport(tx, firmId, staffId, params.id))),
    ),
    handle(routes.readExport, async ({ scope, principal, params, reply }) => {
      const file = await scope.write((tx) => openExport(tx, actorOf(principal, clock), params.id));
      const content = found(await files.get(principal.firmId, file.sha256));
      reply.headers(contentHeaders({ ...file, contentType: 'application/json' }, true));
      return reply.send(content);
    }),
    handle(routes.previewErasure, ({ scope, principal, params }) =>
      scope.read((tx) => previewErasure(tx, actorOf(principal, clock), params.id)),
    ),
    handle(routes.erase, ({ scope, principal, params, body }) =>
      scope.write((tx) => erasePerson(tx, platform, actorOf(principal, clock), params.id, body.name)),
    ),
  ];
}

type Row = Awaited<ReturnType<typeof getExport>>;

function shown(row: Row): z.input<typeof personExport> {
  return {
    id: row.id,
    state: row.state,
    done: row.done,
    parts: row.parts,
    sizeBytes: row.size_bytes,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}
