/** Clients' bank accounts over HTTP: seen after proving who one is, changed by two people, checked by a call-back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../../testing/app.ts';
import { createPracticeFeature } from '../index.ts';
import { accountChangeJob } from './accounts-store.ts';

let app: TestApp;
let firm: TestFirm;
let tessa: TestStaff;
let noor: TestStaff;
const start = new Date('2026-11-22T10:00:00Z');
let time = start;
beforeAll(async () => {
  app = await startTestApp({ features: [createPracticeFeature], clock: { now: () => time } });
});
afterAll(() => app.close());
beforeEach(async () => {
  time = start;
  firm = await app.makeFirm();
  tessa = await app.signedIn(firm, 'member', { firstName: 'Tessa', lastName: 'Reid' });
  noor = await app.signedIn(firm, 'member', { firstName: 'Noor', lastName: 'Haddad' });
  for (const { userId } of [tessa, noor, firm.owner]) await prove(userId, null);
});

/** As if the person had proven themselves then; null: long ago. */
async function prove(userId: string, at: Date | null): Promise<void> {
  await app.platform.database.pool.query(
    `update auth_session set "createdAt" = '2026-11-01', "provenAt" = $2, "expiresAt" = '2027-12-31' where "userId" = $1`,
    [userId, at],
  );
}

const standing = { holder: 'Ada Okafor', sortCode: '20-45-99', accountNumber: '87654321' };
const other = { holder: 'Mal Ory', sortCode: '11-22-33', accountNumber: '11112222' };
const digits = /20-?45-?99|87654321|11-?22-?33|11112222|Mal Ory|Ada Okafor/;
let clients = 0;

async function matterOf(): Promise<string> {
  clients += 1;
  const emails = [{ email: `ada${clients}@example.com` }, { email: `old${clients}@example.com` }];
  const contact = await ok(tessa, 'POST', 'contacts', {
    kind: 'person',
    firstName: 'Ada',
    lastName: 'X',
    emails,
  });
  const parties = [{ contactId: contact.id, role: 'Client', isClient: true }];
  return (await ok(tessa, 'POST', 'matters', { title: 'Sale of 12 Mill Lane', parties })).id;
}
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';
async function ok(who: TestStaff, method: Method, path: string, body?: unknown) {
  const answer = await who.call(method, `/api/v1/${path}`, body);
  expect(answer.statusCode, `${path}: ${answer.body}`).toBeLessThan(300);
  return answer.json();
}
const sheet = (id: string) => `matters/${id}/layouts/completion-details`;
const base = (id: string) => `${sheet(id)}/accounts/payoutAccount`;
const write = (who: TestStaff, id: string, value: object | null) =>
  ok(who, 'PATCH', sheet(id), { fields: { payoutAccount: { value } } });
const read = (id: string, who = tessa) => ok(who, 'GET', base(id));
const status = async (who: TestStaff, method: Method, path: string, body?: unknown) =>
  (await who.call(method, `/api/v1/${path}`, body)).statusCode;
const mails = async () =>
  (await ok(firm.owner, 'GET', 'outbox?limit=200')).items.map(
    ({ recipient, subject }: { recipient: string; subject: string }) => `${recipient}: ${subject}`,
  );

/** A matter with an account, and a change of it that Noor asked for. */
async function changed(): Promise<{ id: string; changeId: string }> {
  const id = await matterOf();
  await write(tessa, id, standing);
  await write(noor, id, other);
  const { change } = await read(id);
  return { id, changeId: change.id };
}
const approve = (who: TestStaff, { id, changeId }: { id: string; changeId: string }) =>
  who.call('POST', `/api/v1/${base(id)}/changes/${changeId}/approve`);
const theJob = ({ id, changeId }: { id: string; changeId: string }) =>
  accountChangeJob(app.platform).run({ firmId: firm.id, matterId: id, id: changeId });

