/** What a message costs, with everything that follows it: each statement is a round trip, and locks wait meanwhile. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { conversationNeighbours } from './conversation-neighbours.ts';
import { type ConversationsWorld, startConversationsWorld } from './testing/conversations-world.ts';

let world: ConversationsWorld;
beforeAll(async () => {
  world = await startConversationsWorld({
    listeners: (platform) => conversationNeighbours(platform).listeners,
  });
});
afterAll(() => world.close());

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

test('a message to a client takes 22 round trips, from the session to the commit', async () => {
  const id = await world.thread();
  const { pool } = world.app.platform.database;
  await pool.query(
    `insert into portal_settings (firm_id, undo_seconds) values ($1, 0)
     on conflict (firm_id) do update set undo_seconds = 0`,
    [world.firm.id],
  );
  const post = async () => {
    const answer = await world.mina.call('POST', `/api/v1/conversations/${id}/messages`, { body: 'Hello' });
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json().message).not.toBeNull();
  };
  await post();
  expect(await statementsOf(post)).toBeLessThanOrEqual(22);
});
