/** A lead becomes a matter that Smokeball or Clio keeps: each record there once, on the simulators, through faults too. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestClock } from '../../../simulators/practice/clock.ts';
import type { ConformanceDriver, SimulatedFirm } from '../../../simulators/practice/conformance-driver.ts';
import { contextFor } from '../../../simulators/practice/conformance-driver.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { drivers } from '../../vendors/conformance-drivers.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { connectTo } from '../call-logging/conformance-connect.ts';
import { createWriter } from '../call-logging/follow-writes.ts';
import { writeRound } from '../destinations/index.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { applyMirrored, findLocalId } from '../mirror/index.ts';
import { createQuotesFeature } from '../quotes/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { createConversionsFeature } from './index.ts';
import { conversion } from './schema.ts';

const withId = z.looseObject({ id: z.string() });

interface World {
  phone: PhoneWorld;
  there: SimulatedFirm;
  /** Ours, of a kind of matter there. */
  matterTypeId: string;
  advance(milliseconds: number): void;
}

async function startWorld(driver: ConformanceDriver): Promise<World> {
  // Turns of the budget are waited for in the machine's own time; the simulator keeps its limits by the clock in hand.
  const vendor: PracticeSystem = { ...driver.vendor, budget: { windows: [], per: 'connection' } };
  const practiceSystems = { [vendor.kind]: vendor };
  const clock = createTestClock('2026-11-22T10:00:00Z');
  const phone = await startPhoneWorld({
    allowLoopback: true,
    practiceSystems,
    features: [
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      (platform) => createReferrersFeature(platform),
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createConversionsFeature(platform, practiceSystems),
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
  const client = driver.vendor.client(contextFor(driver.vendor, there, () => clock.now()));
  const { items } = await client.pull('staff', { cursor: null, since: null });
  const staff = items.find(({ externalId }) => externalId === there.staff);
  await connected.link('staff', there.staff, phone.ada.id, staff?.extra);
  const page = await client.pull('matter_type', { cursor: null, since: null });
  const first = page.items[0];
  const which = { firmId: phone.firm.id, connectionId: connected.connectionId };
  const context = { ...which, vendorLabel: driver.vendor.label, country: 'GB', now: clock.now() };
  const types = await phone.app.platform.database.firm(phone.firm.id).write(async (tx) => {
    await applyMirrored(tx, context, page.items);
    const id = first && (await findLocalId(tx, which, first));
    return new Map([[first?.externalId ?? '', id ?? '']]);
  });
  return {
    phone,
    there,
    matterTypeId: types.get(first?.externalId ?? '') ?? '',
    advance(milliseconds) {
      clock.advance(milliseconds);
      phone.clock.now = clock.now();
    },
  };
}

/** Works until nothing waits; the time between is let pass. */
async function writeAll({ phone, advance }: World): Promise<void> {
  const writer = createWriter(phone.deps);
  for (let round = 0; round < 200; round += 1) {
    await writeRound(writer);
    const [open] = await phone.query<{ count: number }>(
      `select count(*)::int as count from destination_writes where firm_id = $1 and state in ('waiting', 'sending', 'unknown', 'confirming')`,
      [phone.firm.id],
    );
    if (open?.count === 0) return;
    advance(5_000);
  }
  const stuck = await phone.query(
    `select record_kind, state, attempts, detail, due_at from destination_writes where firm_id = $1 and state in ('waiting', 'sending', 'unknown', 'confirming')`,
    [phone.firm.id],
  );
  throw new Error(`still open at ${phone.clock.now.toISOString()}: ${JSON.stringify(stuck)}`);
}

async function instructed(owner: TestStaff): Promise<{ leadId: string }> {
  const ok = async (path: string, body: unknown) => {
    const answer = await owner.call('POST', `/api/v1/${path}`, body);
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return withId.parse(answer.json());
  };
  const scales = z
    .object({ items: z.array(z.unknown()) })
    .parse((await owner.call('GET', '/api/v1/fee-scales')).json());
  if (scales.items.length === 0) {
    const scale = await ok('fee-scales', { name: 'Standard', from: 'usual' });
    await ok(`fee-scales/${scale.id}/publish`, { startsOn: '2026-11-22' });
  }
  const contacts = await Promise.all(
    ['Jane', 'Chidi'].map((firstName) =>
      ok('contacts', {
        kind: 'person',
        firstName,
        lastName: 'Okafor',
        emails: [{ email: `${firstName.toLowerCase()}@example.com`, label: 'Home' }],
      }),
    ),
  );
  const lead = await ok('leads', {
    transaction: 'purchase',
    title: 'Okafor – Purchase of 12 Mill Lane',
    clients: contacts.map(({ id }) => ({ contactId: id })),
  });
  const inputs = { transaction: 'purchase', clients: 2, answers: { purchase: { price: 420_000 } } };
  const quote = await ok('quotes', { leadId: lead.id, inputs });
  const to = [{ contactId: contacts[0]?.id, email: 'jane@example.com' }];
  await ok(`quotes/${quote.id}/send`, { to });
  await ok(`quotes/${quote.id}/accept`, { by: 'Jane Okafor' });
  return { leadId: lead.id };
}

describe.each(drivers.filter(({ vendor }) => vendor.writes.includes('matter')))('$vendor.label', (driver) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(driver);
  }, 60_000);
  afterAll(async () => {
    await world.there.close();
    await world.phone.close();
  });
  const convert = (leadId: string, more: Record<string, unknown> = {}) =>
    world.phone.owner.call('POST', `/api/v1/leads/${leadId}/convert`, {
      personResponsibleId: world.phone.ada.id,
      matterTypeId: world.matterTypeId,
      notes: 'Wants to move before Christmas',
      ...more,
    });
  const read = async (leadId: string) =>
    conversion.parse((await world.phone.owner.call('GET', `/api/v1/leads/${leadId}/conversion`)).json());
  const countThere = (before: ReadonlySet<string>) => {
    const counts: Record<string, number> = {};
    for (const { kind, id } of world.there.standing())
      if (!before.has(`${kind} ${id}`)) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };
  const standing = () => new Set(world.there.standing().map(({ kind, id }) => `${kind} ${id}`));

  test('contacts, matter, fees, costs, memos and the PDF stand there once; fees and costs only there', async () => {
    const { leadId } = await instructed(world.phone.owner);
    const before = standing();
    const begun = conversion.parse((await convert(leadId)).json());
    expect(begun).toMatchObject({ keptIn: driver.vendor.label, state: 'sending' });
    await writeAll(world);
    const done = await read(leadId);
    expect(done.steps.filter(({ state }) => state !== 'done')).toEqual([]);
    const of = (step: string) => done.steps.filter((one) => one.step === step).length;
    expect(countThere(before)).toMatchObject({
      contact: 2,
      matter: 1,
      fixed_fee: of('fee'),
      cost_recovery: of('cost_recovery'),
      matter_memo: of('memo'),
      matter_document: 1,
    });
    const [own] = await world.phone.query<Record<string, number>>(
      `select (select count(*)::int from fees where matter_id = $1) as fees,
        (select count(*)::int from cost_recoveries where matter_id = $1) as costs`,
      [done.matterId],
    );
    expect(own).toEqual({ fees: 0, costs: 0 });
    expect(world.there.control.violations).toEqual([]);
  }, 60_000);

  test('a second click makes nothing more', async () => {
    const { leadId } = await instructed(world.phone.owner);
    await convert(leadId);
    await writeAll(world);
    const before = standing();
    await convert(leadId);
    await writeAll(world);
    expect(countThere(before)).toEqual({});
  }, 60_000);

  test('what failed is "partly sent" with its step, and goes on from there', async () => {
    const { leadId } = await instructed(world.phone.owner);
    const before = standing();
    await convert(leadId);
    await world.phone.query(
      `update destination_writes set state = 'failed', failure = 'rejected', detail = 'No such code'
        where conversion_id = (select id from conversions where lead_id = $1) and record_kind = 'fixed_fee'`,
      [leadId],
    );
    await writeAll(world);
    const partly = await read(leadId);
    expect(partly.state).toBe('partly_sent');
    expect(partly.steps.find(({ state }) => state === 'failed')).toMatchObject({
      step: 'fee',
      detail: 'No such code',
    });
    await world.phone.owner.call('POST', `/api/v1/leads/${leadId}/conversion/retry`);
    await writeAll(world);
    expect((await read(leadId)).state).toBe('done');
    expect(countThere(before)).toMatchObject({ matter: 1, matter_document: 1 });
  }, 60_000);

  test('the firm may keep it in its own record all the same', async () => {
    const { leadId } = await instructed(world.phone.owner);
    const made = conversion.parse((await convert(leadId, { sendTo: null, matterTypeId: null })).json());
    expect(made).toMatchObject({ keptIn: null, state: 'done' });
  });

  test('a matter type that the system does not know is refused before anything is made', async () => {
    const { leadId } = await instructed(world.phone.owner);
    const type = withId.parse(
      (await world.phone.owner.call('POST', '/api/v1/matter-types', { name: `Own ${Math.random()}` })).json(),
    );
    const refused = await convert(leadId, { matterTypeId: type.id });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().detail).toContain('does not know this matter type');
  });
});
