import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import { createLocalRateLimit } from '../../platform/rate-limits.ts';
import { linesById, namesOf, personIn, portalLinesById } from '../conversations/index.ts';
import { type Hit, searchOnce } from './describe.ts';
import type { Reader } from './find.ts';
import { portalSearchRoutes, type SearchQuery, searchRoutes } from './schema.ts';

/** A person who types and reads; each page counts. Too frequent to be written down, so each process counts for itself. */
const tries = { staff: { tries: 120, seconds: 60 }, portal: { tries: 60, seconds: 60 } };

export function createSearchRoutes(): BoundRoute[] {
  const ofStaff = createLocalRateLimit(tries.staff);
  const ofPortal = createLocalRateLimit(tries.portal);
  return [
    handle(searchRoutes.search, async ({ scope, principal: { firmId, staffId }, query }) => {
      await ofStaff.take(staffId);
      return await scope.read(async (tx) => {
        const { hits, next } = await search(tx, { firmId, id: staffId, who: 'staff' }, query);
        const lines = await linesById(
          tx,
          firmId,
          staffId,
          hits.map(({ conversationId }) => conversationId),
        );
        return { items: await present(tx, firmId, hits, lines), next };
      });
    }),
    handle(portalSearchRoutes.searchPortal, async ({ scope, principal, query }) => {
      const { firmId, portalUserId } = principal;
      await ofPortal.take(portalUserId);
      return await scope.read(async (tx) => {
        const { hits, next } = await search(tx, { firmId, id: portalUserId, who: 'external' }, query);
        // From here on the program reads: names, and what conversations are called.
        const lines = await portalLinesById(
          tx,
          principal,
          hits.map(({ conversationId }) => conversationId),
        );
        return { items: await present(tx, firmId, hits, lines), next };
      });
    }),
  ];
}

async function search(tx: Tx, who: Omit<Reader, 'timeZone'>, query: SearchQuery) {
  const { time_zone: timeZone } = await tx
    .selectFrom('firms')
    .select('time_zone')
    .where('id', '=', who.firmId)
    .executeTakeFirstOrThrow();
  return await searchOnce(tx, { ...who, timeZone }, query);
}

async function present<Line>(tx: Tx, firmId: string, hits: readonly Hit[], lines: ReadonlyMap<string, Line>) {
  const names = await namesOf(
    tx,
    firmId,
    hits.flatMap(({ authorId }) => authorId ?? []),
  );
  return hits.map(({ conversationId, authorId, at, ...rest }) => ({
    ...rest,
    conversation: found(lines.get(conversationId)),
    author: personIn(names, authorId),
    at: at.toISOString(),
  }));
}
