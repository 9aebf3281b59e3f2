import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { createPracticeFeature } from './index.ts';

let app: TestApp;
let firm: TestFirm;
let inside: TestStaff;
let outside: TestStaff;

beforeAll(async () => {
  app = await startTestApp({ features: [createPracticeFeature] });
  firm = await app.makeFirm();
  inside = await app.signedIn(firm);
  outside = await app.signedIn(firm);
});
afterAll(() => app.close());

async function make(
  who: TestStaff,
  path: string,
  body: object,
): Promise<Record<string, unknown> & { id: string }> {
  const answer = await who.call('POST', `/api/v1${path}`, body);
  expect(answer.body).not.toContain('"errors"');
  expect(answer.statusCode).toBe(201);
  return answer.json();
}

describe('matters', () => {
  test('get the next number of the firm, also when many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, i) => make(inside, '/matters', { title: `Case ${i}` })),
    );
    expect(new Set(made.map((matter) => matter.number)).size).toBe(12);
  });

  test('go on after the highest number that a firm brought along', async () => {
    const { owner } = await app.makeFirm();
    await make(owner, '/matters', { title: 'Old', number: '10412' });
    await make(owner, '/matters', { title: 'Older', number: 'A-77' });
    expect(await make(owner, '/matters', { title: 'New' })).toMatchObject({ number: '10413' });
  });

  test.each(['\0', 'half an emoji \ud83d'])('cannot be titled %j, which no text can hold', async (title) => {
    expect((await inside.call('POST', '/api/v1/matters', { title })).statusCode).toBe(422);
  });

  test('skip a number that somebody gave by hand', async () => {
    const next = await make(inside, '/matters', { title: 'Counts' });
    const taken = String(Number(next.number) + 1).padStart(5, '0');
    await make(inside, '/matters', { title: 'By hand', number: taken });
    const after = await make(inside, '/matters', { title: 'After' });
    expect(Number(after.number)).toBe(Number(taken) + 1);
    const again = await inside.call('POST', '/api/v1/matters', { title: 'Twice', number: taken });
    expect(again.json()).toMatchObject({ status: 409, code: 'already_exists' });
  });

  test('start at the first stage of their type and refuse a stage of another', async () => {
    const types = (await inside.call('GET', '/api/v1/matter-types')).json().items;
    const purchase = types.find((type: { name: string }) => type.name === 'Purchase');
    const will = types.find((type: { name: string }) => type.name === 'Will');
    const matter = await make(inside, '/matters', { title: '1 High Street', matterTypeId: purchase.id });
    expect(matter.stageName).toBe('Instructed');
    const stages = (await inside.call('GET', `/api/v1/stages?stageSetId=${will.stageSetId}`)).json().items;
    const wrong = await inside.call('PATCH', `/api/v1/matters/${matter.id}`, { stageId: stages[0].id });
    expect(wrong.statusCode).toBe(422);
    const retyped = await inside.call('PATCH', `/api/v1/matters/${matter.id}`, { matterTypeId: will.id });
    expect(retyped.json()).toMatchObject({ matterTypeName: 'Will', stageName: 'Instructions' });
  });

  test('are refused with an old version', async () => {
    const matter = await make(inside, '/matters', { title: 'Old' });
    const path = `/api/v1/matters/${matter.id}`;
    expect((await inside.call('PATCH', path, { title: 'New', version: 1 })).json().version).toBe(2);
    const late = await inside.call('PATCH', path, { title: 'Late' }, { headers: { 'if-match': '"1"' } });
    expect(late.json()).toMatchObject({ status: 409, code: 'conflict' });
    expect((await inside.call('GET', path)).json().title).toBe('New');
  });

  test('are found by client, words, status and person, in every order, page by page', async () => {
    const client = await make(inside, '/contacts', { kind: 'person', firstName: 'Zoë', lastName: 'Quill' });
    const ids: string[] = [];
    for (const title of ['Quay 3', 'quay 1', 'Quay 2']) {
      const matter = await make(inside, '/matters', {
        title,
        personResponsibleId: inside.id,
        parties: [{ contactId: client.id, role: 'Client', isClient: true }],
      });
      ids.push(matter.id);
    }
    for (const sort of ['updated', 'number', 'title', 'opened']) {
      const seen: string[] = [];
      let after = '';
      do {
        const page = await inside.call(
          'GET',
          `/api/v1/matters?contactId=${client.id}&limit=1&sort=${sort}${after}`,
        );
        seen.push(...page.json().items.map((item: { id: string }) => item.id));
        after = page.json().next ? `&after=${page.json().next}` : '';
      } while (after);
      expect([...seen].sort(), sort).toEqual([...ids].sort());
    }
    const titles = await inside.call('GET', '/api/v1/matters?q=zoe%20qu&sort=title&personResponsibleId=me');
    expect(titles.json().items.map((item: { title: string }) => item.title)).toEqual([
      'quay 1',
      'Quay 2',
      'Quay 3',
    ]);
    expect(titles.json().items[0].clients).toEqual([{ contactId: client.id, displayName: 'Zoë Quill' }]);
    const forged = Buffer.from(JSON.stringify(['x', inside.id])).toString('base64url');
    for (const after of ['abc', forged])
      expect((await inside.call('GET', `/api/v1/matters?after=${after}`)).statusCode).toBe(422);
  });

  test('close with a date and open again without', async () => {
    const matter = await make(inside, '/matters', { title: 'Closing' });
    const path = `/api/v1/matters/${matter.id}`;
    expect((await inside.call('PATCH', path, { status: 'closed' })).json().closedOn).toMatch(/^\d{4}-/);
    expect((await inside.call('PATCH', path, { status: 'open' })).json().closedOn).toBeNull();
  });
});

