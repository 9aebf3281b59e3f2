/**
 * Writes to practice systems, once. One worker at a time per connection (a lock that ends with the process), so that a
 * write found half-way means that its worker died: then it is looked for before anything is sent again.
 */
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type MirroredContact,
  type PracticeSystem,
  type PracticeSystemClient,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../../vendors/ports.ts';
import {
  type ConnectionRow,
  findConnection,
  openConnection,
  type Priority,
  recordBlocked,
  recordLockedOut,
  recordSuccess,
} from '../connections/index.ts';
import { type Answer, connectionPause, type Outcome, outcomeOf, type Step, stepOf } from './decide.ts';
import { plannedRecord } from './planned-record.ts';
import { lateFailure } from './queue.ts';
import { type FindFile, resolveRecord } from './resolve.ts';
import {
  countAttempt,
  findNextWrite,
  getWrite,
  listDueConnections,
  markSending,
  saveOutcome,
  saveProgress,
  type WriteRow,
} from './store.ts';
import { updateThere } from './update.ts';

export interface WorkerDeps {
  platform: Platform;
  vendors: Readonly<Record<string, PracticeSystem>>;
  findFile: FindFile;
  /** Told in the transaction that settles a write: the log entry follows its writes. */
  onSettled(tx: Tx, write: WriteRow): Promise<void>;
  /** A contact that should be made is there already: what was to be written for it is decided again. */
  onContactFound(write: WriteRow, found: readonly MirroredContact[]): Promise<void>;
  /** The contact was made: its number leads to it there from now on. */
  onContactMade(tx: Tx, write: WriteRow, made: Written): Promise<void>;
  random?: () => number;
}

const connectionsAtOnce = 8;
/** Then another connection has its turn. */
const writesPerTurn = 20;

/** One round over the connections that have something due. True when there is more. */
export async function writeRound(deps: WorkerDeps): Promise<boolean> {
  const now = deps.platform.clock.now();
  const due = await deps.platform.database.system((tx) => listDueConnections(tx, now, 200));
  let more = false;
  await eachAtOnce(due, connectionsAtOnce, async ({ firmId, connectionId }) => {
    const done = await workConnection(deps, firmId, connectionId);
    more ||= done === writesPerTurn;
  });
  return more;
}

/** Works off a connection's due writes in their order; answers how many, 0 when another worker has it. */
export async function workConnection(
  deps: WorkerDeps,
  firmId: string,
  connectionId: string,
): Promise<number> {
  const lock = await deps.platform.database.pool.connect();
  try {
    const { rows } = await lock.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 4)) as locked',
      [connectionId],
    );
    if (rows[0]?.locked !== true) return 0;
    try {
      // One client a turn and priority: some vendors' clients look things up once and remember them.
      const clients = new Map<Priority, PracticeSystemClient>();
      let done = 0;
      while (done < writesPerTurn && (await workNext(deps, firmId, connectionId, clients))) done += 1;
      return done;
    } finally {
      await lock.query('select pg_advisory_unlock(hashtextextended($1, 4))', [connectionId]);
    }
  } finally {
    lock.release();
  }
}

/** One step of the next write. False when nothing is due or the connection rests. */
async function workNext(
  deps: WorkerDeps,
  firmId: string,
  connectionId: string,
  clients: Map<Priority, PracticeSystemClient>,
): Promise<boolean> {
  const { platform } = deps;
  const now = platform.clock.now();
  const scope = platform.database.firm(firmId);
  const found = await scope.read(async (tx) => {
    const connection = await findConnection(tx, firmId, connectionId);
    const rests = connection?.blocked_until && connection.blocked_until > now;
    if (connection?.status !== 'active' || rests) return null;
    const write = await findNextWrite(tx, firmId, connectionId, now);
    return write && { connection, write };
  });
  const vendor = found && deps.vendors[found.connection.vendor];
  if (!found || !vendor) return false;
  const { connection, write } = found;
  const step = stepOf(write);
  if (step === null) return false;
  const priority = priorityOf(write);
  const client = clients.get(priority) ?? (await openConnection(platform, vendor, connection, priority));
  clients.set(priority, client);
  const { answer, sending } = await carryOut(deps, client, connection, write, step);
  // The attempt just made counts, and is the last one that may have reached the vendor.
  const facts = {
    action: write.action,
    state: write.state,
    attempts: write.attempts + 1,
    sentAt: sending.sent ? now : write.sent_at,
    sent: sending.sent,
    visibleWithinSeconds: vendor.visibleWithinSeconds,
  };
  const outcome = outcomeOf(facts, step, answer, platform.clock.now());
  await settle(deps, write, outcome, answer);
  return await heed(deps, client, connection, outcome);
}

function priorityOf({ priority }: WriteRow): Priority {
  return priority === 0 || priority === 1 || priority === 2 ? priority : 3;
}

