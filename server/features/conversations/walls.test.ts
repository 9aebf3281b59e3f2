/** T1 as the function and T1 as the database must agree, whatever a conversation has been through. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type ConversationsWorld, startConversationsWorld } from '../../testing/conversations-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';
import { conversationKinds, conversationStates } from './kinds.ts';
import { decideVisibility, type Stay } from './visibility.ts';

let world: ConversationsWorld;
let people: TestStaff[];
let clients: TestPortalUser[];
beforeAll(async () => {
  world = await startConversationsWorld();
  const { app, firm } = world;
  people = [world.owner, world.mina, world.omar];
  clients = [
    world.client,
    await makePortalUser(app, firm, {}),
    await makePortalUser(app, firm, { secondFactor: true }),
  ];
});
afterAll(() => world.close());

/** A small generator with a seed, so that a failure can be played again. */
function dice(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    of: <T>(items: readonly T[]): T => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('nothing to choose from');
      return item;
    },
    yes: (chance: number) => next() < chance,
    upTo: (most: number) => Math.floor(next() * (most + 1)),
  };
}

interface Made {
  id: string;
  kind: (typeof conversationKinds)[number];
  state: (typeof conversationStates)[number];
  allowed: Set<string> | null;
  members: Set<string>;
  glass: Set<string>;
  stays: Map<string, Stay[]>;
  secondFactor: boolean;
  messages: number;
}

async function make(roll: ReturnType<typeof dice>, number: number): Promise<Made> {
  const { pool } = world.app.platform.database;
  const firmId = world.firm.id;
  const now = world.app.platform.clock.now();
  const [id, kind, state] = [newId(), roll.of(conversationKinds), roll.of(conversationStates)];
  const onMatter = kind === 'external' || kind === 'internal';
  const allowed =
    onMatter && roll.yes(0.4) ? new Set(people.filter(() => roll.yes(0.5)).map((one) => one.id)) : null;
  const matterId = onMatter ? newId() : null;
  if (matterId !== null) {
    await pool.query(
      `insert into matters (firm_id, id, number, title, restricted) values ($1, $2, $3, 'Secret', $4)`,
      [firmId, matterId, `P-${number}`, allowed !== null],
    );
    for (const staffId of allowed ?? [])
      await pool.query('insert into matter_access (firm_id, matter_id, staff_id) values ($1, $2, $3)', [
        ...[firmId, matterId, staffId],
      ]);
  }
  const messages = roll.upTo(6);
  const secondFactor = kind === 'external' && roll.yes(0.3);
  await pool.query(
    `insert into conversations (firm_id, id, kind, matter_id, class, state, second_factor, direct_key, last_seq, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
    [
      ...[firmId, id, kind, matterId, kind === 'external' ? 'privileged' : null, state, secondFactor],
      ...[kind === 'direct' ? id : null, messages, now],
    ],
  );
  for (let seq = 1; seq <= messages; seq += 1)
    await pool.query(
      `insert into messages (firm_id, conversation_id, seq, id, body, created_at) values ($1, $2, $3, $4, 'word', $5)`,
      [firmId, id, seq, newId(), now],
    );
  const members = new Set(people.filter(() => roll.yes(0.4)).map((one) => one.id));
  for (const staffId of members)
    await pool.query(
      'insert into participants (firm_id, id, conversation_id, staff_id, joined_at) values ($1, $2, $3, $4, $5)',
      [firmId, newId(), id, staffId, now],
    );
  const glass = await openTo(roll, id, now);
  const stays = new Map<string, Stay[]>();
  if (kind === 'external')
    for (const client of clients) stays.set(client.id, await staysOf(roll, id, client.id, messages, now));
  return { id, kind, state, allowed, members, glass, stays, secondFactor, messages };
}

async function openTo(roll: ReturnType<typeof dice>, id: string, now: Date): Promise<Set<string>> {
  const glass = new Set<string>();
  for (const one of people) {
    if (!roll.yes(0.3)) continue;
    const over = roll.yes(0.3);
    if (!over) glass.add(one.id);
    await world.app.platform.database.pool.query(
      `insert into break_glass_grants (firm_id, id, conversation_id, staff_id, reason, hours, asked_by_staff_id, asked_at,
         approved_by_staff_id, approved_at, expires_at)
       values ($1, $2, $3, $4, 'because', 1, $5, $6, $7, $6, $8)`,
      [
        ...[world.firm.id, newId(), id, one.id, world.owner.id, now, world.mina.id],
        new Date(now.getTime() + (over ? -1 : 3_600_000)),
      ],
    );
  }
  return glass;
}

async function staysOf(
  roll: ReturnType<typeof dice>,
  id: string,
  portalUserId: string,
  messages: number,
  now: Date,
): Promise<Stay[]> {
  const stays: Stay[] = [];
  let from = 1 + roll.upTo(2);
  for (let n = roll.upTo(2); n > 0; n -= 1) {
    const last = n === 1;
    const left = last && roll.yes(0.5) ? null : roll.of(['left', 'removed', 'ended', 'for_cause'] as const);
    const toSeq = left === null ? null : Math.min(messages, from + roll.upTo(2));
    const accessUntil =
      left !== null && roll.yes(0.3) ? new Date(now.getTime() + roll.of([-1, 3_600_000])) : null;
    stays.push({ fromSeq: from, toSeq, left, accessUntil });
    await world.app.platform.database.pool.query(
      `insert into participants (firm_id, id, conversation_id, portal_user_id, from_seq, to_seq, joined_at, left_at, left_how, cause, access_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[world.firm.id, newId(), id, portalUserId, from, toSeq, now, left === null ? null : now, left],
        ...[left === 'for_cause' ? 'because' : '', accessUntil],
      ],
    );
    from = (toSeq ?? messages) + 1;
  }
  return stays;
}

