/** To-dos through the API, the portal and what completes them, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type CalendarWorld, startCalendarWorld } from '../../testing/calendar-world.ts';
import {
  addToDo,
  completeBySource,
  type Happening,
  reopenBySource,
  type SourceKind,
  withdrawBySource,
} from './index.ts';

let world: CalendarWorld;
beforeAll(async () => {
  world = await startCalendarWorld();
});
afterAll(async () => {
  await world.close();
});

type Write = ReturnType<typeof world.app.platform.database.firm>['write'];
const inFirm: Write = (work) => world.app.platform.database.firm(world.firm.id).write(work);
const add = (kind: SourceKind, more: Record<string, unknown> = {}) => {
  const sourceId = newId();
  const toDo = {
    firmId: world.firm.id,
    matterId: world.matterId,
    portalUserId: world.jane.id,
    kind,
    sourceId,
    title: `A ${kind}`,
    now: world.clock.now,
    ...more,
  };
  return inFirm((tx) => addToDo(tx, toDo)).then((added) => ({ added, toDo, sourceId }));
};
const happen = (kind: SourceKind, sourceId: string, happening: Happening, portalUserId?: string) =>
  inFirm((tx) => {
    const source = { firmId: world.firm.id, kind, sourceId, ...(portalUserId ? { portalUserId } : {}) };
    return completeBySource(tx, source, happening, world.clock.now);
  });
const own = async (who = world.jane, query = '') => {
  const { items } = (await who.call('GET', `/portal/api/to-dos?limit=200${query}`)).json();
  return items as {
    id: string;
    sourceId: string | null;
    title: string;
    state: string;
    doneHow: string | null;
    tickable: boolean;
  }[];
};
const ofSource = async (sourceId: string, who = world.jane) =>
  (await own(who)).find((one) => one.sourceId === sourceId);

describe('T16: done by what happens', () => {
  test.each([
    ['message', 'read', 'opened'],
    ['file', 'opened', 'read'],
    ['form', 'submitted', 'signed'],
    ['signature', 'signed', 'read'],
    ['invoice', 'paid', 'opened'],
    ['request', 'all_slots_accepted', 'submitted'],
    ['event', 'answered', 'read'],
    ['event', 'past', 'paid'],
  ] as const)('%s → %s, not by %s', async (kind, happening, other) => {
    const { sourceId } = await add(kind);
    expect(await happen(kind, sourceId, other)).toBe(0);
    expect(await ofSource(sourceId)).toMatchObject({ state: 'open', doneHow: null });
    expect(await happen(kind, sourceId, happening)).toBe(1);
    expect(await ofSource(sourceId)).toMatchObject({
      state: 'done',
      doneHow: happening === 'past' ? 'passed' : 'happened',
    });
    expect(await happen(kind, sourceId, happening)).toBe(0);
  });

  test('of one person alone, or of everybody', async () => {
    const { sourceId } = await add('file');
    await add('file', { sourceId, portalUserId: world.john.id });
    expect(await happen('file', sourceId, 'opened', world.john.id)).toBe(1);
    expect((await ofSource(sourceId))?.state).toBe('open');
    expect((await ofSource(sourceId, world.john))?.state).toBe('done');
    expect(await happen('file', sourceId, 'opened')).toBe(1);
    expect((await ofSource(sourceId))?.state).toBe('done');
  });

  test('added again it is the same; withdrawn it is gone, and added then it is open again', async () => {
    const { sourceId, added } = await add('request');
    expect(added).toBe(true);
    expect((await add('request', { sourceId, title: 'Twice' })).added).toBe(false);
    expect(await ofSource(sourceId)).toMatchObject({ title: 'A request' });
    const source = { firmId: world.firm.id, kind: 'request' as const, sourceId };
    expect(await inFirm((tx) => withdrawBySource(tx, source))).toBe(1);
    expect(await ofSource(sourceId)).toBeUndefined();
    expect((await add('request', { sourceId, title: 'Once more' })).added).toBe(true);
    expect(await ofSource(sourceId)).toMatchObject({ title: 'Once more', state: 'open' });
    await happen('request', sourceId, 'all_slots_accepted');
    const more = { title: 'A file was rejected', dueOn: null, passesAt: null };
    expect(await inFirm((tx) => reopenBySource(tx, source, more))).toBe(1);
    expect(await ofSource(sourceId)).toMatchObject({
      title: 'A file was rejected',
      state: 'open',
      doneHow: null,
    });
  });
});

describe('a tick', () => {
  const tick = (id: string | undefined, done = true, who = world.jane) =>
    who.call('POST', `/portal/api/to-dos/${id}/tick`, { done });

  test('completes what has no legal effect, and can be taken back', async () => {
    const { sourceId } = await add('message');
    const { id } = (await ofSource(sourceId)) ?? {};
    expect((await tick(id)).json()).toMatchObject({ state: 'done', doneHow: 'ticked' });
    expect((await tick(id)).statusCode).toBe(200);
    expect((await tick(id, false)).json()).toMatchObject({ state: 'open', doneHow: null, doneAt: null });
    await happen('message', sourceId, 'read');
    expect((await tick(id, false)).json().code).toBe('wrong_state');
    const rows = await world.query<{ action: string; portal_user_id: string }>(
      'select action, portal_user_id from audit_log where subject_id = $1 order by id',
      [id],
    );
    expect(rows).toEqual([
      { action: 'to_do.ticked', portal_user_id: world.jane.id },
      { action: 'to_do.unticked', portal_user_id: world.jane.id },
    ]);
  });

  test.each(['signature', 'invoice'] as const)('of a %s is refused', async (kind) => {
    const { sourceId } = await add(kind);
    const shown = await ofSource(sourceId);
    expect(shown?.tickable).toBe(false);
    expect((await tick(shown?.id)).json().code).toBe('wrong_state');
    expect(await ofSource(sourceId)).toMatchObject({ state: 'open' });
  });

  test('of somebody else’s is not found', async () => {
    const { sourceId } = await add('file');
    const { id } = (await ofSource(sourceId)) ?? {};
    expect((await tick(id, true, world.john)).statusCode).toBe(404);
    expect((await tick('0198c0de-0000-7000-8000-000000000000', true, world.john)).statusCode).toBe(404);
    expect(await ofSource(sourceId)).toMatchObject({ state: 'open' });
  });
});

test('one’s own by the day that they are due, those without one last, page by page', async () => {
  const person = world.john;
  for (const [title, dueOn] of [
    ['Whenever', null],
    ['Late', '2026-04-20'],
    ['Soon', '2026-03-05'],
    ['Any time', null],
  ] as const)
    await add('form', { title, dueOn, portalUserId: person.id });
  const titles: string[] = [];
  let after = '';
  do {
    const page = await person.call('GET', `/portal/api/to-dos?state=open&order=due&limit=1${after}`);
    expect(page.statusCode, page.body).toBe(200);
    titles.push(...page.json().items.map(({ title }: { title: string }) => title));
    after = page.json().next === null ? '' : `&after=${page.json().next}`;
  } while (after !== '');
  const wanted = ['Soon', 'Late', 'Whenever', 'Any time'];
  expect(titles.filter((title) => wanted.includes(title))).toEqual(wanted);
});

describe('staff', () => {
  const url = () => `/api/v1/matters/${world.matterId}/to-dos`;

  test('ask a client of the matter for something, see what each has to do, and take it back', async () => {
    const body = { portalUserId: world.jane.id, title: 'Call the bank', dueOn: '2026-03-20' };
    const made = await world.tessa.call('POST', url(), body);
    expect(made.json()).toMatchObject({
      kind: 'free',
      personName: 'Jane Okafor',
      dueOn: '2026-03-20',
      state: 'open',
    });
    const { id } = made.json();
    expect((await own()).map((one) => one.id)).toContain(id);
    expect((await own(world.john)).map((one) => one.id)).not.toContain(id);
    await world.jane.call('POST', `/portal/api/to-dos/${id}/tick`, {});
    const listed = (await world.tessa.call('GET', `${url()}?state=done&limit=200`)).json().items;
    expect(listed.find((one: { id: string }) => one.id === id)).toMatchObject({ doneHow: 'ticked' });
    expect((await world.tessa.call('DELETE', `/api/v1/to-dos/${id}`)).statusCode).toBe(204);
    expect((await own()).map((one) => one.id)).not.toContain(id);
    expect((await world.tessa.call('DELETE', `/api/v1/to-dos/${id}`)).statusCode).toBe(404);
  });

  test('see whom they can ask: people of the matter who come to the portal', async () => {
    const people = async (matterId: string) =>
      (await world.tessa.call('GET', `/api/v1/matters/${matterId}/to-do-people`)).json().items;
    expect(await people(world.matterId)).toEqual([
      { portalUserId: world.jane.id, name: 'Jane Okafor' },
      { portalUserId: world.john.id, name: 'John Okafor' },
    ]);
    const matter = await world.owner.call('POST', '/api/v1/matters', {
      title: 'Of a witness',
      parties: [{ contactId: world.nina.contactId, role: 'Witness', isClient: false }],
    });
    expect(await people(matter.json().id)).toEqual([]);
  });

  test('do not take back what belongs to something else', async () => {
    const { sourceId } = await add('invoice');
    const { id } = (await ofSource(sourceId)) ?? {};
    expect((await world.tessa.call('DELETE', `/api/v1/to-dos/${id}`)).json().code).toBe('wrong_state');
  });

  test('do not ask somebody who has nothing to do with the matter', async () => {
    const matter = await world.owner.call('POST', '/api/v1/matters', { title: 'Another' });
    const other = `/api/v1/matters/${matter.json().id}/to-dos`;
    const refused = await world.tessa.call('POST', other, { portalUserId: world.jane.id, title: 'x' });
    expect(refused.json().errors).toMatchObject([{ field: 'portalUserId' }]);
    expect((await world.tessa.call('GET', other)).json().items).toEqual([]);
  });
});

test('what came up in a conversation that asks for a second factor is read only after one, and not by who was removed from it', async () => {
  const conversationId = newId();
  await world.query(
    `insert into conversations (firm_id, id, kind, matter_id, class, state, second_factor, created_at, updated_at)
     values ($1, $2, 'external', $3, 'privileged', 'open', true, now(), now())`,
    [world.firm.id, conversationId, world.matterId],
  );
  await world.query(
    `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at) values ($1, $2, $3, $4, now())`,
    [world.firm.id, newId(), conversationId, world.jane.id],
  );
  const { sourceId } = await add('file', { conversationId });
  expect(await ofSource(sourceId)).toBeUndefined();
  const reading = (secondFactor: boolean) =>
    world.app.platform.database
      .portal({ firmId: world.firm.id, portalUserId: world.jane.id, secondFactor })
      .read((tx) =>
        tx
          .selectFrom('to_dos')
          .select('id')
          .where('firm_id', '=', world.firm.id)
          .where('source_id', '=', sourceId)
          .execute(),
      );
  expect(await reading(false)).toHaveLength(0);
  expect(await reading(true)).toHaveLength(1);
  await world.query(
    `update participants set left_at = now(), left_how = 'for_cause', cause = 'Adverse', to_seq = 0 where conversation_id = $1`,
    [conversationId],
  );
  expect(await reading(true)).toHaveLength(0);
});