describe('looking at an account', () => {
  const look = (who: TestStaff, id: string, changeId: string | null = null) =>
    who.call('POST', `/api/v1/${base(id)}/reveal`, { changeId });

  test('needs a fresh proof, and leaves a trace each time', async () => {
    const id = await matterOf();
    await write(tessa, id, standing);
    const refused = await look(tessa, id);
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'step_up_needed']);
    expect(refused.body).not.toMatch(digits);
    await prove(tessa.userId, time);
    expect((await look(tessa, id)).json()).toEqual({ ...standing, sortCode: '204599' });
    await look(tessa, id);
    const { items } = await ok(firm.owner, 'GET', `audit-log?matterId=${id}`);
    expect(items.filter(({ action }: { action: string }) => action === 'matter.account_read')).toHaveLength(
      2,
    );
    expect(JSON.stringify(items)).not.toMatch(digits);
  });

  test.each([
    ['five minutes ago', 5, 200],
    ['a moment more', 5.02, 403],
    ['not for another hour', -60, 403],
  ])('proven %s', async (_when, minutes, wanted) => {
    const id = await matterOf();
    await write(tessa, id, standing);
    await prove(tessa.userId, new Date(time.getTime() - minutes * 60_000));
    expect((await look(tessa, id)).statusCode).toBe(wanted);
  });

  test('a token never shows it', async () => {
    const id = await matterOf();
    await write(tessa, id, standing);
    await prove(tessa.userId, time);
    const headers = { authorization: `Bearer ${tessa.token}` };
    const answer = await app.call('POST', `/api/v1/${base(id)}/reveal`, {}, { headers });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'step_up_needed']);
  });

  test('behind a wall, of another firm, of a field that is none: there is nothing', async () => {
    const id = await matterOf();
    await write(tessa, id, standing);
    await prove(noor.userId, time);
    await ok(firm.owner, 'PUT', `matters/${id}/wall`, { restricted: true, staffIds: [tessa.id] });
    const strangers = await app.signedIn(await app.makeFirm(), 'owner');
    for (const who of [noor, strangers])
      for (const [method, path] of [
        ['POST', `${base(id)}/reveal`],
        ['GET', base(id)],
        ['POST', `${base(id)}/checks`],
      ] as const) {
        const call = { spokeTo: 'Ada', number: '+44 7700 900123', numberSource: 'in_person' };
        const body = method === 'GET' ? undefined : path.endsWith('checks') ? call : {};
        expect(await status(who, method, path, body), path).toBe(404);
      }
    for (const field of ['price', 'nothing', '%27'])
      expect(await status(tessa, 'GET', `${sheet(id)}/accounts/${field}`)).toBe(404);
    expect((await look(tessa, await matterOf())).statusCode).toBe(403);
  });
});

