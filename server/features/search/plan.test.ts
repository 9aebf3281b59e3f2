/** How PostgreSQL finds, as the role that the program works under: by the indexes, and in the same time whatever is hidden. */
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../platform/db/database.ts';
import { type SearchWorld, startSearchWorld } from '../../testing/search-world.ts';
import { readTyped } from '../conversations/index.ts';
import { searchOnce } from './describe.ts';
import { type Reader, selectKeys } from './find.ts';
import { staffSearchQuery } from './schema.ts';

let world: SearchWorld;
let threadId: string;
beforeAll(async () => {
  world = await startSearchWorld();
  threadId = await world.thread();
  const { pool } = world.app.platform.database;
  // Every message has "often"; one in five thousand has "seldom". A search of nine firms in ten must not read the tenth.
  await pool.query(
    `insert into messages (firm_id, conversation_id, seq, id, author_staff_id, body, search, created_at)
     select $1, $2, 100 + n, uuidv7(), $3, 'x', to_tsvector('simple', t), timestamptz '2026-01-01' + n * interval '1 minute'
     from generate_series(1, 30000) n, lateral (select 'often the word w' || n || case when n % 5000 = 0 then ' seldom' else '' end) as w (t)`,
    [world.firm.id, threadId, world.mina.id],
  );
  await pool.query('analyze messages, file_words, conversations');
}, 120_000);
afterAll(() => world.close());

const staff = (): Reader => ({
  firmId: world.firm.id,
  id: world.omar.id,
  who: 'staff',
  timeZone: 'Europe/London',
});
const eyes = (reader: Reader): Scope =>
  reader.who === 'staff'
    ? world.app.platform.database.firm(reader.firmId, reader.id)
    : world.app.platform.database.portal({
        firmId: reader.firmId,
        portalUserId: reader.id,
        secondFactor: false,
      });

async function planOf(
  reader: Reader,
  asked: { q: string; mine?: string; conversationId?: string },
): Promise<string> {
  const query = staffSearchQuery.parse(asked);
  const statement: RawBuilder<unknown> = selectKeys(reader, query, readTyped(asked.q), null);
  const { rows } = await eyes(reader).read((tx) =>
    sql<{ 'QUERY PLAN': string }>`explain (costs off) ${statement}`.execute(tx),
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test('the plan: the words’ own index for what is rare, the newest first for what is common, never all messages', async ({
  skip,
}) => {
  const { rows } = await world.app.platform.database.pool.query<{ proleakproof: boolean }>(
    `select proleakproof from pg_proc where oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure`,
  );
  if (rows[0]?.proleakproof !== true)
    skip('only a superuser may let the match use its index behind the walls');
  const rare = await planOf(staff(), { q: 'seldom ' });
  expect(rare).toContain('messages_search');
  const common = await planOf(staff(), { q: 'often ' });
  expect(common).toContain('messages_newest');
  const outside: Reader = { ...staff(), id: world.client.id, who: 'external' };
  const plans = [
    rare,
    common,
    await planOf(staff(), { q: 'often seldom ' }),
    await planOf(staff(), { q: 'seldom ', mine: 'true' }),
    await planOf(staff(), { q: 'often ', conversationId: threadId }),
    await planOf(outside, { q: 'seldom ' }),
    await planOf(outside, { q: 'often ' }),
  ];
  for (const plan of plans) {
    expect(plan).not.toMatch(/Seq Scan on messages/);
  }
  // Of each hit its own conversation is looked up, not all of the firm's beforehand.
  for (const plan of [rare, common]) expect(plan).not.toMatch(/conversation_id = \(hashed SubPlan/);
});

/** How far apart two samples lie, in standard deviations of what chance alone makes of it (Mann–Whitney, normal). */
function apart(a: readonly number[], b: readonly number[]): number {
  const ranked = [
    ...a.map((value) => ({ value, ofA: true })),
    ...b.map((value) => ({ value, ofA: false })),
  ].sort((one, other) => one.value - other.value);
  const sum = ranked.reduce((total, { ofA }, index) => total + (ofA ? index + 1 : 0), 0);
  const [n, m] = [a.length, b.length];
  const u = sum - (n * (n + 1)) / 2;
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

test('search: hidden thread holds the only hit of a rare word → same latency distribution as no hit (two-sample test)', async () => {
  const { client, mina, restrict } = world;
  const matterId = await world.matter('Walled', [client]);
  const hidden = await world.thread({ matterId });
  await world.say(hidden, 'xylograph');
  await world.say(threadId, 'yarrow');
  await restrict(matterId, [mina.id]);
  const reader = staff();
  const time = async (q: string) => {
    const before = performance.now();
    const { hits } = await eyes(reader).read((tx) => searchOnce(tx, reader, staffSearchQuery.parse({ q })));
    return { took: performance.now() - before, hits: hits.length };
  };
  const words = { hidden: 'xylograph', none: 'zymurgies', seen: 'yarrow' } as const;
  const times: Record<keyof typeof words, number[]> = { hidden: [], none: [], seen: [] };
  for (let round = 0; round < 220; round += 1) {
    // In turns, and each first as often as the others: what else the machine does meets all alike.
    const order = (['hidden', 'none', 'seen'] as const).map(
      (_, index, all) => all[(index + round) % 3] ?? 'none',
    );
    for (const which of order) {
      const { took, hits } = await time(words[which]);
      expect(hits).toBe(which === 'seen' ? 1 : 0);
      if (round >= 20) times[which].push(took);
    }
  }
  // By chance alone once in some hundred thousand runs.
  expect(Math.abs(apart(times.hidden, times.none))).toBeLessThan(4.5);
  // The same test tells what does make a difference: a hit that is shown.
  expect(apart(times.seen, times.none)).toBeGreaterThan(4.5);
}, 120_000);
