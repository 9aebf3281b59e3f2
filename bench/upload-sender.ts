/** Who sends files in a benchmark, and to which conversation. */
import { insertToken } from '../server/features/staff/index.ts';
import { newId } from '../server/platform/ids.ts';
import type { BenchWorld } from './bench-database.ts';

export interface Sender {
  url: string;
  headers: Record<string, string>;
  conversationId: string;
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
