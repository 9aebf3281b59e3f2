import type { Selectable } from 'kysely';
import { withLockAwaited } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PhoneSystem, PhoneSystemClient } from '../../vendors/ports.ts';
import { openCredentials, sealCredentials, toSourceCredentials } from './store.ts';
import type { SourcesTable } from './tables.ts';

export type SourceRow = Selectable<SourcesTable>;

/**
 * Works with a source's vendor API, one worker at a time across all processes: a refresh token works once, so two
 * refreshers would lock each other out. Returns null when the source cannot be called (no client, no credentials).
 * `fetchFor` stands in for the platform's fetch where addresses come from events.
 */
export async function withVendorClient<T>(
  platform: Platform,
  vendor: PhoneSystem,
  source: Pick<SourceRow, 'firm_id' | 'id'>,
  work: (client: PhoneSystemClient, source: SourceRow) => Promise<T>,
  options: { fetchFor?: (apiUrl: string) => typeof globalThis.fetch } = {},
): Promise<T | null> {
  return await withLockAwaited(platform, `source ${source.id}`, async () => {
    const fresh = await platform.database
      .firm(source.firm_id)
      .read((tx) =>
        tx
          .selectFrom('sources')
          .selectAll()
          .where('firm_id', '=', source.firm_id)
          .where('id', '=', source.id)
          .where('removed_at', 'is', null)
          .executeTakeFirst(),
      );
    const kept = fresh && openCredentials(platform, fresh.credentials);
    if (!fresh || !kept || !vendor.client) return null;
    const credentials = toSourceCredentials(kept, vendor.defaults);
    const client = vendor.client({
      credentials,
      fetch: options.fetchFor?.(credentials.apiUrl) ?? platform.fetch,
      now: () => platform.clock.now(),
      async saveTokens(change) {
        const credentials = sealCredentials(platform, { ...kept, ...change });
        await platform.database
          .firm(source.firm_id)
          .write((tx) =>
            tx
              .updateTable('sources')
              .set({ credentials, updated_at: platform.clock.now() })
              .where('firm_id', '=', source.firm_id)
              .where('id', '=', source.id)
              .execute(),
          );
      },
    });
    return await work(client, fresh);
  });
}
