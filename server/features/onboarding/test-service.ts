/** The test of a connection: the name of the account that the key opens. */
import { appendEvents } from '../../platform/live-events.ts';
import { type OnboardingClient, type OnboardingProvider, VendorError } from '../../vendors/ports.ts';
import type { OnboardingDeps } from './settings-store.ts';

/** One firm's round of work. */
export interface Work {
  deps: OnboardingDeps;
  provider: OnboardingProvider;
  firmId: string;
  client: OnboardingClient;
}

/** Keeps the outcome in words for people; what failed is thrown on, since nothing else would be answered either. */
export async function testService({ deps: { platform }, client, firmId }: Work): Promise<void> {
  const outcome = await client.testConnection().then(
    ({ account }) => ({ state: 'ok' as const, detail: account }),
    (error: unknown) => {
      if (!(error instanceof VendorError)) throw error;
      return { state: 'failed' as const, detail: error.problem.detail, error };
    },
  );
  await platform.database.firm(firmId).write(async (tx) => {
    await tx
      .updateTable('onboarding_settings')
      .set({
        test_state: outcome.state,
        test_detail: outcome.detail.slice(0, 500),
        tested_at: platform.clock.now(),
      })
      .where('firm_id', '=', firmId)
      .where('test_state', '=', 'waiting')
      .execute();
    await appendEvents(tx, firmId, [{ type: 'onboarding_settings.changed', subjectId: firmId }]);
  });
  if (outcome.state === 'failed') throw outcome.error;
}
