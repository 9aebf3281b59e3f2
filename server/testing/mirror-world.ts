/** Firms with connections to practice systems, and what the mirror made of them: for tests. */
import pg from 'pg';
import { vi } from 'vitest';
import { sealKept } from '../features/connections/index.ts';
import {
  type Applied,
  applyMirrored,
  hintRound,
  type MirrorContext,
  type MirrorDeps,
  type MirrorProgress,
  mirrorRound,
  readMirrorProgress,
  startMirror,
} from '../features/mirror/index.ts';
import { createContactForNumber, createPracticeFeature } from '../features/practice/index.ts';
import type { Tx } from '../platform/db/database.ts';
import type { FeatureFactory } from '../platform/feature.ts';
import { newId } from '../platform/ids.ts';
import type { MirrorItem, PracticeSystem } from '../vendors/ports.ts';
import { startTestApp, type TestApp, type TestStaff } from './app.ts';
import { createFakePracticeSystem, type FakePracticeSystem } from './fake-practice-system.ts';

type Row = Record<string, unknown>;

export interface MirrorWorld {
  app: TestApp;
  clock: { now: Date };
  fake: FakePracticeSystem;
  /** Of the firm that `newFirm` made last. */
  firmId: string;
  owner: TestStaff;
  connectionId: string;
  newFirm(country?: 'GB' | 'US'): Promise<void>;
  /** Another connection of the firm, named in clashes by its label. */
  addConnection(
    label?: string,
    more?: {
      vendor?: string;
      credentials?: {
        accessToken: string;
        refreshToken?: string;
        clientId?: string;
        clientSecret?: string;
        apiKey?: string;
      };
      apiUrl?: string;
      authUrl?: string;
    },
  ): Promise<string>;
  apply(
    items: readonly MirrorItem[],
    adopt?: ReadonlyMap<string, string>,
    connectionId?: string,
    sweep?: number,
  ): Promise<Applied>;
  deps: MirrorDeps;
  /** Contacts that the mirror told about, in order. */
  told: string[];
  /** Begins mirroring the connection and reads until nothing is due. */
  load(connectionId?: string, vendor?: PracticeSystem): Promise<void>;
  /** Rounds until nothing is due at this moment; while reading rests for the vendor, the clock moves. */
  rounds(): Promise<void>;
  /** Moves the clock, then rounds. */
  later(minutes: number): Promise<void>;
  progress(kind: string, connectionId?: string): Promise<MirrorProgress | undefined>;
  which(): { firmId: string; connectionId: string; now: Date };
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  sql(text: string, values?: unknown[]): Promise<Row[]>;
  contacts(): Promise<Row[]>;
  matters(): Promise<Row[]>;
  staff(): Promise<Row[]>;
  parties(): Promise<Row[]>;
  members(): Promise<[unknown, unknown][]>;
  numbers(): Promise<unknown[]>;
  links(kind: string): Promise<Row[]>;
  gaps(): Promise<number>;
  /** Where every row of the record and its links stands: unchanged as long as none was written. */
  rowVersions(): Promise<Row[]>;
  /** How many statements the work sends. */
  statements(work: () => Promise<unknown>): Promise<number>;
  /** A contact that call logging made for a number. */
  standIn(e164: string): Promise<string>;
}

