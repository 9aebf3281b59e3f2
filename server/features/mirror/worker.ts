/**
 * Reads practice systems, page by page. One worker at a time per connection and kind (a lock that ends with the process);
 * the cursor is stored with the page that it stands behind, so that whoever goes on loses and repeats nothing.
 */
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents, type LiveEvent } from '../../platform/live-events.ts';
import { withLock } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MirrorKind, PracticeSystem, PracticeSystemClient, PullPage } from '../../vendors/ports.ts';
import { type ConnectionRow, findConnection, openConnection, recordSuccess } from '../connections/index.ts';
import { type Applied, add, nothing } from './applied.ts';
import { applyMirrored } from './apply.ts';
import { heedFailure } from './heed.ts';
import type { MirrorContext } from './links-store.ts';
import { listDueMirrors, listStreams, type Pass, saveCursor, savePassEnd, sweepAway } from './pass-store.ts';
import { dueKinds, nextNight, overlapMs, passOf, pollMinutes } from './streams-decide.ts';
import type { StreamRow } from './streams-store.ts';

export interface MirrorDeps {
  platform: Platform;
  practiceSystems: Readonly<Record<string, PracticeSystem>>;
  /** Told in the transaction that took them in: contacts whose names, numbers or matters changed. */
  onMirrored(tx: Tx, firmId: string, changed: { contactIds: readonly string[] }): Promise<void>;
  random?: () => number;
}

const connectionsAtOnce = 3;
/** Then another connection has its turn. */
const pagesPerTurn = 4;
/** Open screens are told about so many records of a page; more, and they look anew anyway. */
const mostEvents = 50;

/** One round over the connections that have something to read. True when there is more. */
export async function mirrorRound(deps: MirrorDeps): Promise<boolean> {
  const { database, clock } = deps.platform;
  const due = await database.system((tx) => listDueMirrors(tx, 'mirror_streams', clock.now(), 200));
  let more = false;
  await eachAtOnce(due, connectionsAtOnce, async ({ firmId, connectionId }) => {
    const pages = await mirrorConnection(deps, firmId, connectionId);
    more ||= pages > 0;
  });
  return more;
}

/** What a turn works with. */
export interface Turn {
  connection: ConnectionRow;
  vendor: PracticeSystem;
  context: MirrorContext;
  timeZone: string;
}

/** The connection, when it may be asked now. */
export async function openTurn(deps: MirrorDeps, firmId: string, connectionId: string): Promise<Turn | null> {
  const { platform } = deps;
  const now = platform.clock.now();
  return await platform.database.firm(firmId).read(async (tx) => {
    const connection = await findConnection(tx, firmId, connectionId);
    const vendor = deps.practiceSystems[connection?.vendor ?? ''];
    const rests = connection?.blocked_until && connection.blocked_until > now;
    if (connection?.status !== 'active' || rests || !vendor) return null;
    const firm = await tx
      .selectFrom('firms')
      .select(['country', 'time_zone'])
      .where('id', '=', firmId)
      .executeTakeFirstOrThrow();
    const context = { firmId, connectionId, vendorLabel: vendor.label, country: firm.country, now };
    return { connection, vendor, context, timeZone: firm.time_zone };
  });
}

/** A few pages of the first kind that is due and that nobody else reads; answers how many. */
export async function mirrorConnection(
  deps: MirrorDeps,
  firmId: string,
  connectionId: string,
): Promise<number> {
  const turn = await openTurn(deps, firmId, connectionId);
  if (!turn) return 0;
  const { platform } = deps;
  const read = (tx: Tx) => listStreams(tx, firmId, connectionId);
  const streams = await platform.database.firm(firmId).read(read);
  for (const kind of dueKinds(streams, turn.vendor.pulls, turn.context.now)) {
    const pages = await withLock(platform, `mirror ${connectionId} ${kind}`, () =>
      readPages(deps, turn, kind),
    );
    if (pages === null) continue;
    if (pages > 0) await recordSuccess(platform, { firmId, id: connectionId });
    return pages;
  }
  return 0;
}

async function readPages(deps: MirrorDeps, turn: Turn, kind: MirrorKind): Promise<number> {
  const { platform } = deps;
  const { firmId, connectionId } = turn.context;
  const client = await openConnection(platform, turn.vendor, turn.connection, 3);
  for (let pages = 0; pages < pagesPerTurn; pages += 1) {
    const now = platform.clock.now();
    const streams = await platform.database.firm(firmId).read((tx) => listStreams(tx, firmId, connectionId));
    const stream = streams.find((one) => one.kind === kind);
    if (!stream || stream.due_at > now) return pages;
    const context = { ...turn.context, now };
    const read = await readPage(deps, { ...turn, context }, client, kind, stream);
    if (read !== 'more') return read === 'last' ? pages + 1 : pages;
  }
  return pagesPerTurn;
}

