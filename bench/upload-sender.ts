/** Who sends files in a benchmark, and to which conversation. */
import { insertToken } from '../server/features/staff/index.ts';
import { newId } from '../server/platform/ids.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import type { BenchWorld } from './bench-database.ts';

export interface Sender {
  url: string;
  headers: Record<string, string>;
  conversationId: string;
}

/** A client who is in the sender's conversation, with the Cookie header of a session in the portal. */
export async function prepareClient(
  { context, firmId }: BenchWorld,
  { conversationId }: Sender,
): Promise<TestPortalUser> {
  const client = await makePortalUser(context, { id: firmId }, { trusted: true });
  await context.platform.database.pool.query(
    `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at) values ($1, $2, $3, $4, now())`,
    [firmId, newId(), conversationId, client.id],
  );
  return client;
}

export async function prepareSender({ context, firmId, staffId }: BenchWorld, port: number): Promise<Sender> {
  const { database, clock } = context.platform;
  const [matterId, conversationId] = [newId(), newId()];
  await database.pool.query(
    `insert into matters (firm_id, id, number, title) values ($1, $2, 'B-1', 'Bench')`,
    [firmId, matterId],
  );
  await database.pool.query(
    `insert into conversations (firm_id, id, kind, matter_id, class, state, created_at, updated_at)
     values ($1, $2, 'external', $3, 'privileged', 'open', now(), now())`,
    [firmId, conversationId, matterId],
  );
  const { token } = await database
    .firm(firmId)
    .write((tx) => insertToken(tx, firmId, { staffId, name: 'bench' }, clock.now()));
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
  return { url: `http://127.0.0.1:${port}/api/v1/uploads`, headers, conversationId };
}
