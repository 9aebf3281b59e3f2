/** What-if from the request to the past decided again, over the embedded record. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clientNumber, genericCall, otherNumber } from '../../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../../testing/phone-world.ts';
import { redoRound, whatIfRound } from '../index.ts';
import { redoRun } from '../redos/schema.ts';
import { whatIfChange, whatIfRun } from './schema.ts';

let first: PhoneWorld;
let world: PhoneWorld;
let contact: string;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  world = await first.newFirm();
  contact = await world.addContact('Jane Okafor', clientNumber);
});
afterAll(() => first.close());

const start = async (options: object, more: object = {}) => {
  const answer = await world.owner.call('POST', '/api/v1/what-if', { options, ...more });
  expect(answer.statusCode, answer.body).toBe(201);
  return whatIfRun.parse(answer.json());
};
const see = async (id: string, as = world.owner) =>
  whatIfRun.parse((await as.call('GET', `/api/v1/what-if/${id}`)).json());
const look = async (batchSize = 4000) => {
  while (await whatIfRound({ ...world.deps, batchSize }));
};
const run = async (options: object, more: object = {}) => {
  const { id } = await start(options, more);
  await look();
  return await see(id);
};
const changes = async (id: string, query = '', as = world.owner) =>
  z
    .object({ items: z.array(whatIfChange), next: z.string().nullable() })
    .parse((await as.call('GET', `/api/v1/what-if/${id}/changes${query}`)).json());
const apply = (id: string, body: object = {}) =>
  world.owner.call('POST', `/api/v1/what-if/${id}/apply`, body);
const redo = async (chunkSize = 40) => {
  while (await redoRound({ ...world.deps, chunkSize }));
};
const counts = (view: z.infer<typeof whatIfRun>) =>
  view.counts.map(({ was, becomes, aspect, because, count }) => [was, becomes, aspect, because, count]);
const short = (talkSeconds = 20) => world.log(genericCall({ talkSeconds }));

describe('looking', () => {
  test('calls would not be logged: too short; nothing is written', async () => {
    await world.addMatter('Purchase', [contact]);
    await short();
    await short();
    await world.log(genericCall({ talkSeconds: 300 }));
    const before = await world.query('select * from log_entries where firm_id = $1 order by id', [
      world.firm.id,
    ]);
    const view = await run({ minimumDurationSeconds: 60 });
    expect(view).toMatchObject({ state: 'done', progress: 1, outdated: false, appliedAt: null });
    expect(counts(view)).toEqual([['fee', 'skipped:too_short', '', 'options', 2]]);
    const { items } = await changes(view.id, '?was=fee&becomes=skipped:too_short');
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      nowSentence: 'One open matter for Jane Okafor.',
      thenSentence: 'Shorter than the minimum of 60 seconds.',
    });
    expect(
      await world.query('select * from log_entries where firm_id = $1 order by id', [world.firm.id]),
    ).toEqual(before);
    expect((await world.owner.call('GET', '/api/v1/options')).json().options.minimumDurationSeconds).toBe(0);
  });

  test('tasks would be fees; what differs only because a matter was opened since is told apart', async () => {
    await world.setOptions({ matterAssociation: false });
    await world.addMatter('Purchase', [contact]);
    await world.log(genericCall());
    const other = await world.addContact('Otto Other', otherNumber);
    await world.setOptions({ matterAssociation: true });
    await world.log(genericCall({ far: otherNumber }));
    await world.addMatter('Of Otto', [other]);
    await world.setOptions({ matterAssociation: false });
    expect(counts(await run({ matterAssociation: true }))).toEqual([['task', 'fee', '', 'options', 2]]);
    await world.setOptions({ matterAssociation: true });
    expect(counts(await run({ smsLogging: false }))).toEqual([['task', 'fee', '', 'facts', 2]]);
  });

  test('minutes and billable of the same fee', async () => {
    await world.addMatter('Purchase', [contact]);
    await world.log(genericCall({ talkSeconds: 400 }));
    expect(counts(await run({ defaultBillable: true }))).toEqual([['fee', 'fee', 'billable', 'options', 1]]);
    const billing = { unitMinutes: 1, rounding: 'up', minimumMinutes: 1 };
    expect(counts(await run({ billing }))).toEqual([['fee', 'fee', 'minutes', 'options', 1]]);
    const { items } = await changes((await run({ billing })).id);
    expect(items).toMatchObject([{ aspect: 'minutes', thenBilledMinutes: 7 }]);
  });

  test('what a person chose stays, what a person took back is left out, only the days asked for count', async () => {
    const matter = await world.addMatter('Purchase', [contact]);
    const chosen = await short();
    await world.act(chosen.id, 'refile', { matterId: matter });
    const undone = await short();
    await world.act(undone.id, 'undo');
    await world.log(genericCall({ talkSeconds: 20, startedAt: new Date('2026-02-20T09:00:00.000Z') }));
    expect(counts(await run({ minimumDurationSeconds: 60 }, { days: 5 }))).toEqual([]);
    expect(counts(await run({ minimumDurationSeconds: 60 }, { days: 30 }))).toEqual([
      ['fee', 'skipped:too_short', '', 'options', 1],
    ]);
  });

  test('any batch size gives the same, also with a restart after every batch', async () => {
    await world.addMatter('Purchase', [contact]);
    for (let n = 0; n < 7; n += 1) await short(20 + n);
    const whole = await run({ minimumDurationSeconds: 60 });
    const { id } = await start({ minimumDurationSeconds: 60 });
    // Dies after each commit of a batch: the next worker goes on from what was kept.
    for (let restarts = 0; restarts < 20 && (await see(id)).state === 'running'; restarts += 1) {
      let writes = 0;
      const { database } = world.deps.platform;
      const dying = {
        ...world.deps.platform,
        logger: first.app.platform.logger,
        database: {
          ...database,
          firm: (firmId: string, staffId?: string | null) => {
            const scope = database.firm(firmId, staffId);
            return {
              read: scope.read,
              write: async <T>(work: Parameters<typeof scope.write<T>>[0]) => {
                const result = await scope.write(work);
                writes += 1;
                if (writes === 1) throw new Error('the process ends here');
                return result;
              },
            };
          },
        },
      };
      await whatIfRound({ ...world.deps, platform: dying, batchSize: 2 });
      await world.query(`update what_if_runs set due_at = '2026-01-01', failures = 0 where id = $1`, [id]);
    }
    const view = await see(id);
    expect(view.state).toBe('done');
    expect(counts(view)).toEqual(counts(whole));
    expect((await changes(id)).items).toHaveLength(7);
  });

  test('it can be stopped, and refuses what is no change, no staff, no destination', async () => {
    const { id } = await start({ smsLogging: false });
    expect((await world.owner.call('POST', `/api/v1/what-if/${id}/cancel`)).json()).toMatchObject({
      state: 'cancelled',
    });
    await look();
    expect((await see(id)).state).toBe('cancelled');
    expect((await apply(id)).statusCode).toBe(409);
    for (const body of [
      { options: {} },
      { options: { seats: ['nobody'] } },
      { options: { smsLogging: false }, days: 0 },
      { options: { smsLogging: false }, days: 366 },
      { options: { blockList: ['not a number'] } },
    ])
      expect((await world.owner.call('POST', '/api/v1/what-if', body)).statusCode, JSON.stringify(body)).toBe(
        422,
      );
    const nowhere = { options: { smsLogging: false }, destination: 'nowhere' };
    expect((await world.owner.call('POST', '/api/v1/what-if', nowhere)).statusCode).toBe(404);
    expect(
      (await world.ada.call('POST', '/api/v1/what-if', { options: { smsLogging: false } })).statusCode,
    ).toBe(403);
  });
});

describe('applying', () => {
  const fees = () => world.count('fees', 'removed_at is null');

  test('to the future only: the options are saved, the past stays', async () => {
    await world.addMatter('Purchase', [contact]);
    await short();
    const { id } = await run({ minimumDurationSeconds: 60 });
    const applied = await apply(id);
    expect(applied.json()).toMatchObject({ redo: null });
    await redo();
    expect(await fees()).toBe(1);
    expect((await short()).logEntries).toMatchObject([{ state: 'skipped', reason: 'too_short' }]);
    expect((await apply(id)).statusCode).toBe(409);
  });

  test('also to the past: changed ones are decided again; billed, edited and chosen ones stay, with reasons; and it can be taken back', async () => {
    const matter = await world.addMatter('Purchase', [contact]);
    const plain = await short();
    const billed = await short();
    const edited = await short();
    const chosen = await short();
    const long = await world.log(genericCall({ talkSeconds: 600 }));
    await world.act(chosen.id, 'refile', { matterId: matter });
    const feeOf = (view: typeof plain) => view.logEntries[0]?.recordId ?? '';
    await world.query('update fees set billed_at = now() where id = $1', [feeOf(billed)]);
    await world.query(`update fees set description = description || ' by hand' where id = $1`, [
      feeOf(edited),
    ]);
    const looked = await run({ minimumDurationSeconds: 60 });
    expect(looked.counts).toMatchObject([{ count: 3, stays: 1 }]);
    const applied = whatIfRun.parse((await apply(looked.id, { past: true })).json());
    expect(applied.redo).toMatchObject({ state: 'gathering', cause: 'what_if' });
    await redo();
    const after = (await see(looked.id)).redo;
    expect(after).toMatchObject({ state: 'done', progress: 1, canUndo: true });
    expect(after?.counts).toMatchObject({ changed: 1, billed: 1, touched: 1, waiting: 0 });
    expect((await world.interaction(plain.id)).logEntries).toMatchObject([
      { state: 'skipped', reason: 'too_short' },
    ]);
    for (const kept of [billed, edited, chosen, long])
      expect((await world.interaction(kept.id)).logEntries).toMatchObject([
        { state: 'logged', recordKind: 'fee' },
      ]);
    expect(await fees()).toBe(4);
    const results = await world.owner.call('GET', `/api/v1/redo-runs/${after?.id}/results?result=billed`);
    expect(results.json().items).toMatchObject([{ interaction: { id: billed.id }, result: 'billed' }]);
    expect(await world.count('audit_log', `action = 'log_entry.redone'`)).toBe(1);
    const undo = await world.owner.call('POST', `/api/v1/redo-runs/${after?.id}/undo`);
    expect(undo.statusCode, undo.body).toBe(200);
    await redo();
    expect((await world.interaction(plain.id)).logEntries).toMatchObject([
      { state: 'logged', recordKind: 'fee' },
    ]);
    expect(await fees()).toBe(5);
    expect((await world.owner.call('POST', `/api/v1/redo-runs/${after?.id}/undo`)).statusCode).toBe(409);
  });

  test('taking back leaves alone what a person did since', async () => {
    const matter = await world.addMatter('Purchase', [contact]);
    const one = await short();
    const { id } = await run({ minimumDurationSeconds: 60 });
    await apply(id, { past: true });
    await redo();
    await world.act(one.id, 'refile', { matterId: matter });
    const made = (await see(id)).redo;
    const undo = redoRun.parse((await world.owner.call('POST', `/api/v1/redo-runs/${made?.id}/undo`)).json());
    await redo();
    const after = redoRun.parse((await world.owner.call('GET', `/api/v1/redo-runs/${undo.id}`)).json());
    expect(after.counts).toMatchObject({ changed: 0, touched: 1 });
    expect((await world.interaction(one.id)).logEntries).toMatchObject([
      { byPerson: true, recordKind: 'fee' },
    ]);
  });

  test('billable and minutes of the past are made anew', async () => {
    await world.addMatter('Purchase', [contact]);
    const one = await world.log(genericCall({ talkSeconds: 400 }));
    const { id } = await run({ defaultBillable: true });
    await apply(id, { past: true });
    await redo();
    expect((await world.interaction(one.id)).logEntries).toMatchObject([
      { billable: true, recordKind: 'fee' },
    ]);
    expect(await fees()).toBe(1);
  });

  test('what differs only because matters changed is left unless asked for', async () => {
    await world.log(genericCall());
    await world.addMatter('Purchase', [contact]);
    const without = await run({ smsLogging: false });
    await apply(without.id, { past: true });
    await redo();
    expect(await fees()).toBe(0);
    const also = await run({ smsLogging: true });
    await apply(also.id, { past: true, alsoFacts: true });
    await redo();
    expect(await fees()).toBe(1);
  });

  test('options that were changed since are seen', async () => {
    const { id } = await run({ minimumDurationSeconds: 60 });
    await world.setOptions({ smsLogging: false });
    expect(await see(id)).toMatchObject({ outdated: true });
    const refused = await apply(id);
    expect(refused.statusCode).toBe(409);
    expect(refused.json().code).toBe('conflict');
  });

  test('a restart in the middle of the past goes on; a stop keeps what was done', async () => {
    await world.addMatter('Purchase', [contact]);
    for (let n = 0; n < 6; n += 1) await short(20 + n);
    const { id } = await run({ minimumDurationSeconds: 60 });
    await apply(id, { past: true });
    let chunks = 0;
    const { database } = world.deps.platform;
    const dying = {
      ...world.deps.platform,
      database: {
        ...database,
        firm: (firmId: string, staffId?: string | null) => {
          const scope = database.firm(firmId, staffId);
          return {
            read: scope.read,
            write: async <T>(work: Parameters<typeof scope.write<T>>[0]) => {
              chunks += 1;
              if (chunks > 3) throw new Error('the database is gone');
              return await scope.write(work);
            },
          };
        },
      },
    };
    const untilItDies = async () => {
      while (await redoRound({ ...world.deps, platform: dying, chunkSize: 2 }));
    };
    await expect(untilItDies()).rejects.toThrow('gone');
    const half = (await see(id)).redo;
    expect(half?.counts.changed).toBeGreaterThan(0);
    expect(half?.counts.changed).toBeLessThan(6);
    await world.query(`update redo_runs set due_at = '2026-01-01' where firm_id = $1`, [world.firm.id]);
    await redo(2);
    expect((await see(id)).redo).toMatchObject({
      state: 'done',
      counts: { changed: 6, failed: 0, waiting: 0 },
    });
    expect(await fees()).toBe(0);
  });
});

describe('walls', () => {
  test('whoever is outside sees neither the rows nor a figure of them', async () => {
    const administrator = await first.app.signedIn(world.firm, 'administrator');
    const secret = await world.addMatter('Secret', [contact]);
    await short();
    const wall = { restricted: true, staffIds: [world.owner.id] };
    const restrict = await world.owner.call('PUT', `/api/v1/matters/${secret}/wall`, wall);
    expect(restrict.statusCode, restrict.body).toBeLessThan(300);
    const view = await run({ minimumDurationSeconds: 60 });
    expect(counts(view)).toHaveLength(1);
    expect((await changes(view.id)).items).toHaveLength(1);
    expect(counts(await see(view.id, administrator))).toEqual([]);
    expect((await changes(view.id, '', administrator)).items).toEqual([]);
  });

  test('nothing of another firm', async () => {
    const view = await run({ minimumDurationSeconds: 60 });
    const foreign = first.owner;
    expect((await foreign.call('GET', `/api/v1/what-if/${view.id}`)).statusCode).toBe(404);
    expect((await foreign.call('POST', `/api/v1/what-if/${view.id}/apply`, {})).statusCode).toBe(404);
  });
});