export async function startMirrorWorld(
  practiceSystems: Readonly<Record<string, PracticeSystem>> = {},
  /** Beside the practice's records. */
  more: readonly FeatureFactory[] = [],
): Promise<MirrorWorld> {
  const clock = { now: new Date('2026-03-02T10:00:00.000Z') };
  const fake = createFakePracticeSystem(() => clock.now);
  const systems = { fake, ...practiceSystems };
  const app = await startTestApp({
    clock: { now: () => clock.now },
    features: [(platform) => createPracticeFeature(platform, systems), ...more],
  });
  const firm = await app.makeFirm();
  const labels = new Map<string, string>();
  const rows = async (text: string, values: unknown[] = []): Promise<Row[]> =>
    (await app.platform.database.pool.query(text, values)).rows;
  const world: MirrorWorld = {
    app,
    clock,
    fake,
    firmId: firm.id,
    owner: firm.owner,
    connectionId: '',
    async newFirm(country = 'GB') {
      const made = await app.makeFirm({ country, ...(country === 'US' ? { currency: 'USD' } : {}) });
      world.firmId = made.id;
      world.owner = made.owner;
      world.connectionId = await world.addConnection();
    },
    async addConnection(label = 'Fake', more = {}) {
      const id = await insertConnection(app, world.firmId, more);
      labels.set(id, label);
      return id;
    },
    apply(items, adopt, connectionId = world.connectionId, sweep) {
      const context: MirrorContext = {
        firmId: world.firmId,
        connectionId,
        vendorLabel: labels.get(connectionId) ?? '',
        country: 'GB',
        now: clock.now,
        sweep,
      };
      return world.write((tx) => applyMirrored(tx, context, items, adopt));
    },
    told: [],
    deps: {
      platform: app.platform,
      practiceSystems: systems,
      async onMirrored(_tx, _firmId, { contactIds }) {
        world.told.push(...contactIds);
      },
      random: () => 0.5,
    },
    async load(connectionId = world.connectionId, vendor = fake) {
      const { firmId } = world;
      await world.write((tx) => startMirror(tx, { firmId, connectionId, vendor, now: clock.now }));
      await world.rounds();
    },
    async rounds() {
      for (let round = 0; round < 2000; round += 1) {
        const moreHints = await hintRound(world.deps);
        if (!(await mirrorRound(world.deps)) && !moreHints && !(await soon(world))) return;
      }
      throw new Error('The mirror does not come to rest.');
    },
    async later(minutes) {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
      await world.rounds();
    },
    async progress(kind, connectionId = world.connectionId) {
      const all = await world.read((tx) => readMirrorProgress(tx, world.firmId, connectionId));
      return all.find((one) => one.kind === kind);
    },
    which: () => ({ firmId: world.firmId, connectionId: world.connectionId, now: clock.now }),
    read: (work) => app.platform.database.firm(world.firmId).read(work),
    write: (work) => app.platform.database.firm(world.firmId).write(work),
    sql: rows,
    contacts: () => rows('select * from contacts where firm_id = $1 order by created_at, id', [world.firmId]),
    matters: () => rows('select * from matters where firm_id = $1 order by number', [world.firmId]),
    staff: () => rows('select * from staff_members where firm_id = $1 order by last_name', [world.firmId]),
    parties: () =>
      rows(
        `select p.*, m.number from matter_parties p join matters m on m.firm_id = p.firm_id and m.id = p.matter_id
         where p.firm_id = $1 order by m.number, p.role`,
        [world.firmId],
      ),
    members: async () =>
      (
        await rows(
          `select g.display_name as "group", c.display_name as member from contact_members m
           join contacts g on g.id = m.group_id join contacts c on c.id = m.contact_id
           where m.firm_id = $1 order by 1, 2`,
          [world.firmId],
        )
      ).map((row) => [row.group, row.member]),
    numbers: async () =>
      (await rows('select e164 from contact_numbers where firm_id = $1 order by e164', [world.firmId])).map(
        (row) => row.e164,
      ),
    links: (kind) =>
      rows('select * from external_links where firm_id = $1 and kind = $2 order by external_id', [
        world.firmId,
        kind,
      ]),
    gaps: async () => (await rows('select 1 from mirror_gaps where firm_id = $1', [world.firmId])).length,
    rowVersions: () =>
      rows(
        `select 'contact' as kind, id::text, xmin::text from contacts where firm_id = $1
         union all select 'number', id::text, xmin::text from contact_numbers where firm_id = $1
         union all select 'matter', id::text, xmin::text from matters where firm_id = $1
         union all select 'link', external_id, xmin::text from external_links where firm_id = $1 order by 1, 2`,
        [world.firmId],
      ),
    async statements(work) {
      const sent = vi.spyOn(pg.Client.prototype, 'query');
      await work();
      const count = sent.mock.calls.length;
      sent.mockRestore();
      return count;
    },
    standIn: async (e164) =>
      (await world.write((tx) => createContactForNumber(tx, world.firmId, { e164, name: null }))).contactId,
  };
  await world.newFirm();
  return world;
}

/** Whether something is due now, or within a minute: then the clock moves there. */
async function soon(world: MirrorWorld): Promise<boolean> {
  const { now } = world.clock;
  const rows = await world.sql(
    `select greatest(s.due_at, c.blocked_until) as at from mirror_streams s
     join connections c on c.firm_id = s.firm_id and c.id = s.connection_id
     where s.firm_id = $1 and c.status = 'active' order by 1 limit 1`,
    [world.firmId],
  );
  const at = rows[0]?.at;
  if (!(at instanceof Date) || at.getTime() > now.getTime() + 60_000) return false;
  if (at > now) world.clock.now = at;
  return true;
}

async function insertConnection(
  app: TestApp,
  firmId: string,
  more: NonNullable<Parameters<MirrorWorld['addConnection']>[1]>,
): Promise<string> {
  const id = newId();
  const { platform } = app;
  const credentials = sealKept(platform.secrets, id, {
    clientSecret: more.credentials?.clientSecret ?? 'secret',
    apiKey: more.credentials?.apiKey ?? null,
    accessToken: more.credentials?.accessToken ?? 'token',
    refreshToken: more.credentials?.refreshToken ?? null,
    apiUrl: null,
    authUrl: null,
  });
  await platform.database.firm(firmId).write((tx) =>
    tx
      .insertInto('connections')
      .values({
        firm_id: firmId,
        id,
        vendor: more.vendor ?? 'fake',
        name: 'Fake',
        region: 'here',
        api_url: more.apiUrl ?? null,
        auth_url: more.authUrl ?? null,
        sign_in_grant: 'authorization_code',
        client_id: more.credentials?.clientId ?? 'client',
        credentials,
        status: 'active',
        hook_key: id,
        hook_secret: platform.secrets.seal('hook', `connection hook ${id}`),
      })
      .execute(),
  );
  return id;
}
