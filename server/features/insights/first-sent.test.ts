/** When a lead's first quote was sent: kept by the database, whoever writes. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { furnishInsights, type InsightsWorld } from './insights-world.ts';

let world: PhoneWorld;
let insights: InsightsWorld;
beforeAll(async () => {
  world = await startPhoneWorld({ features: [(platform) => createLeadsFeature(platform)] });
  insights = furnishInsights(world);
});
afterAll(async () => {
  await world.close();
});

const at = (day: number) => new Date(`2026-03-${String(day).padStart(2, '0')}T12:00:00Z`);

async function firstSent(leadId: string): Promise<Date | null | undefined> {
  const [row] = await world.query<{ at: Date | null; version: number }>(
    `select first_sent_at as at from leads where firm_id = $1 and id = $2`,
    [world.firm.id, leadId],
  );
  return row?.at;
}

const versionsSentOn = `from quotes q where q.firm_id = $1 and v.firm_id = $1 and q.id = v.quote_id and q.lead_id = $2 and v.sent_at = $3`;

test('is the earliest of all versions of all quotes, whatever order they are written in', async () => {
  expect(await firstSent(await insights.lead({}))).toBeNull();
  expect(await firstSent(await insights.lead({ sent: [[at(9), at(4)], [at(6)]] }))).toEqual(at(4));
});

test('follows when a version is removed, or was not sent after all', async () => {
  const id = await insights.lead({ sent: [[at(9), at(4)], [at(6)]] });
  const ids = [world.firm.id, id];
  await world.query(
    `delete from quote_versions v using quotes q ${versionsSentOn.replace('from quotes q ', '')}`,
    [...ids, at(4)],
  );
  expect(await firstSent(id)).toEqual(at(6));
  await world.query(`update quote_versions v set state = 'draft', sent_at = null ${versionsSentOn}`, [
    ...ids,
    at(6),
  ]);
  expect(await firstSent(id)).toEqual(at(9));
  await world.query(`delete from leads where firm_id = $1 and id = $2`, ids);
  expect(await firstSent(id)).toBeUndefined();
});

test('does not make the lead a newer one: nobody edited it', async () => {
  const version = async (id: string) =>
    (await world.query<{ version: number }>(`select version from leads where id = $1`, [id]))[0]?.version;
  const plain = await insights.lead({});
  expect(await version(await insights.lead({ sent: [[at(2)]] }))).toBe(await version(plain));
});

test('leads of before are given theirs by the migration, which may run again', async () => {
  const id = await insights.lead({ sent: [[at(9), at(4)]] });
  await world.query(`update leads set first_sent_at = null where id = $1`, [id]);
  const migration = await readFile(new URL('../../../migrations/0033-insights.sql', import.meta.url), 'utf8');
  const walls = await readFile(new URL('../../../migrations/after-each.sql', import.meta.url), 'utf8');
  for (let run = 0; run < 2; run += 1) {
    await world.query(migration);
    await world.query(walls);
    expect(await firstSent(id)).toEqual(at(4));
  }
  const open = await world.query(
    `select relname from pg_class where relname in ('leads', 'quotes', 'quote_versions') and not relforcerowsecurity`,
  );
  expect(open).toEqual([]);
});
