import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { importJob } from './import-run.ts';
import { createPracticeFeature } from './index.ts';

let app: TestApp;
let firm: TestFirm;
let owner: TestStaff;

beforeAll(async () => {
  app = await startTestApp({ features: [createPracticeFeature] });
  firm = await app.makeFirm();
  owner = firm.owner;
});
afterAll(() => app.close());

async function preview(kind: 'contacts' | 'matters', csv: string) {
  const answer = await app.app.inject({
    method: 'POST',
    url: `/api/v1/practice-imports?kind=${kind}&fileName=export.csv`,
    payload: Buffer.from(csv),
    headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'text/csv' },
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

/** Commits, and lets two workers take the job at the same moment. */
async function run(id: string) {
  const started = await owner.call('POST', `/api/v1/practice-imports/${id}/commit`);
  expect(started.statusCode, started.body).toBe(200);
  const job = importJob(app.platform);
  await Promise.all([1, 2].map(() => job.run({ firmId: firm.id, importId: id })));
  return (await owner.call('GET', `/api/v1/practice-imports/${id}`)).json();
}

async function count(path: string): Promise<number> {
  return (await owner.call('GET', `/api/v1/${path}`)).json().items.length;
}

describe('contacts', () => {
  const csv = [
    'First Name,Last Name,Company,Mobile Phone,E-mail Address,Notes,Shoe size',
    'Ana,Import,,07700 900001,ana@example.com,,40',
    'Ben,Import,Ben Ltd,020 7946 0002,,,41',
    'Ana,Import,,07700 900001,ana@example.com,,40',
    ',,,07700 900009,,,',
    'Cy,Import,,call the desk,not-an-address,,',
    '=HYPERLINK(1),Import,,,,,',
  ].join('\r\n');

  test('are previewed with counts, columns and every problem, and nothing changes', async () => {
    const seen = await preview('contacts', csv);
    expect(seen).toMatchObject({
      state: 'preview',
      total: 6,
      columns: ['firstName', 'lastName', 'companyName', 'phone', 'email', 'notes', null],
      planned: { created: 4, filled: 0, unchanged: 1 },
      leftOut: 1,
    });
    expect(seen.problems.map((row: { line: number; column: string }) => [row.line, row.column])).toEqual([
      [5, null],
      [6, 'E-mail Address'],
      [6, 'Mobile Phone'],
    ]);
    expect(seen.sample[0]).toMatchObject({
      firstName: 'Ana',
      phones: [{ text: '07700 900001', label: 'Mobile' }],
    });
    expect(await count('contacts?q=import')).toBe(0);
  });

  test('are imported once, though the file comes twice and two workers take it', async () => {
    const first = await run((await preview('contacts', csv)).id);
    expect(first).toMatchObject({
      state: 'done',
      done: 6,
      did: { created: 4, filled: 0, unchanged: 1 },
      leftOut: 1,
    });
    const again = await preview('contacts', csv);
    expect(again.planned).toEqual({ created: 0, filled: 0, unchanged: 5 });
    expect((await run(again.id)).did).toEqual({ created: 0, filled: 0, unchanged: 5 });
    expect(await count('contacts?q=import')).toBe(4);
    const report = await owner.call('GET', `/api/v1/practice-imports/${first.id}/problems.csv`);
    expect(report.body.split('\r\n')[1]).toBe(
      '5,,,The row has no name: neither of a person nor of a company.,the whole row',
    );
    const committed = await owner.call('POST', `/api/v1/practice-imports/${first.id}/commit`);
    expect(committed.json().code).toBe('wrong_state');
  });

  test('known ones gain what they lack and lose nothing', async () => {
    const file = 'Name;Phone;Company\nBen Import;020 7946 0002 / 020 7946 0003;Other Ltd\n';
    const done = await run((await preview('contacts', file)).id);
    expect(done.did).toEqual({ created: 0, filled: 1, unchanged: 0 });
    const ben = (await owner.call('GET', '/api/v1/contacts?q=ben')).json().items[0];
    expect(ben).toMatchObject({ companyName: 'Ben Ltd', createdBy: 'import' });
    expect(ben.phones).toHaveLength(2);
    const again = await preview('contacts', file);
    expect(again.planned).toEqual({ created: 0, filled: 0, unchanged: 1 });
  });

  test('columns can be set by hand, and a preview can be dropped', async () => {
    const seen = await preview('contacts', 'Who,Reach\nDee Hand,07700 900077\n');
    expect(seen).toMatchObject({ columns: [null, null], leftOut: 1 });
    const path = `/api/v1/practice-imports/${seen.id}`;
    const mapped = await owner.call('PUT', `${path}/columns`, { columns: ['fullName', 'phone'] });
    expect(mapped.json()).toMatchObject({ planned: { created: 1 }, leftOut: 0 });
    expect((await owner.call('POST', `${path}/cancel`)).json().state).toBe('cancelled');
    expect((await owner.call('POST', `${path}/commit`)).json().code).toBe('wrong_state');
  });

  test('are for administrators', async () => {
    const member = await app.signedIn(firm);
    expect((await member.call('GET', '/api/v1/practice-imports')).statusCode).toBe(403);
  });
});

describe('matters', () => {
  const csv = [
    'Matter Number,Description,Practice Area,Matter Stage,Status,Client,Responsible Attorney,Open Date',
    'A-1,Buying 1 High St,Purchase,Searches,Open,"Buyer, Bea",Olive Owner,03/02/2026',
    'A-2,Selling 2 Low St,Purchase,No such stage,Closed,Bea Buyer,Nobody,2026-02-04',
    'A-3,A new kind,Maritime,,Pending,Ships Ltd,,soon',
    'A-1,The same again,,,,,,',
  ].join('\n');

  test('are imported with client, type, stage and person, once', async () => {
    const seen = await preview('matters', csv);
    expect(seen.planned).toEqual({ created: 3, filled: 0, unchanged: 1 });
    const done = await run(seen.id);
    expect(done).toMatchObject({ state: 'done', did: { created: 3, unchanged: 1 }, leftOut: 0 });
    expect(done.problems.map((row: { line: number; column: string }) => [row.line, row.column])).toEqual([
      [3, 'Stage'],
      [3, 'Person responsible'],
      [4, 'Open Date'],
    ]);
    const matters = (await owner.call('GET', '/api/v1/matters?sort=number&q=A')).json().items;
    const first = matters.find((matter: { number: string }) => matter.number === 'A-1');
    expect(first).toMatchObject({
      title: 'Buying 1 High St',
      matterTypeName: 'Purchase',
      stageName: 'Searches',
      personResponsibleName: 'Olive Owner',
      openedOn: '2026-02-03',
      clients: [{ displayName: 'Bea Buyer' }],
    });
    expect(await count('contacts?q=bea')).toBe(1);
    const again = await preview('matters', csv);
    expect(again.planned).toMatchObject({ created: 0 });
    await run(again.id);
    expect(await count('matters?q=A-')).toBe(await count('matters'));
    expect(await count('matters')).toBe(3);
  });

  test('a number behind a wall is refused and its matter untouched', async () => {
    const member = await app.signedIn(firm);
    const walled = await member.call('POST', '/api/v1/matters', {
      title: 'Hidden',
      number: 'W-1',
      restricted: true,
      accessStaffIds: [member.id],
    });
    expect(walled.statusCode).toBe(201);
    const done = await run((await preview('matters', 'Number,Title,Description\nW-1,Mine,Mine\n')).id);
    expect(done).toMatchObject({ did: { created: 0, filled: 0 }, leftOut: 1 });
    const after = await member.call('GET', `/api/v1/matters/${walled.json().id}`);
    expect(after.json()).toMatchObject({ title: 'Hidden', description: '', version: 1 });
  });
});

test('an export comes back as what is known already', async () => {
  const seen = await owner.call('GET', '/api/v1/contacts.csv');
  expect(seen.body).toContain("'=HYPERLINK(1)");
  const total = await count('contacts?limit=200');
  const again = await preview('contacts', seen.body);
  expect(again).toMatchObject({ total, planned: { created: 0, filled: 0, unchanged: total } });
  const matters = (await owner.call('GET', '/api/v1/matters.csv')).body;
  expect(matters).toContain('A-1,Buying 1 High St,Purchase,Searches,open,Bea Buyer,Olive Owner,2026-02-03,');
  expect((await preview('matters', matters)).planned).toMatchObject({ created: 0, filled: 0 });
});

test('rubbish is refused with a sentence', async () => {
  for (const payload of [Buffer.alloc(0), Buffer.from('only a header'), Buffer.alloc(1000)]) {
    const answer = await app.app.inject({
      method: 'POST',
      url: '/api/v1/practice-imports?kind=contacts',
      payload,
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'text/csv' },
    });
    expect([400, 415, 422]).toContain(answer.statusCode);
  }
});
