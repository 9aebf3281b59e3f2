/** What somebody has begun to write, kept until it is sent. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import './tables.ts';

export const draftBody = z.object({ body: z.string().max(20_000) });

export async function keepDraft(
  tx: Tx,
  draft: {
    firmId: string;
    conversationId: string;
    personId: string;
    isStaff: boolean;
    body: string;
    now: Date;
  },
): Promise<void> {
  const { firmId, conversationId, personId, isStaff, body, now } = draft;
  if (body === '') {
    await tx
      .deleteFrom('drafts')
      .where('firm_id', '=', firmId)
      .where('conversation_id', '=', conversationId)
      .where('person_id', '=', personId)
      .execute();
    return;
  }
  await sql`
    insert into drafts (firm_id, conversation_id, person_id, is_staff, body, updated_at)
    values (${firmId}, ${conversationId}, ${personId}, ${isStaff}, ${body}, ${now})
    on conflict (firm_id, conversation_id, person_id) do update set body = excluded.body, updated_at = excluded.updated_at`.execute(
    tx,
  );
}
