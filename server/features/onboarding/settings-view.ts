/** The firm's connection as its administrators see it. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { findSettings, hookUrlOf, type OnboardingDeps, type SettingsRow } from './settings-store.ts';
import type { OnboardingSettings } from './shapes.ts';
import { unmatched } from './views.ts';

export async function viewSettings(
  tx: Tx,
  deps: OnboardingDeps,
  firmId: string,
): Promise<OnboardingSettings> {
  const row = await findSettings(tx, firmId);
  const [first] = Object.values(deps.providers);
  const provider = (row && deps.providers[row.provider]) ?? first;
  const shown = row ? ofRow(row, deps) : notConnected;
  return {
    ...shown,
    provider: provider?.kind ?? '',
    label: provider?.label ?? '',
    counts: await count(tx, firmId),
    unreadable: await newestUnreadable(tx, firmId),
  };
}

type OfRow = Omit<OnboardingSettings, 'provider' | 'label' | 'counts' | 'unreadable'>;

const notConnected: OfRow = {
  connected: false,
  status: null,
  baseUrl: '',
  hasKey: false,
  hookUrl: null,
  ordersMakeCosts: true,
  test: { state: 'none', detail: '', at: null },
  trouble: '',
  restUntil: null,
  polledAt: null,
  lastHookAt: null,
  revision: 0,
};

function ofRow(row: SettingsRow, { platform }: OnboardingDeps): OfRow {
  return {
    connected: true,
    status: row.status,
    baseUrl: row.base_url,
    hasKey: row.api_key !== null,
    hookUrl: hookUrlOf(platform, row.hook_key),
    ordersMakeCosts: row.orders_make_costs,
    test: { state: row.test_state, detail: row.test_detail, at: row.tested_at?.toISOString() ?? null },
    trouble: row.trouble,
    restUntil: row.rest_until?.toISOString() ?? null,
    polledAt: row.polled_at?.toISOString() ?? null,
    lastHookAt: row.last_hook_at?.toISOString() ?? null,
    revision: row.revision,
  };
}

/** Of what the reader may see. */
async function count(tx: Tx, firmId: string): Promise<OnboardingSettings['counts']> {
  const { rows } = await sql<OnboardingSettings['counts']>`
    select count(*)::int as workspaces, (count(*) filter (where w.state = 'waiting'))::int as waiting,
      (count(*) filter (where w.state = 'failed'))::int as failed, (count(*) filter (where ${unmatched}))::int as unmatched,
      (select count(*)::int from onboarding_events e where e.firm_id = ${firmId} and e.kind = 'unreadable') as unreadable
    from onboarding_workspaces w where w.firm_id = ${firmId}`.execute(tx);
  return rows[0] ?? { workspaces: 0, waiting: 0, failed: 0, unmatched: 0, unreadable: 0 };
}

async function newestUnreadable(tx: Tx, firmId: string): Promise<OnboardingSettings['unreadable']> {
  const rows = await tx
    .selectFrom('onboarding_events')
    .select(['received_at', 'detail'])
    .where('firm_id', '=', firmId)
    .where('kind', '=', 'unreadable')
    .orderBy('id', 'desc')
    .limit(5)
    .execute();
  return rows.map(({ received_at: at, detail }) => ({ at: at.toISOString(), detail }));
}
