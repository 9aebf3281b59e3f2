/** What every process is told at a commit and nobody keeps: who may no longer listen, who sees something else, who types. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from './db/database.ts';

/** As `tell_streams` in migrations/0041-live.sql says it. */
export const signalShape = z.union([
  z.object({ kind: z.literal('sign_in'), session: z.string() }),
  z.object({ kind: z.literal('sign_in'), firmId: z.uuid(), staffId: z.uuid() }),
  z.object({ kind: z.literal('sign_in'), firmId: z.uuid(), portalUserId: z.uuid() }),
  z.object({ kind: z.literal('sight'), firmId: z.uuid(), staffId: z.uuid() }),
  z.object({ kind: z.literal('sight'), firmId: z.uuid(), portalUserId: z.uuid() }),
  z.object({ kind: z.literal('sight'), firmId: z.uuid(), matterId: z.uuid() }),
  z.object({ kind: z.literal('sight'), firmId: z.uuid() }),
  z.object({ kind: z.literal('typing'), firmId: z.uuid(), conversationId: z.uuid(), staffId: z.uuid() }),
  z.object({ kind: z.literal('typing'), firmId: z.uuid(), conversationId: z.uuid(), portalUserId: z.uuid() }),
]);

export type Signal = z.infer<typeof signalShape>;
/** Somebody writes in a conversation. */
export type Typing = Extract<Signal, { kind: 'typing' }>;

export const signalChannel = 'matterline_signals';

export async function sendSignal(tx: Tx, signal: Signal): Promise<void> {
  await sql`select pg_notify(${signalChannel}, ${JSON.stringify(signal)})`.execute(tx);
}

/** null: none of ours, or of a newer program. */
export function readSignal(payload: string | undefined): Signal | null {
  let said: unknown;
  try {
    said = JSON.parse(payload ?? '');
  } catch {
    return null;
  }
  return signalShape.safeParse(said).data ?? null;
}
