/** T1, row 3, over what concerns several conversations at once; and that becoming one never shows more than two saw. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { TestStaff } from '../../testing/app.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { type MergedWorld, startMergedWorld } from './merged-world.ts';

let world: MergedWorld;
beforeAll(async () => {
  world = await startMergedWorld();
});
afterAll(() => world.close());

const path = (id: string) => `/api/v1/merged-contacts/${id}`;

/** The answer without what differs between any two requests. */
async function answerTo(who: TestStaff, method: 'GET' | 'POST', url: string, body?: unknown) {
  const { statusCode, body: text, headers } = await who.call(method, url, body);
  return {
    statusCode,
    text: text.replace(/"instance":"[^"]*"/, ''),
    length: headers['content-length'],
  };
}

/** Nothing of it exists for this person: not in lists, not by its address, not by deciding. */
async function mustNotExistFor(who: TestStaff, other: TestPortalUser, contacts: readonly TestPortalUser[]) {
  for (const query of ['', '?state=apart', ...contacts.map(({ contactId }) => `?contactId=${contactId}`)])
    expect(await world.list(who, query)).toEqual([]);
  const nothing = path(newId());
  expect(await answerTo(who, 'GET', path(other.contactId))).toEqual(await answerTo(who, 'GET', nothing));
  const body = { decision: 'apart', seen: 'anything' };
  expect(await answerTo(who, 'POST', `${path(other.contactId)}/decision`, body)).toEqual(
    await answerTo(who, 'POST', `${nothing}/decision`, body),
  );
}

test('whoever is outside the wall of one matter learns nothing, the owner neither; whoever sees all decides', async () => {
  const [jane, jay] = [await world.person('Jane'), await world.person('Jay')];
  const open = await world.matter('Open matter', [jane]);
  const walled = await world.matter('Walled matter', [jay]);
  await world.thread({ matterId: open, portalUserIds: [jane.id] });
  await world.thread({ matterId: walled, portalUserIds: [jay.id] });
  await world.merge(jane, jay);
  for (const one of [world.owner, world.mina, world.omar]) expect(await world.list(one)).toHaveLength(1);
  await world.restrict(walled, [world.mina.id]);
  for (const one of [world.owner, world.omar]) await mustNotExistFor(one, jay, [jane, jay]);
  expect(await world.list(world.mina)).toHaveLength(1);
  expect((await world.decide(jay, { decision: 'apart' })).statusCode).toBe(200);
  // Nor is what was decided theirs to know.
  for (const one of [world.owner, world.omar]) await mustNotExistFor(one, jay, [jane, jay]);
});

test('an appointment or a thing to do on a walled matter counts as much as a conversation', async () => {
  for (const what of ['appointment', 'to-do'] as const) {
    const [jane, jay] = [await world.person('Jane'), await world.person('Jay')];
    const walled = await world.matter('Walled matter', [jane]);
    await world.merge(jane, jay);
    expect(await world.list(world.omar, `?contactId=${jane.contactId}`)).toHaveLength(1);
    if (what === 'to-do')
      await world.rows(
        `insert into to_dos (firm_id, id, matter_id, portal_user_id, kind, title, created_at) values ($1, $2, $3, $4, 'free', 'Sign', now())`,
        [world.firm.id, newId(), walled, jane.id],
      );
    else {
      const eventId = newId();
      await world.rows(
        `insert into matter_events (firm_id, id, matter_id, uid, title, starts_at, ends_at, time_zone, organiser_staff_id, created_at, updated_at)
         values ($1, $2, $3, $4, 'Hearing', now(), now(), 'Europe/London', $5, now(), now())`,
        [world.firm.id, eventId, walled, newId(), world.mina.id],
      );
      await world.rows(
        `insert into event_attendees (firm_id, id, event_id, matter_id, contact_id, added_at) values ($1, $2, $3, $4, $5, now())`,
        [world.firm.id, newId(), eventId, walled, jane.contactId],
      );
    }
    await world.restrict(walled, [world.mina.id]);
    await mustNotExistFor(world.omar, jay, [jane, jay]);
    await world.decide(jay, { decision: 'apart' });
  }
});

test('also what ended long ago, and where the firm keeps conversations to those who take part', async () => {
  const [jane, jay] = [await world.person('Jane'), await world.person('Jay')];
  const matterId = await world.matter('Members only', [jane, jay]);
  const id = await world.thread({ matterId, portalUserIds: [jane.id, jay.id] });
  await world.rows(
    `update participants set left_at = now(), left_how = 'left', to_seq = 1 where conversation_id = $1 and portal_user_id = $2`,
    [id, jay.id],
  );
  await world.merge(jane, jay);
  expect(await world.list(world.omar)).toHaveLength(1);
  await world.rows(
    `insert into portal_settings (firm_id, members_only) values ($1, true) on conflict (firm_id) do update set members_only = true`,
    [world.firm.id],
  );
  await mustNotExistFor(world.omar, jay, [jane, jay]);
  expect(await world.list(world.mina)).toHaveLength(1);
  await world.rows('update portal_settings set members_only = false where firm_id = $1', [world.firm.id]);
  await world.decide(jay, { decision: 'apart' });
});

