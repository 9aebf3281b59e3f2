/** The firm's key stages for anybody to read: those that clients see, in their words, with how long each usually takes. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type Side, sides } from '../fee-scales/index.ts';
import './tables.ts';

/** In their order, by side; none for a firm that never looked at its key stages. */
export async function listPublicStages(tx: Tx, firmId: string): Promise<Record<Side, string[]>> {
  const { rows } = await sql<{ side: Side; words: string; days: number | null; sometimes: boolean }>`
    select side, case when client_words = '' or client_words like '%{%' then label else client_words end as words,
      typical_days as days, optional or jsonb_array_length(applies_if) > 0 as sometimes
    from key_stages where firm_id = ${firmId} and archived_at is null and 'client' = any(visible_to)
    order by side, position, id`.execute(tx);
  const listed = sides.map((side): [Side, string[]] => [
    side,
    rows.filter((row) => row.side === side).map(lineOf),
  ]);
  const bySide: Record<Side, string[]> = { sale: [], purchase: [], remortgage: [], transfer_of_equity: [] };
  for (const [side, stages] of listed) bySide[side] = stages;
  return bySide;
}

function lineOf({
  words,
  days,
  sometimes,
}: {
  words: string;
  days: number | null;
  sometimes: boolean;
}): string {
  const notes = [
    ...(sometimes ? ['where it applies'] : []),
    ...(days ? [`usually ${days === 1 ? 'one day' : `${days} days`} after the stage before`] : []),
  ];
  return notes.length === 0 ? words : `${words} (${notes.join('; ')})`;
}
