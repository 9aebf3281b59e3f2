/** A connected practice system as a destination, in memory: what is decided, written, changed and taken back there. */
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import {
  createFakePracticeSystem,
  type FakePracticeSystem,
  type FakeRecord,
} from '../../testing/fake-practice-system.ts';
import { clientNumber, genericCall, genericFax, genericText } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { type PracticeSystem, VendorError } from '../../vendors/ports.ts';
import { sealKept } from '../connections/index.ts';
import { writeRound } from '../destinations/index.ts';
import { linkRecord } from '../mirror/index.ts';
import { createWriter } from './follow-writes.ts';

let first: PhoneWorld | null = null;
let world: PhoneWorld;
let fake: FakePracticeSystem;
let connectionId: string;

beforeEach(async () => {
  first ??= await startPhoneWorld({ practiceSystems: { fake: fakeOf(() => world) } });
  world = await first.newFirm();
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  fake.records.clear();
  fake.contacts.clear();
  Object.assign(fake, { lagSeconds: 0, down: false, lockedOut: false, nextFault: () => null, requests: [] });
  connectionId = await connect(world);
});
afterAll(() => first?.close());

function fakeOf(of: () => PhoneWorld): FakePracticeSystem {
  fake = createFakePracticeSystem(() => of().clock.now);
  return fake;
}

/** An active connection that logs from the beginning of time, and knows Ada. */
async function connect({ app, firm, ada }: PhoneWorld): Promise<string> {
  const { platform } = app;
  const id = newId();
  const tokens = { accessToken: 'token', refreshToken: null, apiUrl: null, authUrl: null };
  await platform.database.firm(firm.id).write(async (tx) => {
    await tx
      .insertInto('connections')
      .values({
        firm_id: firm.id,
        id,
        vendor: 'fake',
        name: 'Fake',
        region: 'here',
        sign_in_grant: 'authorization_code',
        client_id: 'client',
        credentials: sealKept(platform.secrets, id, { clientSecret: 's', apiKey: null, ...tokens }),
        status: 'active',
        logs_since: new Date(0),
        hook_key: id,
        hook_secret: platform.secrets.seal('hook', `connection hook ${id}`),
      })
      .execute();
    const link = { firmId: firm.id, connectionId: id, version: null, now: world.clock.now };
    await linkRecord(tx, { ...link, kind: 'staff', externalId: 'staff-ada', localId: ada.id });
  });
  return id;
}

async function linkThere(kind: 'contact' | 'matter', localId: string): Promise<void> {
  const { app, firm, clock } = world;
  await app.platform.database.firm(firm.id).write((tx) =>
    linkRecord(tx, {
      firmId: firm.id,
      connectionId,
      kind,
      externalId: `${kind}-${localId}`,
      localId,
      version: null,
      now: clock.now,
    }),
  );
}

/** Jane with her number and one matter, all known there. */
async function janeThere() {
  const contactId = await world.addContact('Jane Okafor', clientNumber);
  const matterId = await world.addMatter('Purchase', [contactId]);
  await linkThere('contact', contactId);
  await linkThere('matter', matterId);
  return { contactId, matterId };
}

/** Works everything off, moving the clock past whatever is waited for. */
async function write(): Promise<void> {
  const deps = createWriter(world.deps);
  for (let round = 0; round < 60; round += 1) {
    await writeRound(deps);
    const [open] = await world.query<{ count: number }>(
      `select count(*) as count from destination_writes where firm_id = $1 and state in ('waiting', 'sending', 'unknown', 'confirming')`,
      [world.firm.id],
    );
    if (Number(open?.count) === 0) return;
    world.clock.now = new Date(world.clock.now.getTime() + 5000);
  }
  throw new Error('The writes do not come to an end.');
}

const there = (): FakeRecord[] => [...fake.records.values()];
const kinds = () => there().map(({ record }) => record.record);
const entryOf = async (id: string) => (await world.interaction(id)).logEntries[0];

