import type { z } from 'zod';
import { audit } from '../../../platform/audit.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../../platform/http/contract.ts';
import { found, problem } from '../../../platform/http/problems.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import type { Became } from '../became.ts';
import type { PipelineDeps } from '../pipeline.ts';
import { addDays, boundsOf, dayOf } from './decide.ts';
import { dailyProofRoutes, type sourceDay } from './schema.ts';
import { askAgain, countDays, listProofs, type ProofRow } from './store.ts';

/** So far back a call log can be asked about a day. */
const mostDays = 365;
const cardDays = 14;

type DayView = z.input<typeof sourceDay>;

export function createDailyProofRoutes(deps: PipelineDeps, wake: () => void): BoundRoute[] {
  const { clock } = deps.platform;
  return [
    handle(dailyProofRoutes.listSourceDays, ({ scope, principal, params, query }) =>
      scope.read(async (tx) => {
        const source = await getSource(deps, tx, principal.firmId, params.id);
        const last =
          query.after === undefined ? dayOf(clock.now(), source.timeZone) : addDays(query.after, -1);
        const first = addDays(last, 1 - query.limit);
        const items = await viewDays(tx, principal, source, first, last);
        const begun = dayOf(source.createdAt, source.timeZone);
        // Before it was connected there is nothing but history that somebody brought in.
        const next = first > addDays(begun, -mostDays) ? first : null;
        return { items, next, provable: source.provable };
      }),
    ),
    handle(dailyProofRoutes.checkSourceDay, async ({ scope, principal, params, body }) => {
      const view = await scope.write(async (tx) => {
        const source = await getSource(deps, tx, principal.firmId, params.id);
        await ask(tx, principal, source, body.day, clock.now());
        const [day] = await viewDays(tx, principal, source, body.day, body.day);
        return found(day);
      });
      wake();
      return view;
    }),
    handle(dailyProofRoutes.listMissing, ({ scope, principal }) =>
      scope.read(async (tx) => {
        const rows = await tx
          .selectFrom('daily_proofs as p')
          .innerJoin('sources as s', (join) =>
            join.onRef('s.firm_id', '=', 'p.firm_id').onRef('s.id', '=', 'p.source_id'),
          )
          .selectAll('p')
          .select('s.name')
          .where('p.firm_id', '=', principal.firmId)
          .where('p.missing', '>', 0)
          .where('s.removed_at', 'is', null)
          .where('p.day', '>=', addDays(dayOf(clock.now(), 'UTC'), -cardDays))
          .orderBy('p.day', 'desc')
          .limit(20)
          .execute();
        return {
          items: rows.map((row) => ({
            sourceId: row.source_id,
            sourceName: row.name,
            day: row.day,
            says: row.says ?? 0,
            missing: row.missing,
            bringingIn: isBringingIn(row),
          })),
          next: null,
        };
      }),
    ),
  ];
}

interface Source {
  id: string;
  timeZone: string;
  createdAt: Date;
  provable: boolean;
}

async function getSource({ vendors }: PipelineDeps, tx: Tx, firmId: string, id: string): Promise<Source> {
  const row = found(
    await tx
      .selectFrom('sources as s')
      .innerJoin('firms as f', 'f.id', 's.firm_id')
      .select(['s.id', 's.kind', 's.credentials', 's.created_at', 'f.time_zone'])
      .where('s.firm_id', '=', firmId)
      .where('s.id', '=', id)
      .where('s.removed_at', 'is', null)
      .executeTakeFirst(),
  );
  const provable = vendors[row.kind]?.history !== undefined && row.credentials !== null;
  return { id: row.id, timeZone: row.time_zone, createdAt: row.created_at, provable };
}

async function ask(tx: Tx, who: Principal, source: Source, day: string, now: Date): Promise<void> {
  if (!source.provable) throw problem('wrong_state', 'This phone system has no call log that can be asked.');
  const today = dayOf(now, source.timeZone);
  if (day > today || day < addDays(today, -mostDays))
    throw problem('invalid_input', `Choose a day within the last ${mostDays} days.`, {
      fields: [{ field: 'day', message: 'Not within the last year' }],
    });
  const { firmId, staffId } = who;
  await askAgain(tx, { firmId, sourceId: source.id }, day, now);
  await audit(tx, {
    firmId,
    staffId,
    action: 'source.day_checked',
    subjectType: 'source',
    subjectId: source.id,
    detail: { day },
    at: now,
  });
  await appendEvents(tx, firmId, [{ type: 'source_day.changed', subjectId: source.id }]);
}

/**
 * Latest first. Whoever is outside a wall sees both sides without what is behind it, so that the figures still agree and tell
 * nothing of it.
 */
async function viewDays(
  tx: Tx,
  { firmId, staffId }: Principal,
  source: Source,
  first: string,
  last: string,
): Promise<DayView[]> {
  const { timeZone } = source;
  const of = { firmId, sourceId: source.id };
  const period = { since: boundsOf(first, timeZone).since, until: boundsOf(last, timeZone).until, timeZone };
  const proofs = await listProofs(tx, of, first, last);
  const seen = await countDays(tx, of, period);
  await actAsProgram(tx);
  const all = await countDays(tx, of, period);
  await actAgainAs(tx, staffId);
  const views: DayView[] = [];
  for (let day = last; day >= first; day = addDays(day, -1)) {
    const figures = seen.get(day) ?? new Map();
    const hidden = sum(all.get(day)) - sum(figures);
    views.push(viewDay(source.id, day, figures, hidden, proofs.get(day)));
  }
  return views;
}

function sum(figures: ReadonlyMap<Became, number> | undefined): number {
  return [...(figures?.values() ?? [])].reduce((total, count) => total + count, 0);
}

function isBringingIn(proof: ProofRow): boolean {
  return proof.missing > 0 && proof.due_at !== null;
}

function viewDay(
  sourceId: string,
  day: string,
  figures: ReadonlyMap<Became, number>,
  hidden: number,
  proof: ProofRow | undefined,
): DayView {
  const held = sum(figures);
  const of = (became: Became) => figures.get(became) ?? 0;
  const listed = proof?.says ?? null;
  const says = listed === null ? null : Math.max(0, listed - hidden);
  const bringingIn = proof ? isBringingIn(proof) : false;
  // While it comes in, what the last answer missed may be here already.
  const still = bringingIn && says !== null ? Math.max(0, says - held) : Number.POSITIVE_INFINITY;
  const missing = Math.min(proof?.missing ?? 0, still);
  return {
    sourceId,
    day,
    says,
    held,
    missing,
    beyond: says === null || bringingIn ? 0 : Math.max(0, held + missing - says),
    unreadable: proof?.unreadable ?? 0,
    became: {
      logged: of('logged'),
      review: of('review'),
      skipped: of('skipped'),
      failed: of('failed'),
      waiting: of('waiting'),
      undone: of('undone'),
    },
    state: proof?.state ?? 'none',
    bringingIn,
    note: noteIn(proof?.note),
    detail: proof?.detail ?? '',
    checkedAt: proof?.checked_at?.toISOString() ?? null,
  };
}

const notes = ['rate_limited', 'unavailable', 'unauthorised', 'refused', 'internal'] as const;

function noteIn(note: string | undefined): DayView['note'] {
  return notes.find((known) => known === note) ?? '';
}