describe('a change', () => {
  test('waits: the old account stands, and the client hears of it by every address that was known', async () => {
    const { id } = await changed();
    expect(await read(id)).toMatchObject({
      masked: '•••• 4321',
      change: {
        masked: '•••• 2222',
        state: 'waiting',
        askedBy: { name: 'Noor Haddad' },
        takesEffectFrom: '2026-11-23T10:00:00.000Z',
        mayApprove: true,
      },
    });
    expect((await read(id, noor)).change.mayApprove).toBe(false);
    expect(await mails()).toEqual(
      expect.arrayContaining([
        `ada${clients}@example.com: A change of your bank details`,
        `old${clients}@example.com: A change of your bank details`,
      ]),
    );
    const { body } = await firm.owner.call('GET', '/api/v1/outbox?limit=200');
    expect(body).not.toMatch(digits);
    expect(body).not.toMatch(/4321|2222|Mill Lane/);
  });

  test('the first account of a matter replaces nothing: it stands at once, and nobody is told', async () => {
    const id = await matterOf();
    await write(tessa, id, standing);
    expect(await read(id)).toMatchObject({ masked: '•••• 4321', checked: null, change: null });
    expect((await mails()).join()).not.toContain(`ada${clients}@`);
  });

  test('who asked never approves it, and nobody without a fresh proof', async () => {
    const made = await changed();
    await prove(noor.userId, time);
    expect((await approve(noor, made)).statusCode).toBe(409);
    expect((await approve(tessa, made)).json().code).toBe('step_up_needed');
    expect(await read(made.id)).toMatchObject({ change: { state: 'waiting' } });
  });

  test('approved before its time: the old stands until then, and not a moment less', async () => {
    const made = await changed();
    await prove(tessa.userId, time);
    expect((await approve(tessa, made)).json()).toMatchObject({
      masked: '•••• 4321',
      change: { state: 'approved', approvedBy: { name: 'Tessa Reid' } },
    });
    time = new Date('2026-11-23T09:59:59Z');
    await theJob(made);
    expect((await read(made.id)).masked).toBe('•••• 4321');
    time = new Date('2026-11-23T10:00:00Z');
    await theJob(made);
    await theJob(made);
    expect(await read(made.id)).toMatchObject({ masked: '•••• 2222', change: null });
    expect((await mails()).filter((mail: string) => mail.includes(`ada${clients}@`))).toEqual([
      `ada${clients}@example.com: Your bank details were changed`,
      `ada${clients}@example.com: A change of your bank details`,
    ]);
    await prove(tessa.userId, time);
    const seen = await ok(tessa, 'POST', `${base(made.id)}/reveal`, {});
    expect(seen).toEqual({ ...other, sortCode: '112233' });
  });

  test('approved after its time takes effect at once; without approval never', async () => {
    const made = await changed();
    time = new Date('2026-11-30T10:00:00Z');
    await theJob(made);
    expect((await read(made.id)).masked).toBe('•••• 4321');
    await prove(tessa.userId, time);
    expect((await approve(tessa, made)).json()).toMatchObject({ masked: '•••• 2222', change: null });
    expect((await approve(tessa, made)).statusCode).toBe(409);
  });

  test('anybody on the matter stops it, also after it was approved', async () => {
    const made = await changed();
    await prove(tessa.userId, time);
    await approve(tessa, made);
    await ok(noor, 'POST', `${base(made.id)}/changes/${made.changeId}/refuse`);
    time = new Date('2026-11-24T10:00:00Z');
    await theJob(made);
    expect(await read(made.id)).toMatchObject({ masked: '•••• 4321', change: null });
    expect(await status(noor, 'POST', `${base(made.id)}/changes/${made.changeId}/refuse`)).toBe(409);
  });

  test('another change takes its place, with a time and an approval of its own', async () => {
    const made = await changed();
    await prove(noor.userId, time);
    await prove(tessa.userId, time);
    await approve(tessa, made);
    time = new Date('2026-11-22T20:00:00Z');
    await write(tessa, made.id, { ...other, accountNumber: '33334444' });
    const { change } = await read(made.id);
    expect(change).toMatchObject({
      masked: '•••• 4444',
      state: 'waiting',
      mayApprove: false,
      takesEffectFrom: '2026-11-23T20:00:00.000Z',
    });
    expect((await approve(noor, made)).statusCode).toBe(403);
    await prove(noor.userId, time);
    expect((await approve(noor, made)).statusCode).toBe(409);
  });

  test('emptying the field is a change, and what follows an emptied one, too', async () => {
    const id = await matterOf();
    await write(tessa, id, standing);
    await write(noor, id, null);
    const { change } = await read(id);
    expect(change).toMatchObject({ masked: null, state: 'waiting' });
    time = new Date('2026-11-24T10:00:00Z');
    await prove(tessa.userId, time);
    await approve(tessa, { id, changeId: change.id });
    expect(await read(id)).toMatchObject({ masked: null, change: null });
    await write(noor, id, other);
    expect(await read(id)).toMatchObject({ masked: null, change: { masked: '•••• 2222' } });
  });

  test('other fields of the same request are saved at once', async () => {
    const { id } = await changed();
    const price = { amount: 5, currency: 'GBP' };
    const fields = { payoutAccount: { value: other }, price: { value: price } };
    await ok(noor, 'PATCH', sheet(id), { fields });
    const { fields: shown } = await ok(noor, 'GET', sheet(id));
    const shownOf = (key: string) => shown.find((one: { key: string }) => one.key === key);
    expect([shownOf('price').value, shownOf('payoutAccount').masked]).toEqual([price, '•••• 4321']);
  });

  test.each([
    [`update matter_account_changes set approved_by_staff_id = asked_by_staff_id where id = $1`, 'who asked'],
    [`update matter_account_changes set state = 'applied', ended_at = now() where id = $1`, 'nobody'],
    [
      `update matter_account_changes set state = 'applied', approved_by_staff_id = gen_random_uuid(), ended_at = asked_at where id = $1`,
      'too early',
    ],
  ])('the database refuses it, too (%s)', async (statement) => {
    const made = await changed();
    await expect(app.platform.database.pool.query(statement, [made.changeId])).rejects.toThrow(
      /check constraint/,
    );
  });
});

