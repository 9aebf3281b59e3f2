/** What became of an interaction, all destinations together: exactly one word each, so that a day's figures add up. */
import { sql } from 'kysely';
import { z } from 'zod';

export const became = z.enum(['logged', 'review', 'skipped', 'failed', 'waiting', 'undone']);
export type Became = z.infer<typeof became>;

/** The word for the interaction `i` of a query. */
export const becameOfInteraction = sql<Became>`coalesce((
  select case
    when bool_or(b.state = 'failed') then 'failed'
    when bool_or(b.review is not null or b.state = 'held') then 'review'
    when bool_or(b.state = 'logged') then 'logged'
    when bool_or(b.state = 'pending') then 'waiting'
    when bool_or(b.state = 'undone') then 'undone'
    when bool_or(b.state = 'skipped') then 'skipped' end
  from log_entries b where b.firm_id = i.firm_id and b.interaction_id = i.id), 'waiting')`;
