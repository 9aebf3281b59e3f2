/** For tests: a firm with two administrators and matters that were closed long ago. */
import type { FeatureFactory } from '../../platform/feature.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { createHoldsFeature } from '../holds/index.ts';
import { createRetentionFeature } from '../retention/index.ts';
import { createPurgeFeature, purgeRound } from './index.ts';
import type { PurgeStep } from './steps.ts';

export interface PurgeWorld extends ConversationsWorld {
  ada: TestStaff;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Closed in 2019; kept for six years. */
  dueMatter(title: string): Promise<string>;
  propose(ids: readonly string[], who?: TestStaff): Promise<{ id: string }>;
  confirm(id: string, who?: TestStaff): Promise<void>;
  /** The time to stop them is over, and the job runs. */
  run(steps?: readonly PurgeStep[]): Promise<void>;
  purge(ids: readonly string[]): Promise<string>;
  refusals(): Promise<{ act: string; by: string; held: string }[]>;
}

export async function startPurgeWorld(features: readonly FeatureFactory[] = []): Promise<PurgeWorld> {
  const world = await startConversationsWorld({
    features: [createRetentionFeature, createHoldsFeature, createPurgeFeature, ...features],
  });
  const { app, firm, owner } = world;
  const ada = await app.signedIn(firm, 'administrator', { firstName: 'Ada', lastName: 'Archer' });
  const put = await owner.call('PUT', '/api/v1/retention/matters', { matterTypeId: null, years: 6 });
  if (put.statusCode !== 204) throw new Error(put.body);
  const query: PurgeWorld['query'] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await app.platform.database.pool.query<Row>(text, [...values])).rows;
  const ok = async (who: TestStaff, url: string, body?: unknown) => {
    const answer = await who.call('POST', url, body);
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    return answer.json<{ id: string }>();
  };
  const purges: PurgeWorld = {
    ...world,
    ada,
    query,
    async dueMatter(title) {
      const id = await world.matter(title, [world.client]);
      await query(`update matters set status = 'closed', closed_on = '2019-03-01' where id = $1`, [id]);
      return id;
    },
    propose: (matterIds, who = owner) => ok(who, '/api/v1/purges', { matterIds, reason: 'Kept long enough' }),
    async confirm(id, who = ada) {
      await ok(who, `/api/v1/purges/${id}/confirm`);
    },
    async run(steps) {
      // Sessions would be over after so many days: the day comes nearer instead.
      await query(`update purge_batches set runs_at = $1 where state = 'confirmed'`, [
        app.platform.clock.now(),
      ]);
      await purgeRound(app.platform, steps);
    },
    async purge(ids) {
      const { id } = await purges.propose(ids);
      await purges.confirm(id);
      await purges.run();
      return id;
    },
    async refusals() {
      const answer = await owner.call('GET', '/api/v1/holds/refusals?limit=100');
      return answer.json<{ items: { act: string; by: string; held: string }[] }>().items;
    },
  };
  return purges;
}