describe('walls', () => {
  async function walled() {
    const matter = await make(inside, '/matters', {
      title: 'Secret merger',
      restricted: true,
      accessStaffIds: [inside.id],
      personResponsibleId: inside.id,
    });
    const fee = await make(inside, `/matters/${matter.id}/fees`, { subject: 'Call', workedMinutes: 6 });
    const cost = await make(inside, `/matters/${matter.id}/cost-recoveries`, { subject: 'Search' });
    const task = await make(inside, `/matters/${matter.id}/tasks`, { subject: 'Chase' });
    const memo = await make(inside, `/matters/${matter.id}/memos`, { subject: 'Note' });
    const upload = await app.app.inject({
      method: 'POST',
      url: `/api/v1/matters/${matter.id}/documents?name=a.pdf`,
      payload: Buffer.from('%PDF-1.7'),
      headers: { authorization: `Bearer ${inside.token}`, 'content-type': 'application/octet-stream' },
    });
    expect(upload.statusCode).toBe(201);
    const folder = await make(inside, `/matters/${matter.id}/folders`, { name: 'Letters' });
    const document: { id: string } = upload.json();
    return { matter, fee, cost, task, memo, document, folder };
  }

  test('what hangs on a walled matter does not exist outside, to the byte', async () => {
    const made = await walled();
    const nobody = '01900000-0000-7000-8000-000000000000';
    const reads = (id: typeof made | null) => [
      `/matters/${id?.matter.id ?? nobody}`,
      ...['overview', 'history', 'fees', 'cost-recoveries', 'tasks', 'memos', 'documents', 'folders'].map(
        (part) => `/matters/${id?.matter.id ?? nobody}/${part}`,
      ),
      `/fees/${id?.fee.id ?? nobody}`,
      `/cost-recoveries/${id?.cost.id ?? nobody}`,
      `/tasks/${id?.task.id ?? nobody}`,
      `/memos/${id?.memo.id ?? nobody}`,
      `/documents/${id?.document.id ?? nobody}`,
      `/documents/${id?.document.id ?? nobody}/content`,
    ];
    const bare = (body: string) => body.replace(/"instance":"[^"]+"/, '');
    const absent = reads(null);
    for (const [index, path] of reads(made).entries()) {
      expect((await inside.call('GET', `/api/v1${path}`)).statusCode, path).toBe(200);
      for (const who of [outside, firm.owner]) {
        const hidden = await who.call('GET', `/api/v1${path}`);
        const missing = await who.call('GET', `/api/v1${absent[index]}`);
        expect(hidden.statusCode, path).toBe(404);
        expect(bare(hidden.body), path).toBe(bare(missing.body));
      }
    }
  });

  test('no list, search or write from outside reaches it', async () => {
    const made = await walled();
    for (const list of ['matters?q=merger', 'fees', 'cost-recoveries', 'tasks', 'memos', 'documents']) {
      const page = await outside.call('GET', `/api/v1/${list}${list.includes('?') ? '&' : '?'}limit=200`);
      expect(page.statusCode).toBe(200);
      expect(page.body, list).not.toContain(made.matter.id);
      expect(
        (await inside.call('GET', `/api/v1/${list}${list.includes('?') ? '&' : '?'}limit=200`)).body,
        list,
      ).toContain(made.matter.id);
    }
    const writes: ['POST' | 'PATCH' | 'DELETE' | 'PUT', string, object?][] = [
      ['PATCH', `/matters/${made.matter.id}`, { title: 'Mine' }],
      ['PUT', `/matters/${made.matter.id}/wall`, { restricted: false }],
      ['POST', `/matters/${made.matter.id}/fees`, { subject: 'Mine' }],
      ['POST', `/matters/${made.matter.id}/tasks`, { subject: 'Mine' }],
      ['POST', `/matters/${made.matter.id}/memos`, { subject: 'Mine' }],
      ['PATCH', `/fees/${made.fee.id}`, { subject: 'Mine' }],
      ['POST', `/fees/${made.fee.id}/bill`],
      ['DELETE', `/fees/${made.fee.id}`],
      ['POST', `/fees/${made.fee.id}/restore`],
      ['DELETE', `/cost-recoveries/${made.cost.id}`],
      ['POST', `/tasks/${made.task.id}/complete`],
      ['DELETE', `/memos/${made.memo.id}`],
      ['DELETE', `/documents/${made.document.id}`],
      ['DELETE', `/folders/${made.folder.id}`],
    ];
    for (const [method, path, body] of writes)
      expect((await outside.call(method, `/api/v1${path}`, body)).statusCode, path).toBe(404);
    const moved = await outside.call('POST', '/api/v1/tasks', { subject: 'Mine', matterId: made.matter.id });
    expect(moved.statusCode).toBe(422);
    const history = await inside.call('GET', `/api/v1/matters/${made.matter.id}/history`);
    expect(history.body).not.toContain(outside.id);
  });

  test('only the person responsible or an administrator sets one, and never on everybody', async () => {
    const matter = await make(inside, '/matters', { title: 'Open', personResponsibleId: inside.id });
    const path = `/api/v1/matters/${matter.id}/wall`;
    expect((await outside.call('PUT', path, { restricted: true, staffIds: [outside.id] })).statusCode).toBe(
      403,
    );
    const nobody = await inside.call('PUT', path, { restricted: true, staffIds: [] });
    expect(nobody.statusCode).toBe(422);
    const out = await inside.call('PUT', path, { restricted: true, staffIds: [outside.id] });
    expect(out.json()).toEqual({ restricted: true, staffIds: [outside.id] });
    expect((await inside.call('GET', `/api/v1/matters/${matter.id}`)).statusCode).toBe(404);
    expect((await outside.call('GET', `/api/v1/matters/${matter.id}`)).json().accessStaffIds).toEqual([
      outside.id,
    ]);
  });

  test('nobody leaves who alone sees restricted matters, before an owner names who takes over', async () => {
    const [leaver, heir, administrator] = [
      await app.signedIn(firm),
      await app.signedIn(firm),
      await app.signedIn(firm, 'administrator'),
    ];
    const restrictedTo = (...people: TestStaff[]) => ({
      title: 'Quiet',
      restricted: true,
      accessStaffIds: people.map(({ id }) => id),
    });
    const alone = await make(leaver, '/matters', restrictedTo(leaver));
    const shared = await make(leaver, '/matters', restrictedTo(leaver, inside));
    const path = `/api/v1/staff/${leaver.id}`;
    const leave = (who: TestStaff, to?: string) =>
      who.call('PATCH', path, { active: false, ...(to && { handRestrictedMattersTo: to }) });

    const refused = await leave(firm.owner);
    expect(refused.json()).toMatchObject({
      code: 'wrong_state',
      detail: 'Nobody else can open one restricted matter of this person. Choose a colleague who takes over.',
      errors: [{ field: 'handRestrictedMattersTo' }],
    });
    for (const answer of [await leave(administrator, heir.id), await leave(firm.owner, leaver.id)])
      expect(answer.json().code).toBe('wrong_state');
    expect((await leaver.call('GET', `/api/v1/matters/${alone.id}`)).statusCode).toBe(200);

    expect((await leave(firm.owner, heir.id)).json().active).toBe(false);
    expect((await heir.call('GET', `/api/v1/matters/${alone.id}`)).json().accessStaffIds.sort()).toEqual(
      [leaver.id, heir.id].sort(),
    );
    expect((await heir.call('GET', `/api/v1/matters/${alone.id}/history`)).body).toContain(heir.id);
    for (const [who, matter] of [
      [firm.owner, alone],
      [heir, shared],
    ] as const)
      expect((await who.call('GET', `/api/v1/matters/${matter.id}`)).statusCode).toBe(404);
  });

  test('another firm sees nothing and collides with no number', async () => {
    const other = await app.makeFirm();
    const made = await walled();
    expect((await other.owner.call('GET', `/api/v1/matters/${made.matter.id}`)).statusCode).toBe(404);
    expect((await other.owner.call('GET', `/api/v1/fees/${made.fee.id}`)).statusCode).toBe(404);
    const same = await make(other.owner, '/matters', { title: 'Ours', number: String(made.matter.number) });
    expect(same.number).toBe(made.matter.number);
  });
});
