/** A firm with one connection to a practice system in memory, and a worker that can be ended anywhere: for tests. */

import { sealKept } from '../features/connections/index.ts';
import type { PlannedRecord } from '../features/destinations/index.ts';
import {
  insertWrites,
  listEntryWrites,
  type NewWrite,
  type WorkerDeps,
  type WriteRow,
  workConnection,
} from '../features/destinations/index.ts';
import { linkRecord } from '../features/mirror/index.ts';
import type { Database, Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import type { Platform } from '../platform/platform.ts';
import type { Written } from '../vendors/ports.ts';
import { startTestApp, type TestApp } from './app.ts';
import { createFakePracticeSystem, type FakePracticeSystem, WorkerDied } from './fake-practice-system.ts';

export interface WorkerWorld {
  app: TestApp;
  firmId: string;
  connectionId: string;
  fake: FakePracticeSystem;
  clock: { now: Date };
  deps: WorkerDeps;
  /** Stores a plan: creates that follow each other. Answers the id of its log entry and the writes. */
  plan(
    records: readonly PlannedRecord[],
    references: readonly string[],
  ): Promise<{ entryId: string; ids: string[] }>;
  writesOf(entryId: string): Promise<WriteRow[]>;
  add(write: Partial<NewWrite> & Pick<NewWrite, 'action' | 'record' | 'reference'>): Promise<string>;
  /** Works, moves the clock to what is due next, and works again, until nothing is open. Worker after worker may die. */
  run(options?: { mostRounds?: number }): Promise<void>;
  /** Throws before or after a transaction of the worker when it answers so. */
  databaseFault: () => 'before' | 'after' | null;
}

type Link = (
  tx: Tx,
  write: WriteRow,
  made: Written,
  kind: 'contact' | 'matter',
  localId: string | null,
) => Promise<void>;

export async function startWorkerWorld(): Promise<WorkerWorld> {
  const clock = { now: new Date('2026-03-02T10:00:00.000Z') };
  const app = await startTestApp({ clock: { now: () => clock.now } });
  const firm = await app.makeFirm();
  const fake = createFakePracticeSystem(() => clock.now);
  const connectionId = await addConnection(app, firm.id);
  const link: Link = async (tx, write, made, kind, localId) => {
    if (localId === null) return;
    const { firm_id: firmId, connection_id } = write;
    const { externalId, version } = made;
    await linkRecord(tx, {
      firmId,
      connectionId: connection_id,
      kind,
      externalId,
      version,
      localId,
      now: clock.now,
    });
  };
  const world: WorkerWorld = {
    app,
    firmId: firm.id,
    connectionId,
    fake,
    clock,
    databaseFault: () => null,
    deps: {
      platform: { ...app.platform, database: failing(app.platform, () => world.databaseFault()) },
      vendors: { fake },
      findFile: async () => ({ file: null, coming: false }),
      onSettled: async () => undefined,
      onContactFound: async () => undefined,
      onContactMade: (tx, write, made) => link(tx, write, made, 'contact', write.contact_id),
      onMatterMade: (tx, write, made) => link(tx, write, made, 'matter', write.matter_id),
      random: () => 0.5,
    },
    async plan(records, references) {
      const entryId = newId();
      const ids = records.map(() => newId());
      const writes = records.map((record, index) =>
        newWrite(connectionId, {
          id: ids[index] ?? newId(),
          logEntryId: entryId,
          action: 'create',
          record,
          reference: references[index] ?? '',
          afterId: ids[index - 1] ?? null,
        }),
      );
      await app.platform.database.firm(firm.id).write((tx) => insertWrites(tx, firm.id, writes, clock.now));
      return { entryId, ids };
    },
    async add(write) {
      const full = newWrite(connectionId, write);
      await app.platform.database.firm(firm.id).write((tx) => insertWrites(tx, firm.id, [full], clock.now));
      return full.id;
    },
    writesOf: (entryId) =>
      app.platform.database.firm(firm.id).read((tx) => listEntryWrites(tx, firm.id, [entryId])),
    run: ({ mostRounds = 500 } = {}) => runToEnd(world, mostRounds),
  };
  return world;
}

function newWrite(
  connectionId: string,
  write: Partial<NewWrite> & Pick<NewWrite, 'action' | 'record' | 'reference'>,
): NewWrite {
  return {
    id: newId(),
    connectionId,
    logEntryId: null,
    contactId: null,
    matterId: null,
    targetId: null,
    afterId: null,
    priority: 1,
    extra: null,
    ...write,
  };
}

async function runToEnd(world: WorkerWorld, mostRounds: number): Promise<void> {
  const { app, firmId, connectionId, clock } = world;
  for (let round = 0; round < mostRounds; round += 1) {
    try {
      await workConnection(world.deps, firmId, connectionId);
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
    }
    const open = await app.platform.database.firm(firmId).read((tx) =>
      tx
        .selectFrom('destination_writes as w')
        .innerJoin('connections as c', (on) =>
          on.onRef('c.firm_id', '=', 'w.firm_id').onRef('c.id', '=', 'w.connection_id'),
        )
        .select(['w.due_at', 'c.blocked_until'])
        .where('w.firm_id', '=', firmId)
        .where('w.state', 'in', ['waiting', 'sending', 'unknown', 'confirming'])
        .execute(),
    );
    if (open.length === 0) return;
    // To the next moment at which anything changes: some writes wait for others, whatever their own time.
    const moments = open
      .flatMap((write) => [write.due_at, write.blocked_until ?? write.due_at])
      .map((at) => at.getTime())
      .filter((at) => at > clock.now.getTime());
    clock.now = new Date(moments.length > 0 ? Math.min(...moments) : clock.now.getTime() + 1000);
  }
  const { rows } = await app.platform.database.pool.query(
    `select w.reference, w.state, w.attempts, w.failure, w.detail, w.due_at, w.external_id, c.status, c.blocked_until
     from destination_writes w join connections c on c.id = w.connection_id
     where w.state in ('waiting', 'sending', 'unknown', 'confirming') order by w.id limit 5`,
  );
  throw new Error(`The writes do not come to an end: ${JSON.stringify(rows)} at ${clock.now.toISOString()}`);
}

/** The database as a worker sees it that may die before or after each of its transactions. */
function failing(platform: Platform, fault: () => 'before' | 'after' | null): Database {
  return {
    ...platform.database,
    firm(firmId, staffId) {
      const scope = platform.database.firm(firmId, staffId);
      return {
        read: scope.read,
        async write(work) {
          const strikes = fault();
          if (strikes === 'before') throw new WorkerDied();
          const result = await scope.write(work);
          if (strikes === 'after') throw new WorkerDied();
          return result;
        },
      };
    },
  };
}

async function addConnection(app: TestApp, firmId: string): Promise<string> {
  const id = newId();
  const { platform } = app;
  const credentials = sealKept(platform.secrets, id, {
    clientSecret: 'secret',
    apiKey: null,
    accessToken: 'token',
    refreshToken: null,
    apiUrl: null,
    authUrl: null,
  });
  await platform.database.firm(firmId).write((tx) =>
    tx
      .insertInto('connections')
      .values({
        firm_id: firmId,
        id,
        vendor: 'fake',
        name: 'Fake',
        region: 'here',
        sign_in_grant: 'authorization_code',
        client_id: 'client',
        credentials,
        status: 'active',
        hook_key: id,
        hook_secret: platform.secrets.seal('hook', `connection hook ${id}`),
      })
      .execute(),
  );
  return id;
}

/** A fee as a plan wants it. */
export function feeRecord(more: Partial<Extract<PlannedRecord, { record: 'fee' }>> = {}): PlannedRecord {
  return {
    ...logFields(),
    record: 'fee',
    workedMinutes: 4,
    billedMinutes: 6,
    billable: false,
    activityCode: null,
    ...more,
  };
}

export function memoRecord(): PlannedRecord {
  return { ...logFields(), record: 'memo' };
}

export function contactRecord(e164: string): PlannedRecord {
  return { record: 'contact', type: 'person', name: 'Jane Okafor', e164, country: 'GB' };
}

function logFields() {
  return {
    interaction: 'call' as const,
    direction: 'inbound' as const,
    outcome: 'answered',
    subject: 'Call from Jane Okafor',
    text: '--- Call log ML-7F3K9Q ---\nTalk time: 4 min\n--- End of ML-7F3K9Q ---',
    startedAt: '2026-03-02T09:00:00.000Z',
    endedAt: '2026-03-02T09:04:00.000Z',
    date: '2026-03-02',
    timeZone: 'Europe/London',
    talkSeconds: 240,
    party: { e164: '+442079460101', name: null },
    contactId: null,
    matterId: null,
    staffId: null,
  };
}
