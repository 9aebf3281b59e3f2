/** Records that a practice system keeps: shown with where they are kept, and not changed here. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';

export type PracticeSystems = Readonly<Record<string, PracticeSystem>>;

export const keptIn = z
  .object({
    connectionId: z.uuid(),
    vendor: z.string(),
    label: z.string().describe('"Smokeball"'),
    url: z.string().nullable().describe("The record's page there, where the system has one"),
  })
  .nullable()
  .describe('The practice system that keeps the record: it is changed there. null: it is kept here');
export type KeptIn = z.infer<typeof keptIn>;

/** What the tables of kept records are to those who read a refusal. */
type KeptTable = 'contacts' | 'matters' | 'matter_types' | 'stage_sets' | 'activity_codes';

interface KeeperRow {
  vendor: string;
  name: string;
}

const labelOf = (systems: PracticeSystems, { vendor, name }: KeeperRow): string =>
  systems[vendor]?.label ?? name;

/** Ends the request when a connected practice system keeps one of these records. One look by key. */
export async function refuseKept(
  tx: Tx,
  systems: PracticeSystems,
  firmId: string,
  table: KeptTable,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await sql<KeeperRow>`
    select c.vendor, c.name from ${sql.table(table)} r
    join connections c on c.firm_id = ${firmId} and c.id = r.kept_in and c.status <> 'disconnected'
    where r.firm_id = ${firmId} and r.id = any(${[...ids]}::uuid[]) and r.kept_in is not null limit 1`.execute(
    tx,
  );
  const [row] = rows;
  if (row) throw problem('wrong_state', `Kept in ${labelOf(systems, row)}; change it there.`);
}

/** The same for a stage: it is kept where its set is. */
export async function refuseKeptStage(
  tx: Tx,
  systems: PracticeSystems,
  firmId: string,
  stageId: string,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select stage_set_id as id from stages where firm_id = ${firmId} and id = ${stageId}`.execute(tx);
  await refuseKept(
    tx,
    systems,
    firmId,
    'stage_sets',
    rows.map(({ id }) => id),
  );
}

/** Where these records are kept, by their id; without a statement when none of them is. */
export async function readKeptIn(
  tx: Tx,
  systems: PracticeSystems,
  firmId: string,
  kind: 'contact' | 'matter',
  records: readonly { id: string; kept_in: string | null }[],
): Promise<(id: string) => KeptIn> {
  const ids = records.filter(({ kept_in }) => kept_in !== null).map(({ id }) => id);
  if (ids.length === 0) return () => null;
  const { rows } = await sql<KeeperRow & LinkRow>`
    select r.id, c.id as connection_id, c.vendor, c.name, c.region, c.api_url,
      (select l.external_id from external_links l where l.firm_id = ${firmId} and l.kind = ${kind}
        and l.local_id = r.id and l.connection_id = c.id and l.removed_at is null limit 1) as external_id
    from ${sql.table(kind === 'contact' ? 'contacts' : 'matters')} r
    join connections c on c.firm_id = ${firmId} and c.id = r.kept_in and c.status <> 'disconnected'
    where r.firm_id = ${firmId} and r.id = any(${ids}::uuid[])`.execute(tx);
  const kept = new Map(
    rows.map((row) => [
      row.id,
      {
        connectionId: row.connection_id,
        vendor: row.vendor,
        label: labelOf(systems, row),
        url: urlOf(systems[row.vendor], kind, row),
      },
    ]),
  );
  return (id) => kept.get(id) ?? null;
}

interface LinkRow {
  id: string;
  connection_id: string;
  region: string;
  api_url: string | null;
  external_id: string | null;
}

function urlOf(vendor: PracticeSystem | undefined, kind: 'contact' | 'matter', row: LinkRow): string | null {
  if (!vendor || row.external_id === null) return null;
  const region = vendor.regions.find(({ id }) => id === row.region) ?? vendor.regions[0];
  return vendor.urlOf(kind, row.external_id, { apiUrl: row.api_url ?? region.apiUrl });
}
