/** The worker's part: looks at what came in, asks the service, and has made there what people want. One at a time a firm. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Actor } from '../../platform/change.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { withLock } from '../../platform/lock.ts';
import { type OnboardingProvider, VendorError } from '../../vendors/ports.ts';
import { restSeconds } from './decide.ts';
import { endEvent, forgetOldEvents, listWaitingEvents } from './events-store.ts';
import { makeWorkspaces } from './make.ts';
import { copyPapers } from './papers.ts';
import { fetchAsked, poll } from './poll.ts';
import { clientOf, findSettings, type OnboardingDeps, type SettingsRow } from './settings-store.ts';
import { settle } from './settle.ts';
import { testService } from './test-service.ts';
import { takeOver } from './workspaces-store.ts';
import './tables.ts';

const atOnce = 50;
/** Should the worker die on the way, another comes after this. */
const claimMs = 2 * 60_000;

/** Works for every firm that has something to do; true when there may be more. */
export async function onboardingRound(deps: OnboardingDeps): Promise<boolean> {
  const { database, clock, logger } = deps.platform;
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string }>`
      select firm_id from onboarding_settings where status = 'active' and due_at <= ${clock.now()}
      order by due_at limit ${atOnce}`.execute(tx),
  );
  await eachAtOnce(rows, 4, ({ firm_id: firmId }) =>
    withLock(deps.platform, `onboarding ${firmId}`, () => workForFirm(deps, firmId)).catch((error: unknown) =>
      logger.error({ err: error, firmId }, 'onboarding could not be worked off and will be tried again'),
    ),
  );
  return rows.length === atOnce;
}

async function workForFirm(deps: OnboardingDeps, firmId: string): Promise<void> {
  const { database, clock } = deps.platform;
  const scope = database.firm(firmId);
  const claimed = new Date(clock.now().getTime() + claimMs);
  const row = await scope.write(async (tx) => {
    await sql`update onboarding_settings set due_at = ${claimed} where firm_id = ${firmId}`.execute(tx);
    return await findSettings(tx, firmId);
  });
  const provider = row && deps.providers[row.provider];
  if (!provider || row.status === 'paused') return;
  await lookAtNews(deps, firmId, row);
  if (row.rest_until === null || row.rest_until <= clock.now()) await askService(deps, provider, row);
  await scope.write(async (tx) => {
    await forgetOldEvents(tx, firmId, clock.now());
    // What came meanwhile has set an earlier time.
    await sql`
      update onboarding_settings s set due_at = case when s.due_at = ${claimed} then n.due_at else least(s.due_at, n.due_at) end
      from (select greatest(s.rest_until, least(s.poll_due_at,
          (select min(e.due_at) from onboarding_events e where e.firm_id = ${firmId} and e.done_at is null),
          (select min(w.due_at) from onboarding_workspaces w where w.firm_id = ${firmId} and (w.state = 'waiting' or w.unsettled)),
          (select min(f.due_at) from onboarding_files f where f.firm_id = ${firmId} and f.state = 'waiting'))) as due_at
        from onboarding_settings s where s.firm_id = ${firmId}) n
      where s.firm_id = ${firmId}`.execute(tx);
  });
}

/** Needs nobody but us: what webhooks told, and workspaces whose lead became a matter. */
async function lookAtNews(deps: OnboardingDeps, firmId: string, { provider }: SettingsRow): Promise<void> {
  const { database, clock } = deps.platform;
  const scope = database.firm(firmId);
  const actor = (): Actor => ({ firmId, staffId: null, now: clock.now() });
  const events = await scope.read((tx) => listWaitingEvents(tx, firmId, 'workspace', clock.now()));
  for (const event of events)
    await scope.write(async (tx) => {
      const id = event.kind === 'workspace' ? await takeOver(tx, actor(), provider, event.record) : null;
      if (id !== null) await settle(tx, deps, actor(), id);
      await endEvent(tx, firmId, event.id, clock.now());
    });
  const { rows } = await scope.read((tx) =>
    sql<{ id: string }>`
      select id from onboarding_workspaces where firm_id = ${firmId} and unsettled order by id limit 200`.execute(
      tx,
    ),
  );
  for (const { id } of rows) await scope.write((tx) => settle(tx, deps, actor(), id));
}

/** Each step goes on where it stopped; the first one that the service does not answer ends the round. */
async function askService(
  deps: OnboardingDeps,
  provider: OnboardingProvider,
  row: SettingsRow,
): Promise<void> {
  const work = { deps, provider, firmId: row.firm_id, client: clientOf(deps, provider, row) };
  try {
    if (row.test_state === 'waiting') await testService(work);
    await poll(work, row);
    await fetchAsked(work);
    await makeWorkspaces(work);
    await copyPapers(work);
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    await rest(deps, row, error);
    return;
  }
  if (row.trouble !== '' || row.failures > 0)
    await noteHealth(deps, row.firm_id, { until: null, trouble: '', failures: 0 });
}

async function rest(deps: OnboardingDeps, row: SettingsRow, { problem }: VendorError): Promise<void> {
  const now = deps.platform.clock.now();
  const failures = row.failures + 1;
  const later = new Date(now.getTime() + restSeconds(failures) * 1000);
  const words = {
    unauthorised: 'It refuses the key',
    rate_limited: 'It asks us to wait',
    not_found: 'It knows no such address',
    rejected: 'It refuses',
    unavailable: 'It cannot be reached',
  } as const;
  const until = problem.failure === 'rate_limited' && problem.retryAt > now ? problem.retryAt : later;
  const trouble = `${words[problem.failure]} (${problem.detail}).`.slice(0, 500);
  await noteHealth(deps, row.firm_id, { until, trouble, failures });
}

async function noteHealth(
  { platform }: OnboardingDeps,
  firmId: string,
  health: { until: Date | null; trouble: string; failures: number },
): Promise<void> {
  await platform.database.firm(firmId).write(async (tx) => {
    await tx
      .updateTable('onboarding_settings')
      .set({ rest_until: health.until, trouble: health.trouble, failures: health.failures })
      .where('firm_id', '=', firmId)
      .execute();
    await appendEvents(tx, firmId, [{ type: 'onboarding_settings.changed', subjectId: firmId }]);
  });
}