describe('what is written there', () => {
  test('one matter: a fee there, and none in our own record', async () => {
    const { matterId } = await janeThere();
    const call = await world.log(genericCall());
    expect(await entryOf(call.id)).toMatchObject({ destination: connectionId, state: 'pending' });
    await write();
    expect(await entryOf(call.id)).toMatchObject({
      state: 'logged',
      destinationName: 'Fake',
      recordKind: 'fee',
      matterId,
      recordId: there().find(({ record }) => record.record === 'fee')?.externalId,
      url: expect.stringContaining('https://fake.example.com/fee/'),
    });
    expect(kinds().sort()).toEqual(['activity_code', 'fee']);
    expect(there().find(({ record }) => record.record === 'fee')?.record).toMatchObject({
      matter: { id: `matter-${matterId}` },
      staff: { id: 'staff-ada' },
      activityCode: 'ion8-CALL',
      billedMinutes: 6,
    });
    expect(await world.count('fees')).toBe(0);
  });

  test('the activity code is made once, and again only when its label is gone', async () => {
    await janeThere();
    await world.log(genericCall());
    await world.log(genericCall());
    await write();
    await world.log(genericCall());
    await write();
    expect(kinds().filter((kind) => kind === 'activity_code')).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'fee')).toHaveLength(3);
  });

  test('an unknown number: the contact is made there first, once for many calls, then the task', async () => {
    const one = await world.log(genericCall());
    const two = await world.log(genericCall());
    await write();
    expect(kinds().filter((kind) => kind === 'contact')).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'task')).toHaveLength(2);
    const contact = there().find(({ record }) => record.record === 'contact');
    for (const { record } of there().filter(({ record }) => record.record === 'task'))
      expect(record).toMatchObject({ contact: { id: contact?.externalId } });
    expect(await entryOf(one.id)).toMatchObject({ state: 'logged', review: 'unknown_party' });
    expect(await entryOf(two.id)).toMatchObject({ state: 'logged' });
    expect(await world.count('contacts')).toBe(1);
  });

  test('whom the firm knows and the system does not is made there under the name they have', async () => {
    const contactId = await world.addContact('Jane Okafor', clientNumber);
    const call = await world.log(genericCall());
    await write();
    expect(there().find(({ record }) => record.record === 'contact')?.record).toMatchObject({
      name: 'Jane Okafor',
      e164: clientNumber,
    });
    expect(await entryOf(call.id)).toMatchObject({ state: 'logged', why: { facts: { contactId } } });
    expect(await world.count('contacts')).toBe(1);
  });

  test('a number that the mirror missed: the vendor’s own contact is taken, none is made', async () => {
    fake.records.set('c9', {
      externalId: 'c9',
      record: {
        record: 'contact',
        reference: 'x',
        type: 'person',
        name: 'Okafor',
        e164: clientNumber,
        country: 'GB',
      },
      version: 1,
      visibleFrom: 0,
      locked: false,
      completed: false,
    });
    fake.contacts.set(clientNumber, { externalId: 'c9', name: 'Okafor' });
    await world.log(genericCall());
    await write();
    expect(kinds().sort()).toEqual(['contact', 'task']);
    expect(there().find(({ record }) => record.record === 'task')?.record).toMatchObject({
      contact: { id: 'c9' },
    });
    expect(await world.count('contacts')).toBe(1);
  });

  test('a matter that is only ours does not count there', async () => {
    const contactId = await world.addContact('Jane Okafor', clientNumber);
    await world.addMatter('Ours alone', [contactId]);
    await linkThere('contact', contactId);
    const call = await world.log(genericCall());
    await write();
    expect(await entryOf(call.id)).toMatchObject({ recordKind: 'task', matterId: null });
  });

  test('a text is a memo; a fax waits for its pages and is a document', async () => {
    await janeThere();
    await world.log(genericText());
    const fax = await world.log(genericFax({ documentUrl: 'https://files.example.com/fax.pdf' }));
    await writeRound(createWriter(world.deps));
    expect(kinds()).toContain('memo');
    expect(await entryOf(fax.id)).toMatchObject({ state: 'pending', recordKind: 'document' });
    const { app, firm } = world;
    const pages = await app.platform.files.put(firm.id, Readable.from([Buffer.from('%PDF pages')]), 1000);
    await world.query(
      `insert into files (firm_id, sha256, size_bytes, content_type) values ($1, $2, 10, 'application/pdf')`,
      [firm.id, pages.sha256],
    );
    await world.query(
      `update artefacts set state = 'stored', sha256 = $2, size_bytes = 10 where firm_id = $1`,
      [firm.id, pages.sha256],
    );
    await write();
    const document = there().find(({ record }) => record.record === 'document')?.record;
    expect(document).toMatchObject({
      file: { sizeBytes: 10, name: expect.stringMatching(/^Fax from .*[.]pdf$/) },
    });
    expect(await entryOf(fax.id)).toMatchObject({ state: 'logged' });
  });

  test('a fax whose pages never arrive fails, and says so', async () => {
    await janeThere();
    const fax = await world.log(genericFax());
    await write();
    expect(await entryOf(fax.id)).toMatchObject({ state: 'failed', failure: 'The file never arrived.' });
  });

  test('nobody there to give the task to: not logged, and somebody should look', async () => {
    await world.query('delete from external_links where firm_id = $1', [world.firm.id]);
    const call = await world.log(genericCall());
    expect(await entryOf(call.id)).toMatchObject({
      state: 'skipped',
      reason: 'no_staff',
      review: 'no_staff',
    });
  });
});

