/** What came from a number before a contact had it: offered, previewed, linked, taken back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientNumber, genericCall, genericText, otherNumber } from '../../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../../testing/phone-world.ts';
import { redoRound } from '../index.ts';

let first: PhoneWorld;
let world: PhoneWorld;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  world = await first.newFirm();
  await world.setOptions({ contactCreation: false });
});
afterAll(() => first.close());

const earlier = async (contactId: string, as = world.owner) =>
  (await as.call('GET', `/api/v1/contacts/${contactId}/earlier-interactions`)).json();
const offers = async (as = world.owner) =>
  (await as.call('GET', '/api/v1/earlier-interactions')).json().items;
const link = (contactId: string, body: object = {}, as = world.owner) =>
  as.call('POST', `/api/v1/contacts/${contactId}/earlier-interactions/link`, body);
const redo = async () => {
  while (await redoRound({ ...world.deps, chunkSize: 2 }));
};
const run = async (id: string, as = world.owner) => (await as.call('GET', `/api/v1/redo-runs/${id}`)).json();

describe('the offer', () => {
  test('comes with a contact’s number, whoever brings it, and not with a number that nobody called from', async () => {
    await world.log(genericCall());
    await world.log(genericText());
    const jane = await world.addContact('Jane Okafor', clientNumber);
    await world.addContact('Otto Other', otherNumber);
    expect(await offers()).toEqual([
      { contactId: jane, contactName: 'Jane Okafor', numbers: [clientNumber], count: 2 },
    ]);
    expect(await earlier(jane)).toMatchObject({ total: 2, linking: null });
  });

  test('comes with a number that is added later', async () => {
    await world.log(genericCall());
    const jane = await world.addContact('Jane Okafor', otherNumber);
    expect(await offers()).toEqual([]);
    const before = (await world.owner.call('GET', `/api/v1/contacts/${jane}`)).json();
    const phones = [{ text: otherNumber }, { text: clientNumber }];
    const changed = await world.owner.call('PATCH', `/api/v1/contacts/${jane}`, {
      phones,
      version: before.version,
    });
    expect(changed.statusCode, changed.body).toBe(200);
    expect(await offers()).toMatchObject([{ contactId: jane, count: 1 }]);
  });

  test('“not now” ends it, though the contact’s page still tells', async () => {
    await world.log(genericCall());
    const jane = await world.addContact('Jane Okafor', clientNumber);
    const no = await world.ada.call('POST', `/api/v1/contacts/${jane}/earlier-interactions/dismiss`);
    expect(no.statusCode).toBe(204);
    expect(await offers()).toEqual([]);
    expect((await earlier(jane)).total).toBe(1);
  });

  test('what a person settled or took back is none of it', async () => {
    const matter = await world.addMatter('Purchase', []);
    const chosen = await world.log(genericCall());
    await world.act(chosen.id, 'refile', { matterId: matter });
    const undone = await world.log(genericCall());
    await world.act(undone.id, 'undo');
    const skipped = await world.log(genericCall());
    await world.act(skipped.id, 'skip');
    const jane = await world.addContact('Jane Okafor', clientNumber);
    expect((await earlier(jane)).total).toBe(0);
    expect((await link(jane)).statusCode).toBe(409);
  });
});

describe('linking', () => {
  test('the preview says what each becomes; linking does it; taking back undoes it', async () => {
    const one = await world.log(genericCall());
    const two = await world.log(genericCall());
    const three = await world.log(genericCall());
    const jane = await world.addContact('Jane Okafor', clientNumber);
    const matter = await world.addMatter('Purchase', [jane]);
    const preview = await earlier(jane);
    expect(preview.items).toHaveLength(3);
    expect(preview.items[0]).toMatchObject({
      becomes: 'fee',
      changes: true,
      thenMatterTitle: 'Purchase',
      thenSentence: 'One open matter for Jane Okafor.',
    });
    expect(await world.count('fees')).toBe(0);
    const begun = await link(jane, {}, world.ada);
    expect(begun.statusCode, begun.body).toBe(202);
    expect((await link(jane)).statusCode).toBe(409);
    await redo();
    const after = await run(begun.json().id);
    expect(after).toMatchObject({
      state: 'done',
      progress: 1,
      counts: { changed: 3, waiting: 0 },
      canUndo: true,
    });
    for (const { id } of [one, two, three]) {
      const view = await world.interaction(id);
      expect(view).toMatchObject({ externalParty: { contactId: jane } });
      expect(view.logEntries).toMatchObject([
        { recordKind: 'fee', matterId: matter, contactId: jane, byPerson: false },
      ]);
    }
    expect(await world.count('tasks', `removed_at is null and status = 'open'`)).toBe(0);
    expect(await offers()).toEqual([]);
    await world.owner.call('POST', `/api/v1/redo-runs/${begun.json().id}/undo`);
    await redo();
    expect((await world.interaction(one.id)).logEntries).toMatchObject([
      { recordKind: 'task', contactId: null },
    ]);
    expect(await world.count('tasks', `removed_at is null and status = 'open'`)).toBe(3);
    expect(await world.count('fees', 'removed_at is null')).toBe(0);
    expect(await offers()).toMatchObject([{ contactId: jane, count: 3 }]);
  });

  test('only those that were named; an edited task stays', async () => {
    const one = await world.log(genericCall());
    const two = await world.log(genericCall());
    const taskId = two.logEntries[0]?.recordId;
    await world.query(`update tasks set description = description || ' by hand' where id = $1`, [taskId]);
    const jane = await world.addContact('Jane Okafor', clientNumber);
    await world.addMatter('Purchase', [jane]);
    const named = await link(jane, { interactionIds: [two.id] });
    await redo();
    expect((await run(named.json().id)).counts).toMatchObject({ changed: 0, touched: 1 });
    expect((await earlier(jane)).total).toBe(2);
    await link(jane, { interactionIds: [one.id] });
    await redo();
    expect((await world.interaction(one.id)).logEntries).toMatchObject([{ recordKind: 'fee' }]);
  });

  test('a number that two contacts share: linked to nobody, and for a person to say', async () => {
    const one = await world.log(genericCall());
    const jane = await world.addContact('Jane Okafor', clientNumber);
    await world.addContact('Otto Other', clientNumber);
    await link(jane);
    await redo();
    expect((await world.interaction(one.id)).logEntries).toMatchObject([
      { contactId: null, review: 'several_matters' },
    ]);
    expect((await earlier(jane)).total).toBe(0);
  });

  test('what is behind a wall is neither counted nor linked by somebody outside', async () => {
    const secret = await world.addMatter('Secret', []);
    const one = await world.log(genericCall());
    await world.query('update interactions set matter_id = $2 where id = $1', [one.id, secret]);
    await world.owner.call('PUT', `/api/v1/matters/${secret}/wall`, {
      restricted: true,
      staffIds: [world.owner.id],
    });
    const jane = await world.addContact('Jane Okafor', clientNumber);
    expect((await earlier(jane)).total).toBe(1);
    expect((await earlier(jane, world.ada)).total).toBe(0);
    expect(await offers(world.ada)).toEqual([]);
    expect((await link(jane, {}, world.ada)).statusCode).toBe(409);
  });

  test('nor is the matter told where it would go', async () => {
    await world.log(genericCall());
    const jane = await world.addContact('Jane Okafor', clientNumber);
    const secret = await world.addMatter('Secret', [jane]);
    await world.owner.call('PUT', `/api/v1/matters/${secret}/wall`, {
      restricted: true,
      staffIds: [world.owner.id],
    });
    const told = JSON.stringify((await earlier(jane, world.ada)).items);
    expect(told).not.toContain('Secret');
    expect(told).not.toContain('One open matter');
    expect(JSON.stringify((await earlier(jane)).items)).toContain('Secret');
  });
});
