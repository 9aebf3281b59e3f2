/** An enquiry that is made anonymous takes its workspaces along. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';

/**
 * Deletes what is kept of a lead's workspaces, decisions included, in the program's scope. Of those that the provider has, the
 * id stays, so that what it tells of them later is known and passed over.
 */
export async function forgetWorkspaces(tx: Tx, firmId: string, leadId: string, now: Date): Promise<void> {
  await forget(tx, firmId, sql<boolean>`lead_id = ${leadId} and matter_id is null`, now);
}

/** The same for a matter that is purged. */
export async function forgetMatterWorkspaces(
  tx: Tx,
  firmId: string,
  matterId: string,
  now: Date,
): Promise<void> {
  await forget(tx, firmId, sql<boolean>`matter_id = ${matterId}`, now);
}

async function forget(tx: Tx, firmId: string, which: RawBuilder<boolean>, now: Date): Promise<void> {
  const { rows } = await sql<{ provider: string; external_id: string | null }>`
    delete from onboarding_workspaces where firm_id = ${firmId} and ${which}
    returning provider, external_id`.execute(tx);
  for (const { provider, external_id: externalId } of rows) {
    if (externalId === null) continue;
    await sql`
      insert into onboarding_workspaces (firm_id, id, provider, external_id, ignored_at, forgotten_at, state, due_at, created_at)
      values (${firmId}, ${newId()}, ${provider}, ${externalId}, ${now}, ${now}, 'live', ${now}, ${now})`.execute(
      tx,
    );
  }
}