/** Does one step and puts whatever comes of it into words that `outcomeOf` knows. */
async function carryOut(
  deps: WorkerDeps,
  client: PracticeSystemClient,
  connection: ConnectionRow,
  write: WriteRow,
  step: Step,
): Promise<{ answer: Answer; sending: { sent: boolean } }> {
  const { platform } = deps;
  const scope = platform.database.firm(write.firm_id);
  const sending = { sent: false };
  const planned = plannedRecord.parse(write.record);
  const resolved = await scope.read((tx) =>
    resolveRecord(
      tx,
      { firmId: write.firm_id, connectionId: connection.id, reference: write.reference },
      planned,
      deps.findFile,
    ),
  );
  if (!resolved.ready) {
    const until = new Date(platform.clock.now().getTime() + 60_000);
    return {
      sending,
      answer: resolved.coming
        ? { answer: 'not_ready', detail: resolved.detail, until }
        : { answer: 'impossible', detail: resolved.detail },
    };
  }
  try {
    if (step === 'send') {
      const known = await contactKnownThere(deps, client, write, resolved.record);
      if (known) return { sending, answer: known };
      sending.sent = true;
      await scope.write((tx) => markSending(tx, write.firm_id, write.id, platform.clock.now()));
    } else await scope.write((tx) => countAttempt(tx, write.firm_id, write.id));
    return { sending, answer: await ask(deps, client, write, step, resolved.record) };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return { sending, answer: { answer: 'failure', problem: error.problem } };
  }
}

async function ask(
  deps: WorkerDeps,
  client: PracticeSystemClient,
  write: WriteRow,
  step: Step,
  record: RecordToWrite,
): Promise<Answer> {
  const scope = deps.platform.database.firm(write.firm_id);
  const progress = {
    saved: savedProgress(write.progress),
    save: (state: Readonly<Record<string, string>>) =>
      scope.write((tx) => saveProgress(tx, write.firm_id, write.id, state)),
  };
  switch (step) {
    case 'send':
      return { answer: 'written', written: await client.write(record, progress) };
    case 'look': {
      const found = await client.findByReference(record, progress);
      return found ? { answer: 'found', written: found } : { answer: 'not_found' };
    }
    case 'confirm': {
      const there = await client.read(record, write.external_id ?? '');
      if (!there && write.failure === lateFailure)
        return { answer: 'failure', problem: { failure: 'rejected', detail: write.detail ?? '' } };
      if (!there) return { answer: 'not_there_yet' };
      return {
        answer: 'found',
        written: { externalId: there.externalId, version: there.version, there: true },
      };
    }
    case 'update':
    case 'retire': {
      const target = await scope.read((tx) => getWrite(tx, write.firm_id, write.target_id ?? ''));
      return await updateThere(client, write, record, target);
    }
  }
}

function savedProgress(progress: unknown): Record<string, string> | null {
  if (typeof progress !== 'object' || progress === null) return null;
  return Object.fromEntries(Object.entries(progress).map(([key, value]) => [key, String(value)]));
}

/** Before a contact is made, the vendor is asked once whether it has the number already. */
async function contactKnownThere(
  { onContactFound }: WorkerDeps,
  client: PracticeSystemClient,
  write: WriteRow,
  record: RecordToWrite,
): Promise<Answer | null> {
  if (record.record !== 'contact' || record.e164 === null) return null;
  const found = await client.findContactsByPhone(record.e164);
  const [first] = found;
  if (first === undefined) return null;
  await onContactFound(write, found);
  return { answer: 'found', written: { externalId: first.externalId, version: first.version, there: true } };
}

async function settle(deps: WorkerDeps, write: WriteRow, outcome: Outcome, answer: Answer): Promise<void> {
  const written = answer.answer === 'written' || answer.answer === 'found' ? answer.written : null;
  await deps.platform.database.firm(write.firm_id).write(async (tx) => {
    const followers = await saveOutcome(
      tx,
      write.firm_id,
      write.id,
      outcome,
      written && { externalId: written.externalId, version: written.version, extra: written.extra },
      deps.platform.clock.now(),
    );
    if (write.action === 'create' && write.record_kind === 'contact' && written && outcome.state === 'done')
      await deps.onContactMade(tx, write, written);
    const fresh = await getWrite(tx, write.firm_id, write.id);
    for (const settled of [...(fresh ? [fresh] : []), ...followers]) await deps.onSettled(tx, settled);
  });
}

/** Draws the connection's own conclusion. False when it should rest. */
async function heed(
  deps: WorkerDeps,
  client: PracticeSystemClient,
  connection: ConnectionRow,
  outcome: Outcome,
): Promise<boolean> {
  const { platform } = deps;
  const which = { firmId: connection.firm_id, id: connection.id };
  const said = outcome.connection ?? (outcome.failure === 'unavailable' ? await probe(client) : null);
  switch (said?.is) {
    case undefined:
      return true;
    case 'fine':
      await recordSuccess(platform, which);
      return true;
    case 'blocked':
      await recordBlocked(platform, which, { until: said.until, failed: false });
      return false;
    case 'locked_out':
      await recordLockedOut(platform, which, said.detail);
      return false;
    case 'down': {
      const now = platform.clock.now();
      const until = connectionPause(connection.failures + 1, now, (deps.random ?? Math.random)());
      await recordBlocked(platform, which, { until, failed: true });
      return false;
    }
  }
}

/** Was it this record's own trouble, or is nobody there? In the latter case nothing else is tried, so the order stays. */
async function probe(client: PracticeSystemClient): Promise<Outcome['connection'] | { is: 'down' }> {
  try {
    await client.whoAmI();
    return { is: 'fine' };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const { problem } = error;
    if (problem.failure === 'rate_limited') return { is: 'blocked', until: problem.retryAt };
    if (problem.failure === 'unauthorised') return { is: 'locked_out', detail: problem.detail };
    return { is: 'down' };
  }
}
