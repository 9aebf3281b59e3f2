/** A lead from a call or text: who called, and whether somebody answered. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { createContactForNumber } from '../practice/index.ts';

export interface Caller {
  /** Somebody of the firm talked with the caller. */
  answered: boolean;
  /** The contact that the call is with, made from number and caller id if there is none; none when the number was withheld. */
  makeClient(tx: Tx): Promise<string[]>;
}

/** `not_found` for an interaction that the reader does not see. */
export async function callerOf(tx: Tx, firmId: string, interactionId: string): Promise<Caller> {
  const { rows } = await sql<{
    outcome: string;
    talk_seconds: number;
    external_e164: string | null;
    external_name: string | null;
    contact_id: string | null;
  }>`
    select outcome, talk_seconds, external_e164, external_name,
      (select c.id from contacts c where c.firm_id = i.firm_id and c.id = i.contact_id and c.archived_at is null) as contact_id
    from interactions i where firm_id = ${firmId} and id = ${interactionId}`.execute(tx);
  const call = found(rows[0]);
  return {
    answered: call.outcome === 'answered' && call.talk_seconds > 0,
    async makeClient(inTx) {
      if (call.contact_id) return [call.contact_id];
      if (!call.external_e164) return [];
      const wanted = { e164: call.external_e164, name: call.external_name };
      return [(await createContactForNumber(inTx, firmId, wanted)).contactId];
    },
  };
}
