/** A firm whose matters a practice system keeps, with its leads, quotes and stages; every loop runs when it is told to. */
import { z } from 'zod';
import { createTestClock } from '../../simulators/practice/clock.ts';
import type { ConformanceDriver, SimulatedFirm } from '../../simulators/practice/conformance-driver.ts';
import { contextFor } from '../../simulators/practice/conformance-driver.ts';
import { createConversionsFeature } from '../features/conversions/index.ts';
import { type WorkerDeps, writeRound } from '../features/destinations/index.ts';
import { createFeeScalesFeature } from '../features/fee-scales/index.ts';
import { createKeyStagesFeature, followRound as followStages } from '../features/key-stages/index.ts';
import { createLeadsFeature } from '../features/leads/index.ts';
import {
  addHints,
  applyMirrored,
  findExternalIds,
  findLocalId,
  hintRound,
  type LinkKind,
  type MirrorDeps,
} from '../features/mirror/index.ts';
import { createQuotesFeature } from '../features/quotes/index.ts';
import { createRatesFeature } from '../features/rates/index.ts';
import { createReferrersFeature } from '../features/referrers/index.ts';
import {
  createSyncFeature,
  followRound,
  noteLayoutHints,
  resyncRound,
  reviewSuggestions,
  sheetRound,
} from '../features/sync/index.ts';
import type { MirrorKind, PracticeSystem } from '../vendors/ports.ts';
import { type PhoneWorld, startPhoneWorld } from './phone-world.ts';

