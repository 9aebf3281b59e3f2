import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Scope } from '../db/database.ts';
import type { Principal } from './contract.ts';
import { problem } from './problems.ts';

interface IdempotencyKeysTable {
  firm_id: string;
  staff_id: string;
  key: string;
  request_hash: Buffer;
  /** 0 until the answer is known. */
  status: number;
  response: unknown;
  created_at: Date;
}
declare module '../db/tables.ts' {
  interface Tables {
    idempotency_keys: IdempotencyKeysTable;
  }
}

function hashOf(request: FastifyRequest): Buffer {
  const body = Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null);
  return createHash('sha256').update(`${request.method} ${request.url}\n`).update(body).digest();
}

/** The stored answer of an earlier request with this key, or null when it is new. */
export async function replayIfKnown(
  scope: Scope,
  principal: Principal,
  key: string,
  request: FastifyRequest,
): Promise<{ status: number; response: unknown } | null> {
  if (key.length > 200) throw problem('invalid_input', 'An Idempotency-Key has at most 200 characters.');
  const known = await scope.read((tx) =>
    tx
      .selectFrom('idempotency_keys')
      .select(['request_hash', 'status', 'response'])
      .where('firm_id', '=', principal.firmId)
      .where('staff_id', '=', principal.staffId)
      .where('key', '=', key)
      .executeTakeFirst(),
  );
  if (!known) return null;
  if (!known.request_hash.equals(hashOf(request))) throw problem('idempotency_mismatch');
  if (known.status === 0)
    throw problem('answer_lost', 'Read the record to see what it did; nothing was done twice.');
  return { status: known.status, response: known.response };
}

/**
 * A scope whose first write also claims the key, in the same transaction: the change and the claim stand or fall
 * together, so the same key can never change anything twice.
 */
export function idempotentScope(scope: Scope, principal: Principal, key: string, request: FastifyRequest) {
  const row = { firm_id: principal.firmId, staff_id: principal.staffId, key };
  let claimed = false;
  return {
    scope: {
      read: scope.read,
      write: (work) =>
        scope.write(async (tx, after) => {
          if (!claimed) {
            const inserted = await tx
              .insertInto('idempotency_keys')
              .values({
                ...row,
                request_hash: hashOf(request),
                status: 0,
                response: null,
                created_at: sql`now()`,
              })
              .onConflict((conflict) => conflict.doNothing())
              .returning('key')
              .executeTakeFirst();
            if (!inserted) throw problem('answer_lost', 'A request with this key is under way.');
            after(() => {
              claimed = true;
            });
          }
          return await work(tx, after);
        }),
    } satisfies Scope,
    async remember(status: number, answer: unknown): Promise<void> {
      if (!claimed) return;
      await scope.write((tx) =>
        tx
          .updateTable('idempotency_keys')
          .set({ status, response: JSON.stringify(answer ?? null) })
          .where('firm_id', '=', row.firm_id)
          .where('staff_id', '=', row.staff_id)
          .where('key', '=', key)
          .execute(),
      );
    },
  };
}
