/**
 * The public article on Smokeball, sentence by sentence, against its simulator (`createServer`): a phone event goes in, what
 * stands in Smokeball is read from it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordLateFailure } from '../destinations/index.ts';
import { type ConformanceWorld, type Place, startConformanceWorld, type There } from './conformance-world.ts';

let world: ConformanceWorld;
let smokeball: Place;
let there: There;
/** Moss in Smokeball is Ben Young here; Hartley is Ada Solicitor, who comes first. */
let moss: string;
beforeAll(async () => {
  world = await startConformanceWorld();
  const [place] = await world.open('smokeball');
  if (!place?.there) throw new Error('no place');
  smokeball = place;
  there = place.there;
  moss = await there.linkStaff('Moss', world.phone.ben.id);
});
afterAll(async () => {
  expect(smokeball.violations()).toEqual([]);
  await world.close();
});

type Kind = 'call' | 'sms' | 'fax';

/** One event, worked off; its entry and what stands there. */
async function logged(kind: Kind, number: string, more: Parameters<ConformanceWorld['event']>[2] = {}) {
  const { id } = await world.event(kind, number, more);
  await world.work();
  const entry = await world.entry(id, smokeball);
  return { id, entry, standing: await smokeball.standing(entry.reference) };
}

const codes = () => there.firm.standing().filter(({ kind }) => kind === 'activity_code');
const matterCount = () => world.phone.count('matters');

