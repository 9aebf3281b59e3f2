/** Once a night: enquiries whose time is over lose their words and people. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts } from '../firms/index.ts';
import { anonymiseLead } from './anonymise.ts';
import { cron, type Decision, decide, type Policy } from './decide.ts';
import { dropOldExports } from './exports.ts';
import { type Candidate, listClosed, lockFacts } from './facts.ts';
import { noteRun, readPolicy } from './policy.ts';

type Listed = Candidate & { sortKey: string };
type Due = Extract<Decision, { kind: 'anonymise' }>;
type Deps = Pick<Platform, 'database' | 'clock' | 'jobs' | 'logger' | 'files'>;
const atOnce = 500;

/** Those that are due at that moment, oldest first, one page of what is closed after the other. */
export async function* dueLeads(
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  firmId: string,
  policy: Policy,
  at: Date,
): AsyncGenerator<{ lead: Candidate; decision: Due }> {
  const months = Object.values(policy).filter((one) => one !== null);
  if (months.length === 0) return;
  // A wide net: days of change-over and zones are the decision's, to the hour.
  const before = DateTime.fromJSDate(at, { zone: 'utc' })
    .minus({ months: Math.min(...months) })
    .plus({ days: 4 })
    .toJSDate();
  const { timeZone } = await read((tx) => firmFacts(tx, firmId));
  let after: readonly [string, string] | null = null;
  for (;;) {
    const place: readonly [string, string] | null = after;
    const page: Listed[] = await read((tx) =>
      listClosed(tx, firmId, { before, after: place, limit: atOnce }),
    );
    for (const lead of page) {
      const decision = decide(lead, policy, at, timeZone);
      if (decision.kind === 'anonymise') yield { lead, decision };
    }
    const last = page.at(-1);
    if (page.length < atOnce || !last) return;
    after = [last.sortKey, last.id];
  }
}

/** All firms; one that fails does not keep the others waiting. Answers how many enquiries were made anonymous. */
export async function retentionRound(deps: Deps): Promise<number> {
  const firms = await deps.database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
  let all = 0;
  for (const { id } of firms.rows) all += await roundOf(deps, id);
  return all;
}

async function roundOf(deps: Deps, firmId: string): Promise<number> {
  const { database, clock, logger } = deps;
  const scope = database.firm(firmId);
  const { policy } = await scope.read((tx) => readPolicy(tx, firmId));
  let count = 0;
  for await (const { lead } of dueLeads(scope.read, firmId, policy, clock.now())) {
    try {
      if (await scope.write((tx) => work(tx, deps, firmId, lead.id))) count += 1;
    } catch (error) {
      logger.error({ err: error, leadId: lead.id }, 'an enquiry could not be made anonymous; tomorrow again');
    }
  }
  await dropOldExports(deps, firmId);
  await scope.write((tx) => noteRun(tx, firmId, clock.now(), count));
  return count;
}

/** Decided once more on what holds now: somebody may have reopened it, or set a hold, since it was listed. */
async function work(tx: Tx, deps: Deps, firmId: string, leadId: string): Promise<boolean> {
  const now = deps.clock.now();
  const lead = await lockFacts(tx, firmId, leadId);
  if (!lead) return false;
  const { policy } = await readPolicy(tx, firmId);
  const { timeZone } = await firmFacts(tx, firmId);
  const decision = decide(lead, policy, now, timeZone);
  if (decision.kind !== 'anonymise') return false;
  const actor = { firmId, staffId: null, now };
  await anonymiseLead(tx, deps, actor, leadId, { as: decision.as, months: policy[decision.as] });
  return true;
}

export function retentionJob(deps: Deps): JobKind {
  return jobKind({
    name: 'retention.nightly',
    cron,
    data: z.unknown(),
    async run() {
      await retentionRound(deps);
    },
  });
}
