/** The worker's part: what happened with leads and matters, as the database noted it, moves key stages. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { loadCase, lockCase } from './case-facts.ts';
import { raiseConflict, settleConflicts, sideAgainstMatter } from './conflicts.ts';
import { decideMatterMove } from './decide.ts';
import type { NewsKind } from './kinds.ts';
import type { Sender } from './messages.ts';
import { moveMatter, reachByProgram, reachByTrigger } from './progress.ts';
import { ensureKeyStages } from './seeds.ts';
import './tables.ts';

export type FollowDeps = Pick<Platform, 'database' | 'logger'> & Sender;

const atOnce = 50;
/** News that failed for a reason of ours waits so long before it is tried again. */
const againMs = 15 * 60_000;

interface News {
  id: number;
  lead_id: string;
  kind: NewsKind;
  from_stage_id: string | null;
  to_stage_id: string | null;
  staff_id: string | null;
  at: Date;
}

/** Works off what is new, case by case in the order in which it happened; true when there may be more. */
export async function followRound(deps: FollowDeps): Promise<boolean> {
  const { database, clock, logger } = deps;
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string; lead_id: string }>`
      select firm_id, lead_id from key_stage_news group by firm_id, lead_id
      having min(due_at) <= ${clock.now()} order by min(id) limit ${atOnce}`.execute(tx),
  );
  await eachAtOnce(rows, 4, async ({ firm_id: firmId, lead_id: leadId }) => {
    const scope = database.firm(firmId);
    try {
      await scope.write((tx) => followCase(tx, deps, firmId, leadId));
    } catch (error) {
      logger.error({ err: error, leadId }, 'key stages could not follow and will try again');
      const later = new Date(clock.now().getTime() + againMs);
      await scope.write((tx) =>
        sql`update key_stage_news set due_at = ${later} where firm_id = ${firmId} and lead_id = ${leadId}`.execute(
          tx,
        ),
      );
    }
  });
  return rows.length === atOnce;
}

async function followCase(tx: Tx, deps: FollowDeps, firmId: string, leadId: string): Promise<void> {
  await lockCase(tx, firmId, leadId);
  // Held by the lead: no other worker takes them, and what comes meanwhile waits for the next round.
  const { rows } = await sql<News>`
    select id, lead_id, kind, from_stage_id, to_stage_id, staff_id, at from key_stage_news
    where firm_id = ${firmId} and lead_id = ${leadId} order by id`.execute(tx);
  await ensureKeyStages(tx, firmId);
  for (const news of rows) await follow(tx, deps, firmId, news);
  await settleConflicts(
    tx,
    { firmId, staffId: null, now: deps.clock.now() },
    await loadCase(tx, firmId, leadId, deps.practiceSystems),
  );
  await sql`
    delete from key_stage_news where firm_id = ${firmId} and id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(
    tx,
  );
}

async function follow(tx: Tx, deps: FollowDeps, firmId: string, news: News): Promise<void> {
  const now = deps.clock.now();
  const actor: Actor = { firmId, staffId: news.staff_id, now };
  const on = todayIn(await firmFacts(tx, firmId), news.at < now ? news.at : now);
  switch (news.kind) {
    case 'quote_accepted':
      await reachByTrigger(tx, deps, actor, news.lead_id, 'quote_accepted', on);
      return;
    case 'lead_converted':
      await reachByTrigger(tx, deps, actor, news.lead_id, 'lead_converted', on);
      await bringTogether(tx, deps, actor, news.lead_id, on);
      return;
    case 'matter_type':
      await bringTogether(tx, deps, actor, news.lead_id, on);
      return;
    case 'matter_stage':
      if (news.to_stage_id !== null)
        await followMatter(tx, deps, actor, news.lead_id, {
          from: news.from_stage_id,
          to: news.to_stage_id,
          on,
        });
      return;
  }
}

/** The matter moved: forward reaches stages, back is a question. */
async function followMatter(
  tx: Tx,
  deps: FollowDeps,
  actor: Actor,
  leadId: string,
  moved: { from: string | null; to: string; on: string },
): Promise<void> {
  const facts = await loadCase(tx, actor.firmId, leadId, deps.practiceSystems);
  for (const side of facts.sides) {
    const said = sideAgainstMatter(facts, side, moved.to);
    if (said.kind === 'reach') {
      const stage = facts.stages.find(({ id }) => id === said.id);
      const matterMoved = { from: moved.from, to: moved.to };
      if (stage)
        await reachByProgram(tx, deps, actor, facts, {
          stage,
          by: 'matter_stage',
          on: moved.on,
          matterMoved,
        });
    } else if (said.kind === 'conflict' && facts.matter?.stage?.id === moved.to) {
      await raiseConflict(tx, actor, { leadId, side, stageId: said.furthest, matterStageId: moved.to });
      await recordChange(tx, actor, {
        action: 'lead.stage_changed',
        id: leadId,
        matterId: facts.matter.id,
        detail: { did: 'conflict_found', side, matterStage: facts.matter.stage.name },
      });
    }
  }
}

/** A case got its matter, or the matter another type: the one that is further on takes the other along. Nothing goes back. */
async function bringTogether(
  tx: Tx,
  deps: FollowDeps,
  actor: Actor,
  leadId: string,
  on: string,
): Promise<void> {
  const before = await loadCase(tx, actor.firmId, leadId, deps.practiceSystems);
  const reached = before.stages.flatMap(({ state, mapsTo }) =>
    state === 'reached' && mapsTo ? [mapsTo] : [],
  );
  const furthest = reached.sort((a, b) => b.position - a.position)[0] ?? null;
  const decided = decideMatterMove(before.matter, furthest);
  if (before.matter && decided.kind === 'move') await moveMatter(tx, actor, before.matter.id, decided.to);
  const facts = await loadCase(tx, actor.firmId, leadId, deps.practiceSystems);
  const stageId = facts.matter?.stage?.id;
  if (stageId === undefined) return;
  for (const side of facts.sides) {
    const said = sideAgainstMatter(facts, side, stageId);
    const stage = said.kind === 'reach' ? facts.stages.find(({ id }) => id === said.id) : undefined;
    if (stage)
      await reachByProgram(tx, deps, actor, facts, {
        stage,
        by: 'matter_stage',
        on,
        matterMoved: { from: null, to: stageId },
      });
  }
}
