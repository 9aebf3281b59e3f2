/** "Look at this one", from webhooks: each record is fetched once, however many hints came. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { withLock } from '../../platform/lock.ts';
import { type MirrorItem, type MirrorKind, mirrorKinds, VendorError } from '../../vendors/ports.ts';
import { openConnection, recordSuccess } from '../connections/index.ts';
import { add } from './applied.ts';
import { applyMirrored, removeMirrored } from './apply.ts';
import { heedConnection } from './heed.ts';
import { listDueMirrors } from './pass-store.ts';
import { announce, type MirrorDeps, openTurn, type Turn } from './worker.ts';

const connectionsAtOnce = 2;
/** Then another connection has its turn. */
const hintsPerTurn = 20;
/** A record that is refused so often is left to the nightly pass. */
const mostAttempts = 8;

interface Hint {
  kind: string;
  externalId: string;
  hints: number;
  attempts: number;
}

/** One round over the connections with hints. True when there are more. */
export async function hintRound(deps: MirrorDeps): Promise<boolean> {
  const { database, clock } = deps.platform;
  const due = await database.system((tx) => listDueMirrors(tx, 'mirror_hints', clock.now(), 200));
  let more = false;
  await eachAtOnce(due, connectionsAtOnce, async ({ firmId, connectionId }) => {
    more ||= (await followHints(deps, firmId, connectionId)) > 0;
  });
  return more;
}

/** Fetches what the oldest hints point to; answers how many hints that were, 0 when another worker has them. */
export async function followHints(deps: MirrorDeps, firmId: string, connectionId: string): Promise<number> {
  const turn = await openTurn(deps, firmId, connectionId);
  if (!turn) return 0;
  return (await withLock(deps.platform, `mirror ${connectionId} hints`, () => workHints(deps, turn))) ?? 0;
}

interface Looked {
  hint: Hint;
  found: MirrorItem | null;
}

async function workHints(deps: MirrorDeps, turn: Turn): Promise<number> {
  const { platform } = deps;
  const { context, vendor, connection } = turn;
  const scope = platform.database.firm(context.firmId);
  const hints = await scope.read((tx) => listHints(tx, turn));
  if (hints.length === 0) return 0;
  const client = await openConnection(platform, vendor, connection, 2);
  const looked: Looked[] = [];
  const refused: Hint[] = [];
  let rests = false;
  for (const hint of hints) {
    const kind = mirrorKinds.find((one) => one === hint.kind && vendor.pulls[one] !== undefined);
    try {
      if (kind !== undefined) looked.push({ hint, found: await client.fetchOne(kind, hint.externalId) });
      else looked.push({ hint, found: null });
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      rests = await heedConnection(deps, turn, client, error.problem);
      if (error.problem.failure === 'rate_limited') await putOff(deps, turn, error.problem.retryAt);
      if (rests) break;
      refused.push(hint);
    }
  }
  await scope.write((tx) => takeInLooked(tx, deps, turn, looked, refused));
  if (looked.length > 0 && !rests)
    await recordSuccess(platform, { firmId: context.firmId, id: connection.id });
  return rests ? 0 : hints.length;
}

async function listHints(tx: Tx, { context: { firmId, connectionId, now } }: Turn): Promise<Hint[]> {
  const { rows } = await sql<Hint>`
    select kind, external_id as "externalId", hints, attempts from mirror_hints
    where firm_id = ${firmId} and connection_id = ${connectionId} and due_at <= ${now}
    order by due_at limit ${hintsPerTurn}`.execute(tx);
  return rows;
}

async function putOff(
  deps: MirrorDeps,
  { context: { firmId, connectionId } }: Turn,
  until: Date,
): Promise<void> {
  await deps.platform.database.firm(firmId).write((tx) =>
    sql`update mirror_hints set due_at = greatest(due_at, ${until})
      where firm_id = ${firmId} and connection_id = ${connectionId}`.execute(tx),
  );
}

async function takeInLooked(
  tx: Tx,
  deps: MirrorDeps,
  turn: Turn,
  looked: readonly Looked[],
  refused: readonly Hint[],
): Promise<void> {
  const context = { ...turn.context, now: deps.platform.clock.now() };
  let applied = await applyMirrored(
    tx,
    context,
    looked.flatMap(({ found }) => found ?? []),
  );
  for (const kind of mirrorKinds)
    applied = add(applied, await removeMirrored(tx, context, kind, goneOf(looked, kind)));
  await settleHints(
    tx,
    turn,
    looked.map(({ hint }) => hint),
  );
  await postponeHints(tx, turn, refused);
  await announce(tx, deps, context, applied, { quiet: false, progress: false });
}

/** Not there any more, or merged into another one that was found in its place. */
function goneOf(looked: readonly Looked[], kind: MirrorKind): string[] {
  return looked
    .filter(({ hint, found }) => hint.kind === kind && found?.externalId !== hint.externalId)
    .map(({ hint }) => hint.externalId);
}

/** Done with, unless another hint came while the record was fetched: then it is fetched again. */
async function settleHints(
  tx: Tx,
  { context: { firmId, connectionId } }: Pick<Turn, 'context'>,
  hints: readonly Hint[],
): Promise<void> {
  await sql`
    delete from mirror_hints h
    using jsonb_to_recordset(${JSON.stringify(hints)}::jsonb) as r ("kind" text, "externalId" text, "hints" integer)
    where h.firm_id = ${firmId} and h.connection_id = ${connectionId} and h.kind = r."kind"
      and h.external_id = r."externalId" and h.hints = r."hints"`.execute(tx);
}

async function postponeHints(tx: Tx, turn: Turn, hints: readonly Hint[]): Promise<void> {
  if (hints.length === 0) return;
  const { firmId, connectionId, now } = turn.context;
  const tried = hints.map((hint) => ({ ...hint, attempts: hint.attempts + 1 }));
  const given = tried.filter(({ attempts }) => attempts >= mostAttempts);
  await settleHints(tx, turn, given);
  await sql`
    update mirror_hints h set attempts = r."attempts", due_at = ${now}::timestamptz + r."attempts" * interval '1 minute'
    from jsonb_to_recordset(${JSON.stringify(tried)}::jsonb) as r ("kind" text, "externalId" text, "attempts" integer)
    where h.firm_id = ${firmId} and h.connection_id = ${connectionId} and h.kind = r."kind"
      and h.external_id = r."externalId"`.execute(tx);
}