describe('a call-back', () => {
  const call = {
    spokeTo: 'Ada Okafor',
    number: '+44 7700 900123',
    numberSource: 'known_before',
    note: 'Read back',
  };
  const check = (id: string, more: object = {}) =>
    tessa.call('POST', `/api/v1/${base(id)}/checks`, { ...call, ...more });

  test('makes an account checked: who, whom, on which number known from where, and when', async () => {
    const id = await matterOf();
    await write(tessa, id, standing);
    expect((await read(id)).checked).toBeNull();
    expect((await check(id, { calledAt: '2026-11-22T09:30:00Z' })).json().checked).toEqual({
      ...call,
      calledAt: '2026-11-22T09:30:00.000Z',
      by: { staffId: tessa.id, name: 'Tessa Reid' },
    });
  });

  test('is about that account alone: the next one is not checked, unless its own was', async () => {
    const made = await changed();
    await check(made.id);
    expect(await read(made.id)).toMatchObject({
      checked: { spokeTo: 'Ada Okafor' },
      change: { checked: null },
    });
    await prove(tessa.userId, time);
    await approve(tessa, made);
    await check(made.id, { changeId: made.changeId, spokeTo: 'Ada, about the new one' });
    time = new Date('2026-11-23T10:00:00Z');
    await theJob(made);
    expect((await read(made.id)).checked).toMatchObject({ spokeTo: 'Ada, about the new one' });
    await write(tessa, made.id, standing);
    const next = await read(made.id);
    expect(next.change.checked).toBeNull();
  });

  test.each([
    ['without a person', { spokeTo: ' ' }, 'spokeTo'],
    ['without a number', { number: 'hers' }, 'number'],
    ['from nowhere', { numberSource: 'the_email' }, 'numberSource'],
    ['tomorrow', { calledAt: '2026-11-23T10:00:00Z' }, 'calledAt'],
    ['with the account in open text', { note: 'It is 20-45-99 87654321' }, 'note'],
  ])('%s is refused', async (_name, bad, field) => {
    const id = await matterOf();
    await write(tessa, id, standing);
    const answer = await check(id, bad);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toMatchObject([{ field }]);
    expect((await read(id)).checked).toBeNull();
  });

  test('of no account at all, or of a change that is over, there is none', async () => {
    expect((await check(await matterOf())).statusCode).toBe(404);
    const made = await changed();
    await ok(noor, 'POST', `${base(made.id)}/changes/${made.changeId}/refuse`);
    expect((await check(made.id, { changeId: made.changeId })).statusCode).toBe(404);
  });
});

describe('the time that a change waits', () => {
  test('is a day, unless an administrator says otherwise; what waits keeps its own', async () => {
    const made = await changed();
    expect(await ok(tessa, 'GET', 'account-care')).toEqual({ coolingOffHours: 24, version: 1 });
    expect(await status(tessa, 'PATCH', 'account-care', { coolingOffHours: 0 })).toBe(403);
    expect(await ok(firm.owner, 'PATCH', 'account-care', { coolingOffHours: 0, version: 1 })).toEqual({
      coolingOffHours: 0,
      version: 2,
    });
    expect(await status(firm.owner, 'PATCH', 'account-care', { coolingOffHours: 1, version: 1 })).toBe(409);
    expect((await read(made.id)).change.takesEffectFrom).toBe('2026-11-23T10:00:00.000Z');
    const next = await changed();
    await prove(tessa.userId, time);
    expect((await approve(tessa, next)).json()).toMatchObject({ masked: '•••• 2222', change: null });
  });

  test.each([-1, 169, 1.5, '24', null])('%j hours are refused', async (coolingOffHours) => {
    expect(await status(firm.owner, 'PATCH', 'account-care', { coolingOffHours })).toBe(422);
  });
});