/** One request, and its records taken in with the cursor behind them; `rest` when the connection or the kind does. */
async function readPage(
  deps: MirrorDeps,
  turn: Turn,
  client: PracticeSystemClient,
  kind: MirrorKind,
  stream: StreamRow,
): Promise<'more' | 'last' | 'rest'> {
  const { context, vendor } = turn;
  const changesSince = vendor.pulls[kind]?.changesSince ?? false;
  const pass = passUnderWay(kind, stream, changesSince, context.now);
  const from =
    pass.pass === 'changes' ? (stream.changed_since ?? pass.startedAt).getTime() - overlapMs : null;
  let page: PullPage;
  try {
    page = await client.pull(kind, {
      cursor: stream.pass_started_at === null ? null : stream.cursor,
      since: from === null ? null : new Date(from).toISOString(),
    });
  } catch (error) {
    await heedFailure(deps, turn, client, { kind, midway: stream.cursor !== null }, error);
    return 'rest';
  }
  pass.done += page.items.length;
  await deps.platform.database.firm(context.firmId).write((tx) => takeIn(tx, deps, turn, pass, page, stream));
  return page.cursor === null ? 'last' : 'more';
}

function passUnderWay(kind: MirrorKind, stream: StreamRow, changesSince: boolean, now: Date): Pass {
  const pass = passOf(stream, changesSince, now);
  const goesOn = stream.pass_started_at !== null;
  return {
    kind,
    pass,
    startedAt: stream.pass_started_at ?? now,
    // A pass that begins anew must not count what an earlier one saw.
    sweep: pass === 'whole' && !goesOn ? stream.sweep + 1 : stream.sweep,
    done: goesOn ? stream.done : 0,
  };
}

async function takeIn(
  tx: Tx,
  deps: MirrorDeps,
  turn: Turn,
  pass: Pass,
  page: PullPage,
  stream: StreamRow,
): Promise<void> {
  const sweep = pass.pass === 'whole' ? pass.sweep : undefined;
  const context = { ...turn.context, sweep };
  let applied = await applyMirrored(tx, context, page.items);
  if (page.cursor !== null)
    await saveCursor(tx, context, pass, { cursor: page.cursor, total: page.total ?? stream.total });
  else applied = add(applied, await endPass(tx, turn, context, pass, stream));
  await announce(tx, deps, context, applied, {
    quiet: stream.first_done_at === null,
    progress: pass.pass === 'whole',
  });
}

async function endPass(
  tx: Tx,
  { vendor, timeZone }: Turn,
  context: MirrorContext,
  pass: Pass,
  stream: StreamRow,
): Promise<Applied> {
  const { now, connectionId } = context;
  const changesSince = vendor.pulls[pass.kind]?.changesSince ?? false;
  const poll = new Date(now.getTime() + pollMinutes(vendor.budget) * 60_000);
  if (pass.pass === 'changes') {
    await savePassEnd(tx, context, pass, {
      dueAt: poll,
      wholeDueAt: null,
      missing: null,
      error: null,
      removed: 0,
    });
    return nothing();
  }
  const { applied, missing, error } = await sweepAway(tx, context, pass, stream.removals_confirmed);
  const wholeDueAt = nextNight(now, timeZone, connectionId);
  // What changed while everything was read is looked for at once.
  const dueAt = changesSince ? now : wholeDueAt;
  await savePassEnd(tx, context, pass, { dueAt, wholeDueAt, missing, error, removed: applied.removed });
  return applied;
}

/** Tells whoever waits for it, and open screens. Last in the transaction. */
export async function announce(
  tx: Tx,
  deps: Pick<MirrorDeps, 'onMirrored'>,
  { firmId, connectionId }: MirrorContext,
  { contactIds, matterIds, staffIds }: Applied,
  about: { quiet: boolean; progress: boolean },
): Promise<void> {
  if (contactIds.length > 0) await deps.onMirrored(tx, firmId, { contactIds });
  const events: LiveEvent[] = about.progress ? [{ type: 'connection.changed', subjectId: connectionId }] : [];
  const eventsOf = (type: string, ids: readonly string[]) =>
    ids.slice(0, mostEvents).map((subjectId) => ({ type, subjectId }));
  if (!about.quiet)
    events.push(
      ...eventsOf('contact.changed', contactIds),
      ...matterIds
        .slice(0, mostEvents)
        .map((id) => ({ type: 'matter.changed', subjectId: id, matterId: id })),
      ...eventsOf('staff.changed', staffIds),
    );
  await appendEvents(tx, firmId, events);
}