describe('what a person does', () => {
  test('re-file: the task is completed there and a fee written; undo makes the task anew', async () => {
    const { contactId } = await janeThere();
    const other = await world.addMatter('Will', [contactId]);
    await linkThere('matter', other);
    const call = await world.log(genericCall());
    await write();
    expect(await entryOf(call.id)).toMatchObject({ recordKind: 'task', review: 'several_matters' });
    expect((await world.act(call.id, 'refile', { matterId: other })).statusCode).toBe(200);
    await write();
    expect(await entryOf(call.id)).toMatchObject({
      state: 'logged',
      recordKind: 'fee',
      matterId: other,
      review: null,
    });
    expect(
      there()
        .filter(({ record }) => record.record === 'task')
        .map(({ completed }) => completed),
    ).toEqual([true]);
    expect((await world.act(call.id, 'undo')).statusCode).toBe(200);
    await write();
    expect(await entryOf(call.id)).toMatchObject({ state: 'logged', recordKind: 'task', matterId: null });
    expect(kinds().filter((kind) => kind === 'fee')).toEqual([]);
  });

  test('undo takes the fee out there; redo writes it again under a reference of its own', async () => {
    await janeThere();
    const call = await world.log(genericCall());
    await write();
    await world.act(call.id, 'undo');
    await write();
    expect(kinds()).not.toContain('fee');
    expect(await entryOf(call.id)).toMatchObject({ state: 'undone' });
    await world.act(call.id, 'redo');
    await write();
    const fees = there().filter(({ record }) => record.record === 'fee');
    expect(fees).toHaveLength(1);
    expect(fees[0]?.record.reference).toMatch(/^ML-[0-9A-Z]{6}-2$/);
  });

  test('a fee that is billed there stays, and the entry says so', async () => {
    const { contactId } = await janeThere();
    const call = await world.log(genericCall());
    await write();
    const other = await world.addMatter('Will', [contactId]);
    await linkThere('matter', other);
    for (const record of there()) record.locked = true;
    await world.act(call.id, 'refile', { matterId: other });
    await write();
    expect(await entryOf(call.id)).toMatchObject({
      state: 'failed',
      review: 'failed',
      failure: expect.stringContaining('billed'),
    });
    expect(kinds().filter((kind) => kind === 'fee')).toHaveLength(1);
  });

  test('an action can be meant for one destination only', async () => {
    await janeThere();
    const call = await world.log(genericCall());
    await write();
    expect((await world.act(call.id, 'undo?destination=embedded')).statusCode).toBe(404);
    expect((await world.act(call.id, `undo?destination=${connectionId}`)).statusCode).toBe(200);
  });

  test('a matter that it does not know cannot be chosen there', async () => {
    await janeThere();
    const ours = await world.addMatter('Ours alone', []);
    const call = await world.log(genericCall());
    const answer = await world.act(call.id, 'refile', { matterId: ours });
    expect([answer.statusCode, answer.json().detail]).toEqual([
      409,
      expect.stringContaining('does not know'),
    ]);
  });
});

