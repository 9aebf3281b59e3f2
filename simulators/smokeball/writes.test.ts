/** Records written to the simulated vendor: `createServer` runs behind each test. */
import { describe, expect, test } from 'vitest';
import { demoIds } from './index.ts';
import {
  contactRecord,
  createProgress,
  documentRecord,
  failureOf,
  feeRecord,
  memoRecord,
  pullAll,
  records,
  startWorld,
  taskRecord,
  watchViolations,
} from './test-world.ts';

watchViolations();

describe('what is sent', () => {
  test('a call about one matter: a fee on it, in minutes, billable by choice, with the activity code', async () => {
    const { client, control } = await startWorld();
    const written = await client.write(feeRecord(), createProgress());
    expect(written).toMatchObject({ version: null, there: false });
    expect(control.records('fees')).toMatchObject([
      {
        matterId: demoIds.purchase,
        staffId: demoIds.nora,
        feeType: 1,
        feeDate: '2026-03-02T09:20:00.000Z',
        subject: 'Call from Ada Byron',
        duration: 12,
        durationWorked: 7,
        activityCode: 'ion8-CALL',
        isBillable: true,
        finalized: false,
      },
    ]);
  });

  test('a call about none: a task without a matter, due and assigned', async () => {
    const { client, control } = await startWorld();
    await client.write(taskRecord(), createProgress());
    expect(control.records('tasks')).toMatchObject([
      {
        matter: null,
        createdBy: { id: demoIds.nora },
        assignees: [{ id: demoIds.theo }],
        subject: 'Call from Ada Byron',
        isCompleted: false,
        dueDateOnly: '2026-03-03T00:00:00Z',
        duration: 'PT6M12S',
        categories: ['Phone'],
      },
    ]);
  });

  test('a text about one matter: a memo of that time, by the person’s user id', async () => {
    const { client, control } = await startWorld();
    await client.write(memoRecord(), createProgress());
    expect(control.records('memos')).toMatchObject([
      {
        matterId: demoIds.purchase,
        title: 'Call from Ada Byron',
        createdByUserId: demoIds.noraUser,
        createdDate: '2026-03-02T09:20:00.000Z',
      },
    ]);
  });

  test('a fax: a file under "Faxes" with its bytes, and nobody’s credentials at the file store', async () => {
    const { client, control } = await startWorld();
    const written = await client.write(documentRecord(), createProgress());
    const [file] = control.records('files');
    expect(file).toMatchObject({
      name: 'Fax 2026-03-02 ML-7F3K9Q',
      fileExtension: '.pdf',
      folder: { id: 'Faxes' },
      isUploaded: true,
      additionalData: { matterline: 'ML-7F3K9Q' },
    });
    expect(control.contentOf(String(file?.id))?.toString()).toBe('%PDF-1.4 two pages');
    expect(await client.read(documentRecord(), written.externalId)).toMatchObject({
      subject: 'Fax 2026-03-02 ML-7F3K9Q.pdf',
    });
  });

  test('a caller nobody knows: a person with area code and number apart, and our reference', async () => {
    const { client, control } = await startWorld();
    await client.write(contactRecord(), createProgress());
    expect(control.records('contacts').at(-1)).toMatchObject({
      externalSystemId: 'ML-CNTC01',
      person: { firstName: 'Grace M', lastName: 'Hopper', phone: { areaCode: '312', number: '5550177' } },
    });
  });

  test('the activity code is made once and found by its label ever after', async () => {
    const { client, control } = await startWorld();
    const code = {
      record: 'activity_code',
      reference: 'ML-CODE01',
      label: 'ion8-CALL',
      description: 'Telephone call',
    } as const;
    const first = await client.write(code, createProgress());
    const second = await client.write({ ...code, reference: 'ML-CODE02' }, createProgress());
    expect([first.there, second.there, second.externalId]).toEqual([false, true, first.externalId]);
    const [activity] = control.records('activities');
    expect(activity).toMatchObject({ code: 'ion8-CALL', type: 1, rateType: 0 });
    expect((await pullAll(client, 'activity_code')).items).toMatchObject([
      { label: 'ion8-CALL', rate: null },
    ]);
  });

  test('a record that needs a matter and has none is refused before it is sent', async () => {
    const { client, control } = await startWorld();
    const problem = await failureOf(client.write({ ...feeRecord(), matter: null }, createProgress()));
    expect(problem.failure).toBe('rejected');
    expect(control.log).toEqual([]);
  });

  test('the vendor’s own words come back with a refusal', async () => {
    const { client } = await startWorld();
    const nobody = { ...taskRecord(), staff: { id: 'nobody', extra: {} } };
    expect(await failureOf(client.write(nobody, createProgress()))).toEqual({
      failure: 'rejected',
      detail: 'POST /tasks: 400 StaffId is not a staff member.',
    });
  });
});

describe('accepted now, there later', () => {
  test.each(['fee', 'task', 'memo'] as const)('a %s is not there until it is', async (kind) => {
    const { client, clock } = await startWorld({ lag: { read: 1000, list: 3000 } });
    const record = records[kind]();
    const { externalId } = await client.write(record, createProgress());
    expect(await client.read(record, externalId)).toBeNull();
    clock.advance(1000);
    expect(await client.read(record, externalId)).toMatchObject({ externalId, locked: false });
    expect(await client.findByReference(record, createProgress())).toBeNull();
    clock.advance(2000);
    expect(await client.findByReference(record, createProgress())).toMatchObject({ externalId, there: true });
  });

  test('a late "no" leaves nothing there', async () => {
    const { client, control } = await startWorld();
    control.failLater('fee', 'The matter is locked');
    const record = feeRecord();
    const { externalId } = await client.write(record, createProgress());
    expect(await client.read(record, externalId)).toBeNull();
    expect(control.records('fees')).toEqual([]);
  });
});

describe('being let in', () => {
  test.each([401, 403] as const)('a token refused by %i is renewed once', async (status) => {
    const { client, control } = await startWorld();
    control.habits.refusedTokenStatus = status;
    control.signIn.expireAccess();
    await client.write(feeRecord(), createProgress());
    expect(control.records('fees')).toHaveLength(1);
    expect(control.signIn.given).toEqual({ refresh_token: 1 });
  });

  test('a permission taken back is told as such', async () => {
    const { client, control } = await startWorld();
    control.signIn.revokeGrant();
    expect((await failureOf(client.whoAmI())).failure).toBe('unauthorised');
  });

  test('a wrong API key is refused, without a word about the token', async () => {
    const { context } = await startWorld();
    const { smokeball } = await import('../../server/vendors/smokeball/index.ts');
    const client = smokeball.client({ ...context, credentials: { ...context.credentials, apiKey: 'wrong' } });
    expect(await failureOf(client.whoAmI())).toMatchObject({ failure: 'rejected' });
  });

  test('too fast: 429 names no time, so half a minute is waited', async () => {
    const { client, control, clock } = await startWorld({ enforceBudget: true });
    for (let count = 0; count < 5; count += 1) await client.whoAmI();
    expect(await failureOf(client.whoAmI())).toMatchObject({
      failure: 'rate_limited',
      retryAt: new Date(clock.now().getTime() + 30_000),
    });
    expect([control.budget.refused, control.budget.peak(1)]).toEqual([1, 5]);
  });

  test('who it is: the firm', async () => {
    const { client } = await startWorld();
    expect(await client.whoAmI()).toMatchObject({ accountName: 'Hartley & Moss' });
  });
});