/** Somebody changes a record in Smokeball itself. */
async function change(table: string, id: string, fields: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${there.firm.addresses.apiUrl}/control/change-record`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ table, id, fields }),
  });
  expect(response.status).toBe(200);
}

describe('ion8-CALL Activity Code', () => {
  test('Call Connector will create this activity code automatically.', async () => {
    expect(codes()).toEqual([]);
    await logged('call', (await smokeball.client(1)).number);
    expect(codes()).toHaveLength(1);
    expect(codes()[0]?.text).toContain('ion8-CALL');
    await logged('call', (await smokeball.client(1)).number);
    expect(codes()).toHaveLength(1);
  });

  test.each([
    ['call', 1],
    ['call', 0],
    ['sms', 1],
    ['sms', 0],
  ] as const)(
    'Call and SMS events are tagged with an activity code labelled ion8-CALL: %s, %i matters',
    async (kind, matters) => {
      const { standing } = await logged(kind, (await smokeball.client(matters)).number);
      expect(standing).toHaveLength(1);
      expect(standing[0]?.text).toContain('ion8-CALL');
    },
  );

  test('If you want to adjust the code settings, you must leave the code’s label as ion8-CALL: other settings are the firm’s', async () => {
    const [code] = codes();
    await change('activities', code?.id ?? '', { description: 'Phone work', rate: 250 });
    await there.mirror('activity_code');
    await logged('call', (await smokeball.client(1)).number);
    expect(codes()).toHaveLength(1);
    expect(codes()[0]?.text).toContain('Phone work');
  });

  test('If you want to adjust the code settings, you must leave the code’s label as ion8-CALL: another label, and a new one is made', async () => {
    const [code] = codes();
    await change('activities', code?.id ?? '', { code: 'PHONE' });
    await there.mirror('activity_code');
    await logged('call', (await smokeball.client(1)).number);
    expect(codes()).toHaveLength(2);
    expect(codes().filter(({ text }) => text.includes('ion8-CALL'))).toHaveLength(1);
  });
});

describe('Call - Single Matter Found', () => {
  test('Calls are logged as Fees, if a single matter is found associated with the matched contact.', async () => {
    const client = await smokeball.client(1);
    const { entry, standing } = await logged('call', client.number);
    expect(standing).toMatchObject([{ kind: 'fee', matter: client.mattersThere[0], staff: smokeball.ada }]);
    expect(entry).toMatchObject({ state: 'logged', recordKind: 'fee', matterId: client.matterIds[0] });
  });

  test.each([true, false])(
    'Note that the “billable status” of the created Fee will match the user’s configuration of the Default Billable Status service option: %s',
    async (defaultBillable) => {
      await world.phone.setOptions({ defaultBillable });
      const { standing } = await logged('call', (await smokeball.client(1)).number);
      expect(standing).toMatchObject([{ kind: 'fee', billable: defaultBillable }]);
      await world.phone.setOptions({ defaultBillable: false });
    },
  );

  test('… the user’s configuration: a person’s own wins over the firm’s', async () => {
    const own = `update staff_members set default_billable = $3 where firm_id = $1 and id = $2`;
    const { firm, ada } = world.phone;
    await world.phone.query(own, [firm.id, ada.id, true]);
    const { standing } = await logged('call', (await smokeball.client(1)).number);
    expect(standing).toMatchObject([{ kind: 'fee', billable: true }]);
    await world.phone.query(own, [firm.id, ada.id, null]);
  });
});

describe.each([
  ['Call', 'call'],
  ['SMS', 'sms'],
] as const)('%s - No or Multiple Matters Found', (_title, kind) => {
  test.each([
    ['multiple matters are found', 2],
    ['no matters are found', 0],
  ])('This is the case if %s. In this case, it will be logged as a Task.', async (_which, matters) => {
    const { entry, standing } = await logged(kind, (await smokeball.client(matters)).number);
    expect(standing).toMatchObject([{ kind: 'task', matter: null, completed: false }]);
    expect(entry).toMatchObject({ state: 'logged', recordKind: 'task', matterId: null });
  });

  test('A contact will still be created if no contact was found (and if Contact Creation is enabled), but a matter will not be created.', async () => {
    const [contacts, matters] = [(await smokeball.contacts('')).length, await matterCount()];
    const { standing } = await logged(kind, world.newNumber());
    expect(standing).toMatchObject([{ kind: 'task' }]);
    expect(await smokeball.contacts('')).toHaveLength(contacts + 1);
    expect(await matterCount()).toBe(matters);
  });

  test('(and if Contact Creation is enabled): disabled, none is made and the Task stands all the same', async () => {
    await world.phone.setOptions({ contactCreation: false });
    const contacts = (await smokeball.contacts('')).length;
    const { standing } = await logged(kind, world.newNumber());
    expect(standing).toMatchObject([{ kind: 'task' }]);
    expect(await smokeball.contacts('')).toHaveLength(contacts);
    await world.phone.setOptions({ contactCreation: true });
  });

  test('If a user match is found, the Task will be assigned to that user.', async () => {
    const { number } = await smokeball.client(0);
    const { standing } = await logged(kind, number, { staff: { extension: '102' } });
    expect(standing).toMatchObject([{ kind: 'task', staff: moss }]);
  });

  test('Otherwise, Call Connector will assign the Task to a default user, who will be the first user in an alphabetically-sorted list of all users in the firm.', async () => {
    const { number } = await smokeball.client(0);
    const { standing } = await logged(kind, number, { staff: { extension: '999' } });
    // Of those whom Smokeball knows: Solicitor before Young.
    expect(standing).toMatchObject([{ kind: 'task', staff: smokeball.ada }]);
  });
});

describe('SMS - Single Matter Found', () => {
  test('SMS events are logged as Memos if a single matter is found.', async () => {
    const client = await smokeball.client(1);
    const { entry, standing } = await logged('sms', client.number);
    expect(standing).toMatchObject([{ kind: 'memo', matter: client.mattersThere[0] }]);
    expect(entry).toMatchObject({ state: 'logged', recordKind: 'memo' });
  });
});

describe('Fax', () => {
  test('Faxes are logged as Documents.', async () => {
    const client = await smokeball.client(1);
    const { standing } = await logged('fax', client.number);
    expect(standing).toMatchObject([
      { kind: 'document', matter: client.mattersThere[0], bytes: expect.stringMatching(/^%PDF/) },
    ]);
  });

  test.each([
    ['no matter', 0],
    ['several matters', 2],
  ])(
    'Note that a contact and single matter must be found in order to log the fax: %s',
    async (_title, matters) => {
      const { entry, standing } = await logged('fax', (await smokeball.client(matters)).number);
      expect(standing).toEqual([]);
      expect(entry).toMatchObject({ state: 'skipped', reason: 'fax_needs_matter' });
    },
  );

  test('Note that a contact and single matter must be found in order to log the fax: no contact', async () => {
    const { entry, standing } = await logged('fax', world.newNumber());
    expect(standing).toEqual([]);
    expect(entry).toMatchObject({ state: 'skipped', reason: 'fax_needs_contact' });
  });
});

describe('what the article takes for granted', () => {
  test('This integration is available to users assigned a license: who has no seat is not logged', async () => {
    await world.phone.setOptions({ seats: [world.phone.ben.id] });
    const { number } = await smokeball.client(1);
    expect((await logged('call', number)).entry).toMatchObject({ state: 'skipped', reason: 'no_seat' });
    const { standing } = await logged('call', number, { staff: { extension: '102' } });
    expect(standing).toMatchObject([{ kind: 'fee', staff: moss }]);
    await world.phone.setOptions({ seats: 'all' });
  });

  test('The user field is required for Task records, so Call Connector absolutely must have a user to log a call as a Task.', async () => {
    const { firm } = world.phone;
    const removed = `update external_links set removed_at = $2 where firm_id = $1 and kind = 'staff'`;
    const { number } = await smokeball.client(0);
    await world.phone.query(removed, [firm.id, world.phone.clock.now]);
    const { entry, standing } = await logged('call', number);
    expect(standing).toEqual([]);
    expect(entry).toMatchObject({ state: 'skipped', reason: 'no_staff', review: 'no_staff' });
    await world.phone.query(removed, [firm.id, null]);
  });
});

test('what Smokeball takes and refuses later fails with its words; its webhook names the last part of our id', async () => {
  const { number } = await smokeball.client(1);
  const control = `${there.firm.addresses.apiUrl}/control/fail-later`;
  const body = JSON.stringify({ resource: 'fee', message: 'The matter is locked' });
  await fetch(control, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { id } = await world.event('call', number);
  await world.work(new Date(world.clock.now().getTime() + 3000));
  const firmId = world.phone.firm.id;
  const [write] = await world.phone.query<{ external_id: string; connection_id: string }>(
    `select external_id, connection_id from destination_writes
     where firm_id = $1 and state = 'confirming' and record_kind = 'fee'`,
    [firmId],
  );
  const [, last = ''] = /\/([^/]+)$/.exec(write?.external_id ?? '') ?? [];
  expect(last).not.toBe('');
  const which = { firmId, connectionId: write?.connection_id ?? '' };
  const said = { externalId: last, detail: 'The matter is locked' };
  await world.phone.app.platform.database
    .firm(firmId)
    .write((tx) => recordLateFailure(tx, which, said, world.clock.now()));
  await world.work();
  expect(await world.entry(id, smokeball)).toMatchObject({
    state: 'failed',
    failure: 'The matter is locked',
  });
});
