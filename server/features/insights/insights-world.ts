/** Leads with all their times, as tests want them: straight into the tables, which no caller of the API could fill so. */

import { newId } from '../../platform/ids.ts';
import type { PhoneWorld } from '../../testing/phone-world.ts';
import type { LeadState } from '../leads/index.ts';

export interface LeadToMake {
  state?: LeadState;
  stateBefore?: LeadState | null;
  transaction?: string;
  source?: string;
  assigneeId?: string | null;
  referrerId?: string | null;
  reasonId?: string | null;
  matterId?: string | null;
  value?: number | null;
  arrivedAt?: Date;
  answeredAt?: Date | null;
  instructedAt?: Date | null;
  closedAt?: Date | null;
  /** When versions of quotes were sent; each inner list is one quote. */
  sent?: readonly (readonly Date[])[];
}

export interface InsightsWorld {
  lead(lead: LeadToMake): Promise<string>;
  referrer(name: string): Promise<string>;
  /** Ids of the firm's lost reasons, by label. */
  reasons(): Promise<Map<string, string>>;
  stage(side: string, code: string): Promise<string>;
  progress(
    leadId: string,
    stageId: string,
    done: { state: 'reached' | 'skipped' | 'pending'; on?: string; enteredAt?: Date },
  ): Promise<void>;
}

export function furnishInsights(world: PhoneWorld): InsightsWorld {
  const { query, clock } = world;
  const firmId = world.firm.id;
  let count = 0;

  async function addVersions(leadId: string, number: number, moments: readonly Date[]): Promise<void> {
    const quoteId = newId();
    await query(
      `insert into quotes (firm_id, id, lead_id, number, created_at, updated_at) values ($1, $2, $3, $4, now(), now())`,
      [firmId, quoteId, leadId, number],
    );
    for (const [at, moment] of moments.entries())
      await query(
        `insert into quote_versions (firm_id, id, quote_id, number, state, inputs, priced, content_hash, sent_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, '{}', '{}', '\\x00', $6, $6, $6)`,
        [firmId, newId(), quoteId, at + 1, at === moments.length - 1 ? 'sent' : 'superseded', moment],
      );
  }

  return {
    async lead(lead) {
      const id = newId();
      count += 1;
      const arrivedAt = lead.arrivedAt ?? clock.now;
      await query(
        `insert into leads (firm_id, id, number, state, state_before, state_since, transaction, title, assignee_id, source,
           referrer_id, lost_reason_id, matter_id, value, first_response_at, instructed_at, closed_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $17, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)`,
        [
          ...[firmId, id, 100_000 + count, lead.state ?? 'new', lead.stateBefore ?? null],
          ...[
            lead.transaction ?? 'purchase',
            `Lead ${count}`,
            lead.assigneeId ?? null,
            lead.source ?? 'staff',
          ],
          ...[lead.referrerId ?? null, lead.reasonId ?? null, lead.matterId ?? null, lead.value ?? null],
          ...[lead.answeredAt ?? null, lead.instructedAt ?? null, lead.closedAt ?? null, arrivedAt],
        ],
      );
      for (const [at, moments] of (lead.sent ?? []).entries()) await addVersions(id, at + 1, moments);
      return id;
    },
    async referrer(name) {
      const contactId = await world.addContact(name, []);
      const id = newId();
      await query(
        `insert into referrers (firm_id, id, name, contact_id, created_at, updated_at) values ($1, $2, $3, $4, now(), now())`,
        [firmId, id, name, contactId],
      );
      return id;
    },
    async reasons() {
      const rows = await query<{ id: string; label: string }>(
        `select id, label from lost_reasons where firm_id = $1`,
        [firmId],
      );
      return new Map(rows.map(({ id, label }) => [label, id]));
    },
    async stage(side, code) {
      const [row] = await query<{ id: string }>(
        `select id from key_stages where firm_id = $1 and side = $2 and code = $3`,
        [firmId, side, code],
      );
      if (!row) throw new Error(`no stage ${code}`);
      return row.id;
    },
    async progress(leadId, stageId, { state, on, enteredAt }) {
      await query(
        `insert into key_stage_progress (firm_id, lead_id, key_stage_id, state, event_on, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, 'person')`,
        [firmId, leadId, stageId, state, on ?? null, enteredAt ?? clock.now],
      );
    },
  };
}