describe('when it goes wrong', () => {
  const refuse = async (): Promise<never> => {
    throw new VendorError({ failure: 'rejected', detail: 'The date is closed.' });
  };

  test('refused: the entry fails with the vendor’s words, and goes on from there when tried again', async () => {
    await janeThere();
    const broken: PracticeSystem = {
      ...fake,
      client: (context) => ({ ...fake.client(context), write: refuse }),
    };
    const deps = createWriter({ ...world.deps, practiceSystems: { fake: broken } });
    const call = await world.log(genericCall());
    for (let round = 0; round < 5; round += 1) await writeRound(deps);
    expect(await entryOf(call.id)).toMatchObject({
      state: 'failed',
      review: 'failed',
      failure: 'The date is closed.',
    });
    fake.requests = [];
    expect((await world.act(call.id, 'redrive')).statusCode).toBe(200);
    await write();
    // Nothing was written before, and the vendor had said so: there is nothing to look for.
    expect(fake.requests).not.toContain('look');
    expect(await entryOf(call.id)).toMatchObject({
      state: 'logged',
      recordKind: 'fee',
      review: null,
      failure: null,
    });
  });

  test('nobody there for a day: nothing is lost, all is caught up in order', async () => {
    await janeThere();
    fake.down = true;
    const calls = [];
    for (let count = 0; count < 12; count += 1) {
      calls.push((await world.log(genericText())).id);
      await writeRound(createWriter(world.deps));
      world.clock.now = new Date(world.clock.now.getTime() + 2 * 3_600_000);
    }
    expect(kinds()).toEqual([]);
    fake.down = false;
    await write();
    const order = there().map(({ record }) => record.reference);
    const entries = await Promise.all(calls.map(entryOf));
    expect(order).toEqual(entries.map((entry) => entry?.reference));
  });

  test('locked out: the connection asks for attention once, writing rests and goes on after re-connecting', async () => {
    await janeThere();
    fake.lockedOut = true;
    const call = await world.log(genericCall());
    await writeRound(createWriter(world.deps));
    const [row] = await world.query<{ status: string }>('select status from connections where firm_id = $1', [
      world.firm.id,
    ]);
    expect(row?.status).toBe('needs_attention');
    fake.lockedOut = false;
    await world.query(`update connections set status = 'active' where firm_id = $1`, [world.firm.id]);
    await write();
    expect(await entryOf(call.id)).toMatchObject({ state: 'logged' });
  });
});

describe('late news', () => {
  /** Another event of the same call. */
  const again = <T extends object>(event: T) => ({ ...event, id: `evt_${newId()}` });

  test('before it was sent, the words are simply the newer ones', async () => {
    await janeThere();
    const { id } = await world.log(genericCall({ callId: 'late-1' }));
    await world.log(again(genericCall({ callId: 'late-1', talkSeconds: 400 })));
    await write();
    const fees = there().filter(({ record }) => record.record === 'fee');
    expect(
      fees.map(({ record, version }) => [version, 'billedMinutes' in record && record.billedMinutes]),
    ).toEqual([[1, 12]]);
    expect(await entryOf(id)).toMatchObject({ state: 'logged' });
  });

  test('after it was sent, our part of its text and its minutes are brought up to date', async () => {
    await janeThere();
    await world.log(genericCall({ callId: 'late-3' }));
    await write();
    await world.log(again(genericCall({ callId: 'late-3', talkSeconds: 700 })));
    await write();
    const fees = there().filter(({ record }) => record.record === 'fee');
    expect(fees).toMatchObject([
      { version: 2, record: { billedMinutes: 12, text: expect.stringContaining('11 min 40 s') } },
    ]);
  });

  test('a person’s words there are left alone', async () => {
    await janeThere();
    const { id } = await world.log(genericCall({ callId: 'late-2' }));
    await write();
    const fee = there().find(({ record }) => record.record === 'fee');
    if (fee && 'text' in fee.record) fee.record = { ...fee.record, text: 'My own words.' };
    await world.log(again(genericCall({ callId: 'late-2', talkSeconds: 250 })));
    await write();
    expect(fee?.record).toMatchObject({ text: 'My own words.' });
    expect(await entryOf(id)).toMatchObject({ state: 'logged' });
  });
});

describe('options of one destination', () => {
  test('count there, and nowhere else', async () => {
    const { owner } = world;
    await janeThere();
    const url = `/api/v1/options?destination=${connectionId}`;
    expect((await owner.call('PATCH', url, { smsLogging: false })).statusCode).toBe(200);
    const text = await world.log(genericText());
    expect(await entryOf(text.id)).toMatchObject({ state: 'skipped', reason: 'logging_off' });
    expect((await owner.call('GET', '/api/v1/options')).json().options.smsLogging).toBe(true);
    expect((await owner.call('GET', url)).json().options.smsLogging).toBe(false);
  });

  test.each(['nowhere', newId()])('there is no destination %s', async (destination) => {
    const { owner } = world;
    expect((await owner.call('GET', `/api/v1/options?destination=${destination}`)).statusCode).toBe(404);
    const change = owner.call('PATCH', `/api/v1/options?destination=${destination}`, { smsLogging: false });
    expect((await change).statusCode).toBe(404);
  });
});
