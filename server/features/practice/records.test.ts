import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { createPracticeFeature } from './index.ts';

let app: TestApp;
let firm: TestFirm;
let staff: TestStaff;
let matterId: string;

beforeAll(async () => {
  app = await startTestApp({ features: [createPracticeFeature] });
  firm = await app.makeFirm();
  staff = await app.signedIn(firm);
  matterId = (await staff.call('POST', '/api/v1/matters', { title: 'Work' })).json().id;
});
afterAll(() => app.close());

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

async function post(path: string, body: object) {
  const answer = await staff.call('POST', `/api/v1${path}`, body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

describe('fees', () => {
  test('cost rate for billed minutes unless the amount is given', async () => {
    const fee = await post(`/matters/${matterId}/fees`, {
      subject: 'Call',
      workedMinutes: 7,
      billedMinutes: 12,
      rate: gbp(25000),
    });
    expect(fee).toMatchObject({ amount: gbp(5000), amountGiven: false, staffId: staff.id, billable: true });
    const path = `/api/v1/fees/${fee.id}`;
    expect((await staff.call('PATCH', path, { billedMinutes: 6 })).json().amount).toEqual(gbp(2500));
    expect((await staff.call('PATCH', path, { amount: gbp(1) })).json().amount).toEqual(gbp(1));
    expect((await staff.call('PATCH', path, { billedMinutes: 60 })).json().amount).toEqual(gbp(1));
    expect((await staff.call('PATCH', path, { amount: null })).json().amount).toEqual(gbp(25000));
  });

  test('take the rate of their code, and refuse foreign money and unknown references', async () => {
    const code = await firm.owner.call('POST', '/api/v1/activity-codes', {
      label: 'DRAFT',
      rate: gbp(30000),
      billable: false,
    });
    const fee = await post(`/matters/${matterId}/fees`, {
      subject: 'Draft',
      workedMinutes: 60,
      activityCodeId: code.json().id,
    });
    expect(fee).toMatchObject({ amount: gbp(30000), billable: false, activityCode: 'DRAFT' });
    const path = `/api/v1/matters/${matterId}/fees`;
    const dollars = await staff.call('POST', path, { subject: 'x', rate: { amount: 1, currency: 'USD' } });
    expect(dollars.statusCode).toBe(422);
    const unknown = await staff.call('POST', path, { subject: 'x', staffId: matterId });
    expect(unknown.json().errors).toEqual([{ field: 'staffId', message: 'There is no such staff member' }]);
  });

  test('are frozen once billed, and open again only for an administrator', async () => {
    const fee = await post(`/matters/${matterId}/fees`, { subject: 'Bill me', workedMinutes: 6 });
    const path = `/api/v1/fees/${fee.id}`;
    expect((await staff.call('POST', `${path}/bill`)).json().billedAt).not.toBeNull();
    for (const [method, url, body] of [
      ['PATCH', path, { subject: 'Changed' }],
      ['DELETE', path, undefined],
      ['POST', `${path}/bill`, undefined],
    ] as const)
      expect((await staff.call(method, url, body)).json()).toMatchObject({
        status: 409,
        code: 'wrong_state',
      });
    expect((await staff.call('POST', `${path}/unbill`)).statusCode).toBe(403);
    expect((await firm.owner.call('POST', `${path}/unbill`)).json().billedAt).toBeNull();
    expect((await staff.call('PATCH', path, { subject: 'Changed' })).json().subject).toBe('Changed');
  });

  test('are removed and brought back, with a trace of both', async () => {
    const fee = await post(`/matters/${matterId}/fees`, { subject: 'Gone' });
    const path = `/api/v1/fees/${fee.id}`;
    const list = `/api/v1/matters/${matterId}/fees?limit=200`;
    expect((await staff.call('DELETE', path)).statusCode).toBe(204);
    expect((await staff.call('GET', list)).body).not.toContain(fee.id);
    expect((await staff.call('GET', `${list}&removed=only`)).body).toContain(fee.id);
    expect((await staff.call('PATCH', path, { subject: 'x' })).statusCode).toBe(404);
    expect((await staff.call('POST', `${path}/restore`)).json().removedAt).toBeNull();
    const history = (await staff.call('GET', `/api/v1/matters/${matterId}/history?limit=200`)).json().items;
    const actions = history
      .filter((entry: { subjectId: string }) => entry.subjectId === fee.id)
      .map((entry: { action: string }) => entry.action);
    expect(actions).toEqual(['fee.restored', 'fee.removed', 'fee.created']);
  });

  test('page by date', async () => {
    const matter = await post('/matters', { title: 'Pages' });
    for (const date of ['2026-03-01', '2026-03-03', '2026-03-02', '2026-03-02'])
      await post(`/matters/${matter.id}/fees`, { subject: date, date });
    const seen: string[] = [];
    let after = '';
    do {
      const page = (await staff.call('GET', `/api/v1/matters/${matter.id}/fees?limit=1${after}`)).json();
      seen.push(...page.items.map((fee: { date: string }) => fee.date));
      after = page.next ? `&after=${page.next}` : '';
    } while (after);
    expect(seen).toEqual(['2026-03-03', '2026-03-02', '2026-03-02', '2026-03-01']);
  });
});

test('a cost recovery costs price for quantity', async () => {
  const cost = await post(`/matters/${matterId}/cost-recoveries`, {
    subject: 'Copies',
    quantity: 12.5,
    unitPrice: gbp(15),
  });
  expect(cost).toMatchObject({ quantity: 12.5, amount: gbp(188) });
});

describe('tasks', () => {
  test('complete, reopen, and list by due date with those without one last', async () => {
    const none = await post('/tasks', { subject: 'Some day', matterId });
    const late = await post('/tasks', { subject: 'Late', dueOn: '2026-02-02', matterId });
    const soon = await post('/tasks', { subject: 'Soon', dueOn: '2026-01-01', matterId, priority: 'high' });
    const seen: string[] = [];
    let after = '';
    do {
      const page = (await staff.call('GET', `/api/v1/tasks?assignee=me&limit=1${after}`)).json();
      seen.push(...page.items.map((task: { id: string }) => task.id));
      after = page.next ? `&after=${page.next}` : '';
    } while (after);
    expect(seen).toEqual([soon.id, late.id, none.id]);
    const path = `/api/v1/tasks/${soon.id}`;
    expect((await staff.call('POST', `${path}/complete`)).json()).toMatchObject({ status: 'completed' });
    expect((await staff.call('POST', `${path}/complete`)).json().code).toBe('wrong_state');
    expect((await staff.call('GET', '/api/v1/tasks?status=completed')).json().items).toHaveLength(1);
    expect((await staff.call('POST', `${path}/reopen`)).json().completedAt).toBeNull();
    const overview = (await staff.call('GET', `/api/v1/matters/${matterId}/overview`)).json();
    expect(overview).toMatchObject({ openTasks: 3, interactions: 0 });
  });

  test('are found by all words of their subject, whatever the words hold', async () => {
    await post('/tasks', { subject: 'Order the drainage search', matterId });
    await post('/tasks', { subject: 'Pay 50% of the fee', matterId });
    const found = async (words: string) =>
      (await staff.call('GET', `/api/v1/tasks?q=${encodeURIComponent(words)}`))
        .json()
        .items.map((task: { subject: string }) => task.subject);
    expect(await found('search DRAIN')).toEqual(['Order the drainage search']);
    expect(await found('drainage fee')).toEqual([]);
    expect(await found('50%')).toEqual(['Pay 50% of the fee']);
    expect(await found('%')).toEqual(['Pay 50% of the fee']);
    expect(await found('_')).toEqual([]);
  });
});

describe('documents', () => {
  const pdf = Buffer.from('%PDF-1.7 0123456789');

  async function upload(path: string, bytes = pdf, contentType = 'application/octet-stream') {
    return await app.app.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      payload: bytes,
      headers: { authorization: `Bearer ${staff.token}`, 'content-type': contentType },
    });
  }

  test('keep versions in folders and hand out any byte range', async () => {
    const folder = await post(`/matters/${matterId}/folders`, { name: 'Letters' });
    const twice = await staff.call('POST', `/api/v1/matters/${matterId}/folders`, { name: 'letters' });
    expect(twice.json().code).toBe('already_exists');
    const made = await upload(
      `/matters/${matterId}/documents?name=${encodeURIComponent('../Brief “ü”.pdf')}&contentType=application/pdf&folderId=${folder.id}`,
    );
    expect(made.statusCode, made.body).toBe(201);
    const document = made.json();
    expect(document).toMatchObject({ name: 'Brief “ü”.pdf', newest: { number: 1, sizeBytes: pdf.length } });
    const path = `/api/v1/documents/${document.id}`;
    const whole = await staff.call('GET', `${path}/content`);
    expect(whole.rawPayload.equals(pdf)).toBe(true);
    expect(whole.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="Brief _u_.pdf"; filename*=UTF-8''Brief%20%E2%80%9C%C3%BC%E2%80%9D.pdf`,
    });
    const part = await staff.call('GET', `${path}/content`, undefined, {
      headers: { cookie: staff.cookie, range: 'bytes=5-7' },
    });
    expect(part.statusCode).toBe(206);
    expect([part.body, part.headers['content-range']]).toEqual(['1.7', `bytes 5-7/${pdf.length}`]);
    const next = await upload(
      `/documents/${document.id}/versions?name=b.html&contentType=text/html`,
      Buffer.from('<b>'),
    );
    expect(next.json().versions.map((version: { number: number }) => version.number)).toEqual([2, 1]);
    const html = await staff.call('GET', `${path}/content`);
    expect(html.headers).toMatchObject({ 'content-type': 'application/octet-stream' });
    expect(html.headers['content-disposition']).toMatch(/^attachment;/);
    expect((await staff.call('GET', `${path}/content?version=1`)).rawPayload.equals(pdf)).toBe(true);
    expect((await staff.call('DELETE', `/api/v1/folders/${folder.id}`)).json().code).toBe('wrong_state');
    const history = await staff.call('GET', `/api/v1/matters/${matterId}/history`);
    expect(history.body).toContain('document.read');
  });

  test('refuse JSON, too much, and a folder of another matter', async () => {
    const asJson = await staff.call('POST', `/api/v1/matters/${matterId}/documents?name=a`, { a: 1 });
    expect(asJson.statusCode).toBe(415);
    const large = await upload(`/matters/${matterId}/documents?name=a`, Buffer.alloc(25 * 1024 * 1024 + 1));
    expect(large.statusCode).toBe(413);
    const other = await post('/matters', { title: 'Other' });
    const folder = await post(`/matters/${other.id}/folders`, { name: 'Theirs' });
    expect((await upload(`/matters/${matterId}/documents?name=a&folderId=${folder.id}`)).statusCode).toBe(
      422,
    );
  });

  test('a folder is never moved into itself', async () => {
    const outer = await post(`/matters/${matterId}/folders`, { name: 'Outer' });
    const inner = await post(`/matters/${matterId}/folders`, { name: 'Inner', parentId: outer.id });
    const moved = await staff.call('PATCH', `/api/v1/folders/${outer.id}`, { parentId: inner.id });
    expect(moved.statusCode).toBe(422);
  });
});

test('the call-logging code is marked as found by its label', async () => {
  const code = await firm.owner.call('POST', '/api/v1/activity-codes', { label: 'ion8-CALL' });
  expect(code.json().reserved).toBe(true);
  const renamed = await firm.owner.call('PATCH', `/api/v1/activity-codes/${code.json().id}`, {
    label: 'Calls',
  });
  expect(renamed.json().reserved).toBe(false);
});

test("saved views are one's own", async () => {
  const view = await post('/saved-views', { area: 'matters', name: 'Mine', query: { status: 'open' } });
  expect((await staff.call('GET', '/api/v1/saved-views?area=matters')).json().items).toEqual([view]);
  expect((await firm.owner.call('GET', '/api/v1/saved-views?area=matters')).json().items).toEqual([]);
  expect((await firm.owner.call('DELETE', `/api/v1/saved-views/${view.id}`)).statusCode).toBe(404);
});

test('a matter type in use stays, and stages keep their order', async () => {
  const { owner } = firm;
  const set = (await owner.call('POST', '/api/v1/stage-sets', { name: 'Set', stages: ['A', 'C'] })).json();
  await owner.call('POST', '/api/v1/stages', { stageSetId: set.id, name: 'B', position: 1 });
  const sets = (await staff.call('GET', '/api/v1/stage-sets')).json().items;
  const stages = sets.find((other: { id: string }) => other.id === set.id).stages;
  expect(stages.map((stage: { name: string }) => stage.name)).toEqual(['A', 'B', 'C']);
  const type = (
    await owner.call('POST', '/api/v1/matter-types', { name: 'Type', stageSetId: set.id })
  ).json();
  await post('/matters', { title: 'Uses it', matterTypeId: type.id });
  for (const path of [`matter-types/${type.id}`, `stage-sets/${set.id}`, `stages/${stages[0].id}`])
    expect((await owner.call('DELETE', `/api/v1/${path}`)).json().code, path).toBe('wrong_state');
  expect((await owner.call('DELETE', `/api/v1/stages/${stages[1].id}`)).statusCode).toBe(204);
  expect((await staff.call('POST', '/api/v1/matter-types', { name: 'No right' })).statusCode).toBe(403);
});

describe('a day that can only be a slip', () => {
  const inYears = (years: number, days: number) => {
    const day = new Date();
    day.setUTCFullYear(day.getUTCFullYear() + years);
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  };
  test.each([
    ['fees', 'date', '1969-12-31', inYears(1, 3)],
    ['cost-recoveries', 'date', '0026-03-02', '9999-12-31'],
    ['memos', 'date', '1969-12-31', inYears(1, 3)],
    ['tasks', 'dueOn', '1969-12-31', inYears(10, 3)],
  ])('is refused for %s, new or changed, by the name of the field', async (kind, field, early, late) => {
    const path = `/api/v1/matters/${matterId}/${kind}`;
    const made = await post(`/matters/${matterId}/${kind}`, { subject: 'Day', [field]: '1970-01-01' });
    for (const day of [early, late])
      for (const answer of [
        await staff.call('POST', path, { subject: 'x', [field]: day }),
        await staff.call('PATCH', `/api/v1/${kind}/${made.id}`, { [field]: day }),
      ]) {
        expect(answer.statusCode).toBe(422);
        expect(answer.json().errors).toMatchObject([{ field }]);
      }
  });

  test('what is due may lie years ahead', async () => {
    await post('/tasks', { subject: 'Renew the lease', dueOn: inYears(10, -2) });
  });
});