const seen = `select c.id, coalesce((select array_agg(m.seq::int order by m.seq) from messages m where m.firm_id = c.firm_id and m.conversation_id = c.id), '{}') as seqs
  from conversations c where c.firm_id = $1`;

/** What the database shows: conversation to the numbers of its messages. */
async function shownBy(settings: Record<string, string>): Promise<Map<string, number[]>> {
  const client = await world.app.platform.database.pool.connect();
  try {
    await client.query('begin');
    for (const [name, value] of Object.entries({
      'app.firm_id': world.firm.id,
      'app.now': world.app.platform.clock.now().toISOString(),
      ...settings,
    }))
      await client.query('select set_config($1, $2, true)', [name, value]);
    const { rows } = await client.query<{ id: string; seqs: number[] }>(seen, [world.firm.id]);
    return new Map(rows.map(({ id, seqs }) => [id, seqs]));
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const all = (made: Made) => Array.from({ length: made.messages }, (_, index) => index + 1);

test.each([false, true])('a thousand conversations, members only: %s', async (membersOnly) => {
  const { app, firm } = world;
  await app.platform.database.pool.query(
    `insert into portal_settings (firm_id, members_only) values ($1, $2)
     on conflict (firm_id) do update set members_only = excluded.members_only`,
    [firm.id, membersOnly],
  );
  const roll = dice(membersOnly ? 7 : 42);
  const made: Made[] = [];
  for (let number = 0; number < 500; number += 1)
    made.push(await make(roll, number + (membersOnly ? 1000 : 0)));
  const now = app.platform.clock.now();
  const rows = new Set<number>();
  for (const { id: staffId } of people) {
    const shown = await shownBy({ role: 'matterline_app', 'app.staff_id': staffId });
    for (const one of made) {
      const { row, open } = decideVisibility({
        ...{ sameFirm: true, kind: one.kind, state: one.state, membersOnly, now },
        viewer: {
          who: 'staff',
          active: true,
          outsideWall: one.allowed !== null && !one.allowed.has(staffId),
          member: one.members.has(staffId),
          breakGlass: one.glass.has(staffId),
        },
      });
      rows.add(row);
      expect(shown.get(one.id) ?? null, `${JSON.stringify(one)} for ${staffId}`).toEqual(
        open ? all(one) : null,
      );
    }
  }
  for (const client of clients) {
    for (const secondFactor of ['on', 'off']) {
      const shown = await shownBy({
        role: 'matterline_portal',
        'app.portal_user_id': client.id,
        'app.second_factor': secondFactor,
      });
      for (const one of made) {
        const stays = one.stays.get(client.id) ?? [];
        const { row, open, within } = decideVisibility({
          ...{ sameFirm: true, kind: one.kind, state: one.state, membersOnly, now },
          viewer: { who: 'external', active: true, stays },
        });
        rows.add(row);
        const reads = all(one).filter((seq) =>
          (within ?? []).some(({ fromSeq, toSeq }) => seq >= fromSeq && (toSeq === null || seq <= toSeq)),
        );
        const kept = one.secondFactor && secondFactor === 'off' ? [] : reads;
        expect(shown.get(one.id) ?? null, JSON.stringify({ one, stays })).toEqual(open ? kept : null);
      }
    }
  }
  // Another firm and a disabled account never reach a query; every other row was tried.
  expect([...rows].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
});