export interface SyncWorld {
  phone: PhoneWorld;
  there: SimulatedFirm;
  connectionId: string;
  systems: Readonly<Record<string, PracticeSystem>>;
  /** Ours, of a kind of matter there. */
  matterTypeId: string;
  advance(milliseconds: number): void;
  /** Webhooks of these records arrive. */
  hint(kind: MirrorKind | 'layout', externalId: string): Promise<void>;
  /** Every loop once. */
  round(): Promise<void>;
  /** Works until nothing waits; what a record needs to be seen is let pass. */
  settle(): Promise<void>;
  /** Their id of one of ours. */
  externalId(kind: 'contact' | 'matter', localId: string): Promise<string>;
  /** A lead with these people that has accepted its quote. */
  instructed(people?: readonly string[]): Promise<{ leadId: string; contactIds: string[] }>;
  convert(leadId: string, more?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

const withId = z.looseObject({ id: z.string() });

/** What only tests may take from the inside of call logging. */
export interface Insides {
  connectTo(
    phone: PhoneWorld,
    vendor: string,
    given: {
      region: string;
      clientId: string;
      clientSecret?: string;
      apiKey?: string | null;
      addresses?: { apiUrl: string; authUrl: string; uploadUrl: string | null };
      tokens?: { accessToken: string; refreshToken: string | null };
    },
  ): Promise<{
    connectionId: string;
    link(
      kind: LinkKind,
      externalId: string,
      localId: string,
      extra?: Readonly<Record<string, string>>,
    ): Promise<void>;
  }>;
  createWriter(deps: PhoneWorld['deps']): WorkerDeps;
}

export async function startSyncWorld(
  driver: ConformanceDriver,
  { connectTo, createWriter }: Insides,
): Promise<SyncWorld> {
  // Turns of the budget are waited for in the machine's own time; the simulator keeps its limits by the clock in hand.
  const vendor: PracticeSystem = { ...driver.vendor, budget: { windows: [], per: 'connection' } };
  const systems = { [vendor.kind]: vendor };
  const clock = createTestClock('2026-11-22T10:00:00Z');
  const phone = await startPhoneWorld({
    allowLoopback: true,
    practiceSystems: systems,
    features: [
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createReferrersFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createConversionsFeature(platform, systems),
      (platform) => createKeyStagesFeature(platform, systems),
      (platform) => createSyncFeature(platform, systems),
    ],
  });
  phone.clock.now = clock.now();
  const there = await driver.start(clock);
  const { accessToken, refreshToken } = there.control.signIn.issue();
  const connected = await connectTo(phone, driver.vendor.kind, {
    region: driver.vendor.regions[0].id,
    ...there.application,
    addresses: there.addresses,
    tokens: { accessToken, refreshToken },
  });
  const { connectionId } = connected;
  const client = driver.vendor.client(contextFor(driver.vendor, there, () => clock.now()));
  const staff = await client.pull('staff', { cursor: null, since: null });
  const solicitor = staff.items.find(({ externalId }) => externalId === there.staff);
  await connected.link('staff', there.staff, phone.ada.id, solicitor?.extra);
  const which = { firmId: phone.firm.id, connectionId };
  const { platform } = phone.app;
  const scope = platform.database.firm(phone.firm.id);
  const context = () => ({ ...which, vendorLabel: driver.vendor.label, country: 'GB', now: clock.now() });
  const types = await client.pull('matter_type', { cursor: null, since: null });
  const stages = await client.pull('stage', { cursor: null, since: null });
  const [type] = types.items;
  const matterTypeId = await scope.write(async (tx) => {
    await applyMirrored(tx, context(), types.items);
    await applyMirrored(tx, context(), stages.items);
    return (type && (await findLocalId(tx, which, type))) ?? '';
  });

  const mirror: MirrorDeps = {
    platform,
    practiceSystems: systems,
    onMirrored: (tx, firmId, { contactIds }) => reviewSuggestions(tx, firmId, contactIds, clock.now()),
  };
  function advance(milliseconds: number): void {
    clock.advance(milliseconds);
    phone.clock.now = clock.now();
  }
  async function waiting(): Promise<number> {
    const [row] = await phone.query<{ count: number }>(
      `select (select count(*) from destination_writes where firm_id = $1 and state in ('waiting', 'sending', 'unknown', 'confirming'))
        + (select count(*) from sync_news where firm_id = $1) + (select count(*) from mirror_hints where firm_id = $1)
        + (select count(*) from key_stage_news where firm_id = $1)
        + (select count(*) from sync_sheets where firm_id = $1 and state in ('waiting', 'sending'))
        + (select count(*) from resyncs where firm_id = $1 and state = 'looking') as count`,
      [phone.firm.id],
    );
    return Number(row?.count ?? 0);
  }
  async function round(): Promise<void> {
    const deps = { platform, practiceSystems: systems };
    await followStages({ ...platform, practiceSystems: systems });
    await followRound(deps);
    await writeRound(createWriter(phone.deps));
    await hintRound(mirror);
    await sheetRound(deps);
    await resyncRound(deps);
  }
  async function settle(): Promise<void> {
    for (let rounds = 0; rounds < 120; rounds += 1) {
      await round();
      if ((await waiting()) === 0) return;
      advance(5_000);
    }
    throw new Error(`still waiting: ${JSON.stringify(await phone.query('select kind, subject_id, due_at from sync_news'))}
      ${JSON.stringify(await phone.query('select state, detail, due_at, sent from sync_sheets'))}
      ${JSON.stringify(await phone.query(`select record_kind, state, detail from destination_writes where state not in ('done')`))}
      ${JSON.stringify(await phone.query('select * from mirror_hints'))}`);
  }

  async function ok(path: string, body: unknown) {
    const answer = await phone.owner.call('POST', `/api/v1/${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
    return withId.parse(answer.json());
  }

  return {
    phone,
    there,
    connectionId,
    systems,
    matterTypeId,
    advance,
    round,
    settle,
    async hint(kind, externalId) {
      await scope.write(async (tx) => {
        if (kind === 'layout') await noteLayoutHints(tx, which, [{ kind, externalId }], null, clock.now());
        else await addHints(tx, which.firmId, connectionId, [{ kind, externalId }], clock.now());
      });
    },
    async externalId(kind, localId) {
      const links = await scope.read((tx) => findExternalIds(tx, which.firmId, { kind, localId }));
      return links.find((link) => link.connectionId === connectionId)?.externalId ?? '';
    },
    async instructed(people = ['Jane Okafor', 'Chidi Okafor']) {
      const scales = z.object({ items: z.array(z.unknown()) });
      const known = scales.parse((await phone.owner.call('GET', '/api/v1/fee-scales')).json());
      if (known.items.length === 0) {
        const scale = await ok('fee-scales', { name: 'Standard', from: 'usual' });
        await ok(`fee-scales/${scale.id}/publish`, { startsOn: '2026-11-22' });
      }
      const contactIds: string[] = [];
      for (const name of people) {
        const [firstName = '', lastName = ''] = name.split(' ');
        const emails = [{ email: `${firstName.toLowerCase()}@example.com`, label: 'Home' }];
        const made = await ok('contacts', { kind: 'person', firstName, lastName, emails });
        contactIds.push(made.id);
      }
      const clients = contactIds.map((contactId) => ({ contactId }));
      const lead = await ok('leads', { transaction: 'purchase', clients });
      const inputs = {
        transaction: 'purchase',
        clients: people.length,
        answers: { purchase: { price: 420_000 } },
      };
      const quote = await ok('quotes', { leadId: lead.id, inputs });
      const to = [
        { contactId: contactIds[0], email: `${people[0]?.split(' ')[0]?.toLowerCase()}@example.com` },
      ];
      await ok(`quotes/${quote.id}/send`, { to });
      await ok(`quotes/${quote.id}/accept`, { by: people[0] });
      return { leadId: lead.id, contactIds };
    },
    async convert(leadId, more = {}) {
      const body = { personResponsibleId: phone.ada.id, matterTypeId, ...more };
      const answer = await phone.owner.call('POST', `/api/v1/leads/${leadId}/convert`, body);
      if (answer.statusCode >= 300) throw new Error(answer.body);
      return z.looseObject({ matterId: z.string() }).parse(answer.json()).matterId;
    },
    async close() {
      await there.close();
      await phone.close();
    },
  };
}
