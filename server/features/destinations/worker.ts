/**
 * Writes to practice systems, once. One worker at a time per connection (a lock that ends with the process), so that a
 * write found half-way means that its worker died: then it is looked for before anything is sent again.
 */
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { withLock } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  type ContactDetails,
  type MirroredContact,
  type PracticeSystem,
  type PracticeSystemClient,
  type RecordToWrite,
  VendorError,
  type Written,
} from '../../vendors/ports.ts';
import { type ConnectionRow, findConnection, openConnection, type Priority } from '../connections/index.ts';
import { type Answer, type Outcome, outcomeOf, type Step, stepOf } from './decide.ts';
import { heed } from './heed.ts';
import { lateFailure } from './queue.ts';
import type { FindFile } from './resolve.ts';
import { makeChange, resolveWrite } from './resolve-write.ts';
import type { Resolved } from './resolved.ts';
import {
  countAttempt,
  findNextWrite,
  getWrite,
  listDueConnections,
  markSending,
  saveOutcome,
  saveProgress,
  type WriteRow,
  wakeWaitingFor,
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
  /** The matter was made: it is this one of ours from now on, and what waits for it goes there. */
  onMatterMade(tx: Tx, write: WriteRow, made: Written): Promise<void>;
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
  const done = await withLock(deps.platform, `writes ${connectionId}`, async () => {
    // One client a turn and priority: some vendors' clients look things up once and remember them.
    const clients = new Map<Priority, PracticeSystemClient>();
    let count = 0;
    while (count < writesPerTurn && (await workNext(deps, firmId, connectionId, clients))) count += 1;
    return count;
  });
  return done ?? 0;
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
  const turn = await takeUp(deps, firmId, connectionId, now);
  if (turn === null) return false;
  const { connection, vendor, write, step } = turn;
  const priority = priorityOf(write);
  const client = clients.get(priority) ?? (await openConnection(platform, vendor, connection, priority));
  clients.set(priority, client);
  const { answer, sent } = await carryOut(deps, client, turn);
  // The attempt just made counts, and is the last one that may have reached the vendor.
  const facts = {
    action: write.action,
    state: write.state,
    attempts: write.attempts + 1,
    sentAt: sent ? now : write.sent_at,
    sent,
    visibleWithinSeconds: vendor.visibleWithinSeconds,
  };
  const outcome = outcomeOf(facts, step, answer, platform.clock.now());
  await settle(deps, write, outcome, answer);
  return await heed(platform, client, connection, outcome, deps.random ?? Math.random);
}

/** What is next, and all that it takes. */
interface Turn {
  connection: ConnectionRow;
  vendor: PracticeSystem;
  write: WriteRow;
  step: Step;
  resolved: Resolved;
  /** It was noted that the record leaves us. */
  marked: boolean;
}

/**
 * The next write with the ids of the other side, in one transaction, which also notes the attempt: a worker that dies after
 * it leaves a trace that it may have written.
 */
async function takeUp(
  deps: WorkerDeps,
  firmId: string,
  connectionId: string,
  now: Date,
): Promise<Turn | null> {
  return await deps.platform.database.firm(firmId).write(async (tx) => {
    const connection = await findConnection(tx, firmId, connectionId);
    const rests = connection?.blocked_until && connection.blocked_until > now;
    if (connection?.status !== 'active' || rests) return null;
    const vendor = deps.vendors[connection.vendor];
    const write = vendor && (await findNextWrite(tx, firmId, connectionId, now));
    const step = write ? stepOf(write) : null;
    if (!vendor || !write || step === null) return null;
    const resolved = await resolveWrite(tx, write, { findFile: deps.findFile, files: deps.platform.files });
    const marked =
      step === 'send' && resolved.ready && 'record' in resolved && !isLookedForFirst(resolved.record);
    if (marked) await markSending(tx, firmId, write.id, now);
    else if (step !== 'send' && resolved.ready) await countAttempt(tx, firmId, write.id);
    return { connection, vendor, write, step, resolved, marked };
  });
}

function isLookedForFirst(record: RecordToWrite): boolean {
  return record.record === 'contact' && record.e164 !== null;
}

function priorityOf({ priority }: WriteRow): Priority {
  return priority === 0 || priority === 1 || priority === 2 ? priority : 3;
}

/** Does one step and puts whatever comes of it into words that `outcomeOf` knows. */
async function carryOut(
  deps: WorkerDeps,
  client: PracticeSystemClient,
  { write, step, resolved, marked }: Turn,
): Promise<{ answer: Answer; sent: boolean }> {
  const { platform } = deps;
  let sent = marked;
  if (!resolved.ready) {
    const until = new Date(platform.clock.now().getTime() + 60_000);
    return {
      sent,
      answer: resolved.coming
        ? { answer: 'not_ready', detail: resolved.detail, until }
        : { answer: 'impossible', detail: resolved.detail },
    };
  }
  try {
    if ('change' in resolved) return { sent, answer: await makeChange(client, resolved.change) };
    if (step === 'send' && !marked) {
      const known = await contactKnownThere(deps, client, write, resolved.record);
      if (known) return { sent, answer: known };
      sent = true;
      await platform.database
        .firm(write.firm_id)
        .write((tx) => markSending(tx, write.firm_id, write.id, platform.clock.now()));
    }
    return { sent, answer: await ask(deps, client, write, step, resolved.record) };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return { sent, answer: { answer: 'failure', problem: error.problem } };
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
  const holders = await client.findContactsByPhone(record.e164);
  // Of a client the name is known, too: a couple may share a number.
  const { details } = record;
  const first = details ? holders.find((holder) => isNamed(holder, record.name, details)) : holders[0];
  if (first === undefined) return null;
  await onContactFound(write, [first, ...holders.filter((holder) => holder !== first)]);
  return { answer: 'found', written: { externalId: first.externalId, version: first.version, there: true } };
}

function isNamed(
  { type, firstName, lastName, companyName }: MirroredContact,
  name: string,
  ours: ContactDetails,
): boolean {
  const theirs = type === 'person' ? `${firstName} ${lastName}` : companyName;
  const known = [name, `${ours.firstName} ${ours.lastName}`, ours.companyName].map(plain);
  return plain(theirs) !== '' && known.includes(plain(theirs));
}

const plain = (name: string) => name.trim().replaceAll(/\s+/g, ' ').toLowerCase();

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
    if (write.action === 'create' && written && outcome.state === 'done')
      await tellMade(deps, tx, write, written);
    const fresh = await getWrite(tx, write.firm_id, write.id);
    for (const settled of [...(fresh ? [fresh] : []), ...followers]) await deps.onSettled(tx, settled);
  });
}

/** Only contacts and matters are waited for. */
async function tellMade(deps: WorkerDeps, tx: Tx, write: WriteRow, written: Written): Promise<void> {
  if (write.record_kind === 'contact') await deps.onContactMade(tx, write, written);
  else if (write.record_kind === 'matter') await deps.onMatterMade(tx, write, written);
  else return;
  await wakeWaitingFor(tx, write, deps.platform.clock.now());
}
