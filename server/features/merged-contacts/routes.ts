import { z } from 'zod';
import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { mustBeFresh } from '../../platform/http/step-up.ts';
import type { Platform } from '../../platform/platform.ts';
import { carryOut } from './carry-out.ts';
import { findEntries } from './entries.ts';
import { mergedContactRoutes as routes } from './schema.ts';
import { lineOf, viewEntry } from './view.ts';

const cursor = z.tuple([z.uuid()]);

export function createMergedContactRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.list, ({ query, principal, scope }) =>
      scope.read(async (tx) => {
        const { limit, state, contactId } = query;
        const after = query.after === undefined ? null : (decodeCursor(query.after, cursor)[0] ?? null);
        const rows = await findEntries(tx, principal, { state, contactId, after, limit: limit + 1 });
        return toPage(rows, limit, (row) => [row.contactId], lineOf);
      }),
    ),
    handle(routes.get, ({ params: { id }, principal, scope }) =>
      scope.read(async (tx) => {
        const [entry] = await findEntries(tx, principal, { state: 'any', id, after: null, limit: 1 });
        return await viewEntry(tx, principal.firmId, found(entry), clock.now());
      }),
    ),
    handle(routes.decide, ({ params: { id }, body, principal, scope }) => {
      // Whoever keeps two apart changes nothing for anybody.
      if (body.decision !== 'apart') mustBeFresh(principal, clock.now());
      return scope.write((tx) => carryOut(tx, platform, actorOf(principal, clock), id, body));
    }),
  ];
}
