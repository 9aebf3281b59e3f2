/** T14: a firm that leaves, with everything; and the vector "hold … tenant delete: nothing purged, each refusal logged". */

import { createPublicKey, verify } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { features } from '../../feature-list.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { makeTwin, type Twin } from '../../testing/twin-firms.ts';
import { cancelFirmDeletion, confirmFirmDeletion, requestFirmDeletion } from './index.ts';

let app: TestApp;
/** Made before the clock moves: their sessions would be over. */
let firms: Record<'leaving' | 'staying' | 'held', Twin>;
let at = new Date('2026-11-23T10:00:00Z');
beforeAll(async () => {
  app = await startTestApp({ features, clock: { now: () => at } });
  firms = {
    leaving: await makeTwin(app, 'leaving', true),
    staying: await makeTwin(app, 'staying', true),
    held: await makeTwin(app, 'held', false),
  };
});
afterAll(() => app.close());

const query = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
  (await app.platform.database.pool.query<Row>(text, [...values])).rows;
const pass = (days: number) => {
  at = new Date(at.getTime() + days * 86_400_000);
};
async function freeOf(firmId: string): Promise<void> {
  await query(
    `update holds set ended_at = now(), ended_by_staff_id = set_by_staff_id where firm_id = $1 and ended_at is null`,
    [firmId],
  );
  await query(`update conversations set held_at = null, held_reason = '' where firm_id = $1`, [firmId]);
  await query(`update leads set hold_at = null, hold_reason = '' where firm_id = $1`, [firmId]);
}
const never = async () => {
  throw new Error('nothing may be certified');
};
/** Rows of each table of a firm. */
async function rowsOf(firmId: string): Promise<Record<string, number>> {
  const tables = await query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'firm_id' order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await query<{ count: number }>(
      `select count(*)::int as count from "${name}" where firm_id = $1`,
      [firmId],
    );
    if (row && row.count > 0) counts[name] = row.count;
  }
  return counts;
}

test('asked for, cooled off, confirmed by somebody else: all rows and files of this firm go, none of another', async () => {
  const { leaving, staying } = firms;
  const { platform } = app;
  const { id: firmId } = leaving.firm;
  await freeOf(firmId);
  const { sha256 } = await platform.files.put(firmId, Readable.from(['paper']), 100);
  const ask = { firmId, by: 'Ada Archer', reason: 'Moves to another house' };
  const asked = await requestFirmDeletion(platform, ask);
  if (asked.kind === 'refused') throw new Error(asked.why);
  expect(asked.readyAt.getTime() - at.getTime()).toBe(14 * 86_400_000);
  const { token } = asked;
  const others = await rowsOf(staying.firm.id);
  const tries = [
    [{ by: 'Ben Baker', token }, 'too_early'],
    [{ by: 'ada archer', token }, 'same_person'],
    [{ by: 'Ben Baker', token: 'x' }, 'wrong_token'],
  ] as const;
  for (const [who, why] of tries)
    expect(await confirmFirmDeletion(platform, { firmId, ...who }, never)).toEqual({ kind: 'refused', why });
  expect(await requestFirmDeletion(platform, ask)).toEqual({ kind: 'refused', why: 'asked_already' });
  const mails = await query(`select 1 from outbox where firm_id = $1 and subject = 'Your firm’s data'`, [
    firmId,
  ]);
  expect(mails.length).toBeGreaterThan(0);
  pass(14);
  // When the certificate cannot be kept, nothing goes.
  await expect(confirmFirmDeletion(platform, { firmId, by: 'Ben Baker', token }, never)).rejects.toThrow(
    'certified',
  );
  expect(Object.keys(await rowsOf(firmId)).length).toBeGreaterThan(40);
  let kept = '';
  const done = await confirmFirmDeletion(platform, { firmId, by: 'Ben Baker', token }, async (text) => {
    kept = text;
  });
  expect(done).toMatchObject({ kind: 'done' });
  expect(await rowsOf(firmId)).toEqual({});
  expect(await query('select 1 from firms where id = $1', [firmId])).toEqual([]);
  expect(await platform.files.get(firmId, sha256)).toBeNull();
  expect(await query('select 1 from auth_user where id = $1', [leaving.insider.userId])).toEqual([]);
  expect(await rowsOf(staying.firm.id)).toEqual(others);
  const { certificate, signature, publicKey } = JSON.parse(kept);
  expect(JSON.parse(certificate)).toMatchObject({
    firm: { id: firmId },
    asked: { by: 'Ada Archer' },
    confirmed: { by: 'Ben Baker' },
    rows: { messages: expect.any(Number), audit_log: expect.any(Number) },
  });
  expect(
    verify(null, Buffer.from(certificate), createPublicKey(publicKey), Buffer.from(signature, 'base64')),
  ).toBe(true);
});

test('vector "hold … tenant delete": neither asked for nor confirmed while anything is on hold, and each refusal is logged', async () => {
  const { firm, insider, matterId } = firms.held;
  const { platform } = app;
  const { id: firmId } = firm;
  const ask = { firmId, by: 'Ada Archer', reason: 'Leaves' };
  await freeOf(firmId);
  const hold = async () =>
    query(
      `insert into holds (firm_id, id, scope, matter_id, reason, set_by_staff_id, set_at) values ($1, gen_random_uuid(), 'matter', $2, 'Claim', $3, now())`,
      [firmId, matterId, insider.id],
    );
  await hold();
  expect(await requestFirmDeletion(platform, ask)).toEqual({ kind: 'refused', why: 'held' });
  await freeOf(firmId);
  const asked = await requestFirmDeletion(platform, ask);
  if (asked.kind === 'refused') throw new Error(asked.why);
  await hold();
  pass(15);
  const before = await rowsOf(firmId);
  const confirm = { firmId, by: 'Ben Baker', token: asked.token };
  expect(await confirmFirmDeletion(platform, confirm, never)).toEqual({ kind: 'refused', why: 'held' });
  const after = await rowsOf(firmId);
  expect({ ...after, audit_log: 0, audit_pending: 0 }).toEqual({ ...before, audit_log: 0, audit_pending: 0 });
  const acts = await query(
    `select detail->>'act' as act from audit_log where firm_id = $1 and action = 'hold.refused' order by id`,
    [firmId],
  );
  expect(acts).toEqual([{ act: 'firm.delete_request' }, { act: 'firm.delete_confirm' }]);
  expect(await cancelFirmDeletion(platform, firmId, 'Olive Owner')).toBe(true);
  expect(await confirmFirmDeletion(platform, confirm, never)).toEqual({ kind: 'refused', why: 'held' });
});
