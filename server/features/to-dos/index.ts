/** What clients have to do: their public face. */
import { sql } from 'kysely';
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { createToDoRoutes } from './routes.ts';
import { passToDos } from './store.ts';

export { type Happening, type SourceKind, toDoRules } from './decide.ts';
export { messageToDos } from './follow-messages.ts';
export { portalToDoRoutes, toDoRoutes } from './schema.ts';
export {
  addToDo,
  completeBySource,
  type NewToDo,
  reopenBySource,
  retitleBySource,
  type SourceOf,
  withdrawBySource,
} from './store.ts';

const restMs = 30_000;
const atOnce = 50;

export function createToDosFeature(platform: Platform): Feature {
  return {
    routes: createToDoRoutes(platform),
    work: () =>
      startWorkLoop({ name: 'to-dos', restMs, logger: platform.logger, round: () => toDosRound(platform) }),
  };
}

/** What is past is done; true when there may be more. */
export async function toDosRound({
  database,
  clock,
}: Pick<Platform, 'database' | 'clock'>): Promise<boolean> {
  const now = clock.now();
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string }>`
      select distinct firm_id from to_dos where state = 'open' and passes_at <= ${now} limit ${atOnce}`.execute(
      tx,
    ),
  );
  for (const { firm_id: firmId } of rows)
    await database.firm(firmId).write((tx) => passToDos(tx, firmId, now));
  return rows.length === atOnce;
}
