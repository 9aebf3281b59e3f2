/** A place where interactions are logged: the firm's own practice record, or a connected practice system. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { DestinationPolicy, PracticeSystem } from '../../vendors/ports.ts';
import { embeddedDestination } from './entries-store.ts';
import { embedded } from './policies.ts';

export interface Destination {
  /** 'embedded', or the id of a connection. */
  id: string;
  /** As people know it: "Clio Manage". */
  label: string;
  policy: DestinationPolicy;
  /** Null: the firm's own record. */
  connection: { id: string; logsSince: Date; vendor: PracticeSystem; apiUrl: string } | null;
}

export const embeddedPlace: Destination = {
  id: embeddedDestination,
  label: 'Matterline',
  policy: embedded,
  connection: null,
};

/**
 * The firm's connected destinations. One that rests or no longer lets us in is one all the same: what is to be written
 * there waits.
 */
export async function loadDestinations(
  tx: Tx,
  firmId: string,
  vendors: Readonly<Record<string, PracticeSystem>>,
): Promise<Destination[]> {
  const { rows } = await sql<{
    id: string;
    vendor: string;
    region: string;
    api_url: string | null;
    logs_since: Date;
  }>`
    select id, vendor, region, api_url, logs_since from connections
    where firm_id = ${firmId} and logs_since is not null and status <> 'disconnected' order by id`.execute(
    tx,
  );
  return rows.flatMap((row) => {
    const vendor = vendors[row.vendor];
    if (!vendor) return [];
    const region = vendor.regions.find(({ id }) => id === row.region) ?? vendor.regions[0];
    const apiUrl = row.api_url ?? region.apiUrl;
    return [
      {
        id: row.id,
        label: vendor.label,
        policy: vendor.policy,
        connection: { id: row.id, logsSince: row.logs_since, vendor, apiUrl },
      },
    ];
  });
}

/**
 * Where one interaction is logged. A connected system logs what began since it was connected; the firm's own record logs
 * what none of them does, and goes on with what it has logged before.
 */
export function destinationsFor(
  connected: readonly Destination[],
  interaction: { startedAt: string },
  entries: ReadonlyMap<string, unknown>,
): Destination[] {
  const startedAt = Date.parse(interaction.startedAt);
  const there = connected.filter(
    ({ id, connection }) =>
      entries.has(id) || (connection !== null && connection.logsSince.getTime() <= startedAt),
  );
  return there.length === 0 || entries.has(embeddedDestination) ? [embeddedPlace, ...there] : there;
}