test('another firm', async () => {
  const [jane, jay] = [await world.person('Jane'), await world.person('Jay')];
  await world.merge(jane, jay);
  const elsewhere = await world.app.makeFirm({ name: 'Marsh Legal' });
  await mustNotExistFor(elsewhere.owner, jay, [jane, jay]);
  await world.decide(jay, { decision: 'apart' });
});

test('what was decided says nothing of conversations to those who read the log and not them', async () => {
  const [jane, jay] = [await world.person('Jane'), await world.person('Jay')];
  const walled = await world.matter('Walled matter', [jane, jay]);
  const id = await world.thread({ matterId: walled, portalUserIds: [jane.id] });
  await world.thread({ matterId: walled, portalUserIds: [jay.id] });
  await world.restrict(walled, [world.mina.id]);
  await world.merge(jane, jay);
  expect((await world.decide(jay, { decision: 'unite' })).statusCode).toBe(200);
  const logged = await world.app.platform.database
    .firm(world.firm.id, world.owner.id)
    .read((tx) =>
      tx
        .selectFrom('audit_log')
        .select(['action', 'detail'])
        .where('firm_id', '=', world.firm.id)
        .where('action', 'in', ['contact.access_decided', 'conversation.people_united'])
        .where('subject_id', 'in', [jay.contactId, id])
        .execute(),
    );
  expect(logged.map(({ action }) => action)).toEqual(['contact.access_decided']);
  expect(JSON.stringify(logged)).not.toContain(id);
});

/** A small generator with a seed, so that a failure can be played again. */
function dice(seed: number) {
  let state = seed >>> 0;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}

/** Stays one after the other, as the database keeps them; the last may go on. */
async function stayAround(roll: (most: number) => number, conversationId: string, who: TestPortalUser) {
  let from = 1 + roll(5);
  for (let times = roll(3); times > 0 && from <= 12; times -= 1) {
    const to = Math.min(12, from + roll(5));
    const goesOn = times === 1 && roll(1) === 0;
    const over = !goesOn && roll(3) === 0;
    await world.rows(
      `insert into participants (firm_id, id, conversation_id, portal_user_id, from_seq, to_seq, joined_at, left_at, left_how, access_until)
       values ($1, $2, $3, $4, $5, $6, now(), $7, $8, $9)`,
      [
        ...[world.firm.id, newId(), conversationId, who.id, from, goesOn ? null : to],
        ...(goesOn ? [null, null] : ['2026-11-01T10:00:00Z', 'left']),
        over ? '2026-11-02T10:00:00Z' : null,
      ],
    );
    from = to + 1 + roll(2);
  }
}

test.each([1, 2, 3])('over random stays nobody reads what neither could read before (%s)', async (seed) => {
  const roll = dice(seed * 7919);
  const [jane, jay, stranger] = [
    await world.person('Jane'),
    await world.person('Jay'),
    await makePortalUser(world.app, world.firm, { firstName: 'Sam' }),
  ];
  const matterId = await world.matter('Many threads', [jane, jay]);
  const ids: string[] = [];
  for (let number = 0; number < 12; number += 1) {
    const id = newId();
    ids.push(id);
    await world.rows(
      `insert into conversations (firm_id, id, kind, matter_id, class, state, last_seq, last_message_at, created_at, updated_at)
       values ($1, $2, 'external', $3, 'privileged', $4, 12, now(), now(), now())`,
      [world.firm.id, id, matterId, ['open', 'archived', 'ended'][roll(2)]],
    );
    await world.rows(
      `insert into messages (firm_id, conversation_id, seq, id, body, inside, created_at)
       select $1, $2, n, gen_random_uuid(), n::text, n = 7, now() from generate_series(1, 12) n`,
      [world.firm.id, id],
    );
    for (const who of [jane, jay, stranger]) await stayAround(roll, id, who);
  }
  const readOf = async (who: TestPortalUser) => {
    const all: string[] = [];
    for (const id of ids) all.push(...(await world.reads(who, id)).map((body) => `${id} ${body}`));
    return all;
  };
  const before = { jane: await readOf(jane), jay: await readOf(jay), stranger: await readOf(stranger) };
  await world.merge(jane, jay);
  const { gains } = await world.see(jay);
  const answer = await world.decide(jay, { decision: 'unite' });
  expect(answer.statusCode, answer.body).toBe(200);
  const after = await readOf(jane);
  expect(new Set(after)).toEqual(new Set([...before.jane, ...before.jay]));
  // What was shown to become visible is what became visible.
  expect(gains.kept.messages).toBe(after.length - before.jane.length);
  expect(gains.other.messages).toBe(after.length - before.jay.length);
  expect(await readOf(stranger)).toEqual(before.stranger);
  const { rowCount } = {
    rowCount: (
      await world.rows('select 1 from participants where portal_user_id = $1 and left_at is null', [jay.id])
    ).length,
  };
  expect(rowCount).toBe(0);
});
