import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { createPracticeFeature } from './index.ts';

let app: TestApp;
let firm: TestFirm;
let staff: TestStaff;

beforeAll(async () => {
  app = await startTestApp({ features: [createPracticeFeature] });
  firm = await app.makeFirm();
  staff = await app.signedIn(firm);
});
afterAll(() => app.close());

async function make(body: object) {
  const answer = await staff.call('POST', '/api/v1/contacts', body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

async function namesFor(query: string): Promise<string[]> {
  const answer = await staff.call('GET', `/api/v1/contacts?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().items.map((item: { displayName: string }) => item.displayName);
}

describe('contacts', () => {
  test('keep what was typed and index every number found in a field', async () => {
    const made = await make({
      kind: 'person',
      firstName: 'Ana',
      lastName: 'García',
      phones: [
        { text: "020 7946 0123 / 07700 900123 (her son's)", label: 'Home' },
        { text: 'ask at the desk', label: 'Work' },
        { text: '020 7946 0199', label: 'Office fax' },
      ],
      emails: [{ email: 'Ana.Garcia@example.com', label: 'Work' }],
    });
    expect(made.displayName).toBe('Ana García');
    const [home, work, fax] = made.phones;
    expect(home.text).toBe("020 7946 0123 / 07700 900123 (her son's)");
    expect(home.numbers.map((n: { e164: string }) => n.e164)).toEqual(['+442079460123', '+447700900123']);
    expect(work.numbers).toMatchObject([{ e164: null, problem: 'unreadable', part: 'ask at the desk' }]);
    expect(fax).toMatchObject({ fax: true });
    expect(home.fax).toBe(false);
  });

  test.each([
    ['a word without its accent', 'garcia'],
    ['the beginning of a word', 'gar an'],
    ['a part of the e-mail', 'ana.garcia%40example'],
    ['the national number', '07700%20900123'],
    ['the international number', '%2B44%207700%20900%20123'],
    ['digits from its middle', '77009001'],
  ])('are found by %s', async (_name, q) => {
    expect(await namesFor(`q=${q}`)).toEqual(['Ana García']);
  });

  test.each([['%27%3A*%20%7C%20%26%20!'], ['%5C%5C%27'], ['%22%29%28'], ['%00']])(
    'searching for rubbish (%s) never fails',
    async (q) => {
      expect((await staff.call('GET', `/api/v1/contacts?q=${q}`)).statusCode).toBeLessThan(500);
    },
  );

  test('are listed by name, page by page, without the archived', async () => {
    for (const name of ['delta', 'Alpha', 'charlie', 'Bravo'])
      await make({ kind: 'company', companyName: `Zz ${name}` });
    const gone = await make({ kind: 'company', companyName: 'Zz Aaron' });
    expect((await staff.call('DELETE', `/api/v1/contacts/${gone.id}`)).statusCode).toBe(204);
    const seen: string[] = [];
    let after = '';
    do {
      const page = (await staff.call('GET', `/api/v1/contacts?q=zz&limit=2${after}`)).json();
      seen.push(...page.items.map((item: { displayName: string }) => item.displayName));
      after = page.next ? `&after=${page.next}` : '';
    } while (after);
    expect(seen).toEqual(['Zz Alpha', 'Zz Bravo', 'Zz charlie', 'Zz delta']);
    expect(await namesFor('q=zz&archived=only')).toEqual(['Zz Aaron']);
    const back = await staff.call('POST', `/api/v1/contacts/${gone.id}/restore`);
    expect(back.json().archivedAt).toBeNull();
  });

  test('called by a bare number come after those with a name, page by page', async () => {
    const { owner } = await app.makeFirm();
    const names = [
      '020 7946 0123',
      '1st Choice Homes',
      '+44 7700 900123',
      'zoe',
      'Ångström',
      '(212) 555-0147',
    ];
    for (const companyName of names)
      await owner.call('POST', '/api/v1/contacts', { kind: 'company', companyName });
    const seen: string[] = [];
    let after = '';
    do {
      const page = (await owner.call('GET', `/api/v1/contacts?limit=2${after}`)).json();
      seen.push(...page.items.map((item: { displayName: string }) => item.displayName));
      after = page.next ? `&after=${page.next}` : '';
    } while (after);
    const named = ['1st Choice Homes', 'Ångström', 'zoe'];
    expect(seen.slice(0, 3).toSorted()).toEqual(named.toSorted());
    expect(seen.slice(3).toSorted()).toEqual(
      ['(212) 555-0147', '+44 7700 900123', '020 7946 0123'].toSorted(),
    );
  });

  test('are refused with an old version, without a name, and with members unless a group', async () => {
    const made = await make({ kind: 'person', lastName: 'Twice' });
    const path = `/api/v1/contacts/${made.id}`;
    expect((await staff.call('PATCH', path, { notes: 'a', version: made.version })).statusCode).toBe(200);
    const late = await staff.call('PATCH', path, { notes: 'b', version: made.version });
    expect(late.json()).toMatchObject({ status: 409, code: 'conflict' });
    expect((await staff.call('POST', '/api/v1/contacts', { kind: 'person' })).statusCode).toBe(422);
    const member = { kind: 'company', companyName: 'X', memberIds: [made.id] };
    expect((await staff.call('POST', '/api/v1/contacts', member)).statusCode).toBe(422);
    const group = await make({ kind: 'group', companyName: 'The Twices', memberIds: [made.id] });
    expect(group.members).toEqual([{ id: made.id, displayName: 'Twice' }]);
    expect((await staff.call('GET', path)).json().groups).toEqual([
      { id: group.id, displayName: 'The Twices' },
    ]);
  });

  test('of another firm do not exist', async () => {
    const other = await app.makeFirm();
    const made = await make({ kind: 'person', lastName: 'Ours' });
    expect((await other.owner.call('GET', `/api/v1/contacts/${made.id}`)).statusCode).toBe(404);
    expect((await other.owner.call('GET', '/api/v1/contacts')).json().items).toEqual([]);
    const group = { kind: 'group', companyName: 'Thieves', memberIds: [made.id] };
    expect((await other.owner.call('POST', '/api/v1/contacts', group)).statusCode).toBe(422);
  });
});

describe('duplicates and numbers', () => {
  test('two with one number are listed, and merging moves matters and numbers once', async () => {
    const kept = await make({ kind: 'person', lastName: 'Kept', phones: [{ text: '020 7946 0555' }] });
    const other = await make({
      kind: 'person',
      lastName: 'Other',
      phones: [{ text: '020 7946 0555' }, { text: '020 7946 0556', label: 'Work' }],
      emails: [{ email: 'other@example.com' }],
    });
    const pairs = (await staff.call('GET', '/api/v1/contact-duplicates')).json().items;
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ by: 'number', value: '+442079460555' });
    const matter = await staff.call('POST', '/api/v1/matters', {
      title: 'Walled from the merger',
      restricted: true,
      accessStaffIds: [staff.id, firm.owner.id],
      parties: [{ contactId: other.id, role: 'Client', isClient: true }],
    });
    expect(matter.statusCode, matter.body).toBe(201);
    const outsider = await app.signedIn(firm);
    const merged = await outsider.call('POST', `/api/v1/contacts/${kept.id}/merge`, { otherId: other.id });
    expect(merged.statusCode, merged.body).toBe(200);
    expect(merged.json().matters).toEqual([]);
    const seen = (await staff.call('GET', `/api/v1/contacts/${kept.id}`)).json();
    expect(seen.matters).toHaveLength(1);
    expect(seen.phones.map((phone: { text: string }) => phone.text)).toEqual([
      '020 7946 0555',
      '020 7946 0556',
    ]);
    expect(seen.emails).toEqual([{ email: 'other@example.com', label: '' }]);
    const gone = (await staff.call('GET', `/api/v1/contacts/${other.id}`)).json();
    expect(gone).toMatchObject({ mergedIntoId: kept.id, phones: [] });
    expect((await staff.call('GET', '/api/v1/contact-duplicates')).json().items).toEqual([]);
  });

  test('not the same person: the pair is put aside for this firm, until somebody takes it back or the one is merged', async () => {
    const family = (lastName: string, more: object = {}) =>
      make({ kind: 'person', lastName, phones: [{ text: '020 7946 0333' }], ...more });
    const [mother, son, again] = [
      await family('Mother', { emails: [{ email: 'mother@example.com' }] }),
      await family('Son'),
      await family('Son again'),
    ];
    const matter = await staff.call('POST', '/api/v1/matters', {
      ...{ title: 'Walled will', restricted: true, accessStaffIds: [staff.id, firm.owner.id] },
      parties: [{ contactId: mother.id, role: 'Client', isClient: true }],
    });
    const colleague = await app.signedIn(firm);
    const cards = async (reader = staff) => {
      const [pair] = (await reader.call('GET', '/api/v1/contact-duplicates')).json().items;
      return pair?.contacts ?? [];
    };
    const names = async () => (await cards()).map((one: { displayName: string }) => one.displayName);
    const say = (contactId: string, otherIds: string[], how = '') =>
      staff.call('POST', `/api/v1/contact-duplicates/apart${how}`, { contactId, otherIds });
    // Enough to judge; and of a walled matter nothing for who is outside.
    expect(await cards()).toMatchObject([
      {
        ...{ id: mother.id, phones: ['020 7946 0333'], emails: ['mother@example.com'] },
        matters: [{ id: matter.json().id, title: 'Walled will' }],
      },
      { id: son.id, emails: [], matters: [] },
      { id: again.id },
    ]);
    expect((await cards(colleague))[0].matters).toEqual([]);

    // One pair put aside leaves both where they may be the third.
    expect((await say(son.id, [mother.id])).json()).toEqual({ otherIds: [mother.id] });
    expect((await say(mother.id, [son.id])).json()).toEqual({ otherIds: [] });
    expect(await names()).toHaveLength(3);
    expect((await say(mother.id, [again.id, son.id])).json()).toEqual({ otherIds: [again.id] });
    expect(await names()).toEqual(['Son', 'Son again']);
    const aside = (await staff.call('GET', '/api/v1/contact-duplicates/apart?limit=1')).json();
    expect(aside.items).toHaveLength(1);
    const rest = await staff.call('GET', `/api/v1/contact-duplicates/apart?after=${aside.next}`);
    expect(rest.json()).toMatchObject({ items: [{ saidBy: expect.any(String) }], next: null });

    // Nobody of another firm sees or undoes it, and it knows no contact of another firm.
    const stranger = (await app.makeFirm()).owner;
    expect((await stranger.call('GET', '/api/v1/contact-duplicates/apart')).json().items).toEqual([]);
    const undo = { contactId: mother.id, otherIds: [son.id] };
    expect((await stranger.call('POST', '/api/v1/contact-duplicates/apart/undo', undo)).statusCode).toBe(404);
    expect((await stranger.call('POST', '/api/v1/contact-duplicates/apart', undo)).statusCode).toBe(404);
    expect((await say(son.id, [son.id])).statusCode).toBe(422);

    expect((await say(son.id, [mother.id], '/undo')).json()).toEqual({ otherIds: [mother.id] });
    expect(await names()).toHaveLength(3);
    // Whoever is not "Son again" is not the one into whom that is merged.
    expect(
      (await staff.call('POST', `/api/v1/contacts/${son.id}/merge`, { otherId: again.id })).statusCode,
    ).toBe(200);
    expect(await names()).toEqual([]);
  });

  test('an unreadable number is listed, exported without formulas, and fixed', async () => {
    const made = await make({
      kind: 'person',
      lastName: '=cmd()',
      phones: [{ text: '555-12', label: 'Home' }, { text: '020 7946 0777' }],
    });
    const listed = (await staff.call('GET', '/api/v1/contact-numbers?limit=200')).json().items;
    const item = listed.find((number: { contactId: string }) => number.contactId === made.id);
    expect(item).toMatchObject({ text: '555-12', problem: 'unreadable' });
    const csv = await staff.call('GET', '/api/v1/contact-numbers.csv');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toContain(`${item.id},'=cmd(),555-12,Home`);
    const fixed = await staff.call('PATCH', `/api/v1/contact-numbers/${item.id}`, { text: '020 7946 0778' });
    expect(fixed.json().phones.map((phone: { text: string }) => phone.text)).toEqual([
      '020 7946 0778',
      '020 7946 0777',
    ]);
    expect(fixed.json().phones[0].label).toBe('Home');
    const after = (await staff.call('GET', '/api/v1/contact-numbers?limit=200')).json().items;
    expect(after.some((number: { contactId: string }) => number.contactId === made.id)).toBe(false);
  });
});
