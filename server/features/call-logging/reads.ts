/** Interactions as screens and the API see them. Runs in the reader's scope: walls hide what they hide. */
import { type SqlBool, sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { searchQuery } from '../practice/index.ts';
import { becameOfInteraction } from './became.ts';
import { isAfterCursor, startedExactly, toNewestFirst } from './newest-first.ts';
import type { interactionQuery } from './schema.ts';
import type { InteractionsTable } from './tables.ts';

export interface InteractionRow
  extends Pick<
    InteractionsTable,
    | 'id'
    | 'source_id'
    | 'kind'
    | 'direction'
    | 'outcome'
    | 'ended'
    | 'started_at'
    | 'ended_at'
    | 'talk_seconds'
    | 'total_seconds'
    | 'external_e164'
    | 'external_raw'
    | 'external_name'
    | 'withheld'
    | 'contact_id'
    | 'staff_id'
  > {
  assembled: unknown;
  source_name: string;
  contact_name: string | null;
  staff_name: string | null;
  has_recording: boolean;
}

export type ListQuery = z.output<typeof interactionQuery>;

/** The columns of a row in Activity, with the names that it shows. */
function selectRows(tx: Tx, firmId: string) {
  return tx
    .selectFrom('interactions as i')
    .innerJoin('sources as s', (join) =>
      join.onRef('s.firm_id', '=', 'i.firm_id').onRef('s.id', '=', 'i.source_id'),
    )
    .leftJoin('contacts as c', (join) =>
      join.onRef('c.firm_id', '=', 'i.firm_id').onRef('c.id', '=', 'i.contact_id'),
    )
    .leftJoin('staff_members as m', (join) =>
      join.onRef('m.firm_id', '=', 'i.firm_id').onRef('m.id', '=', 'i.staff_id'),
    )
    .select([
      'i.id',
      'i.source_id',
      'i.kind',
      'i.direction',
      'i.outcome',
      'i.ended',
      'i.started_at',
      'i.ended_at',
      'i.talk_seconds',
      'i.total_seconds',
      'i.external_e164',
      'i.external_raw',
      'i.external_name',
      'i.withheld',
      'i.contact_id',
      'i.staff_id',
      'i.assembled',
      's.name as source_name',
      'c.display_name as contact_name',
    ])
    .select([
      sql<string | null>`m.first_name || ' ' || m.last_name`.as('staff_name'),
      sql<boolean>`exists (select 1 from artefacts a where a.firm_id = i.firm_id and a.interaction_id = i.id and a.kind in ('recording', 'voicemail'))`.as(
        'has_recording',
      ),
      startedExactly('i'),
    ])
    .where('i.firm_id', '=', firmId);
}

/** One page of interactions, newest first. */
export async function listInteractionRows(tx: Tx, firmId: string, timeZone: string, query: ListQuery) {
  let rows = selectRows(tx, firmId);
  if (query.after !== undefined) rows = rows.where(isAfterCursor('i', query.after));
  if (query.kind) rows = rows.where('i.kind', '=', query.kind);
  if (query.direction) rows = rows.where('i.direction', '=', query.direction);
  if (query.outcome) rows = rows.where('i.outcome', '=', query.outcome);
  if (query.staffId) rows = rows.where('i.staff_id', '=', query.staffId);
  if (query.contactId) rows = rows.where('i.contact_id', '=', query.contactId);
  if (query.matterId) rows = rows.where('i.matter_id', '=', query.matterId);
  if (query.sourceId) rows = rows.where('i.source_id', '=', query.sourceId);
  if (query.from)
    rows = rows.where(
      sql<SqlBool>`i.started_at >= (${query.from}::date)::timestamp at time zone ${timeZone}`,
    );
  if (query.to)
    rows = rows.where(
      sql<SqlBool>`i.started_at < (${query.to}::date + 1)::timestamp at time zone ${timeZone}`,
    );
  if (query.became) rows = rows.where(sql<SqlBool>`${becameOfInteraction} = ${query.became}`);
  const words = query.q === undefined ? null : searchQuery(query.q);
  if (words !== null) rows = rows.where(sql<SqlBool>`i.search @@ ${words}::tsquery`);
  const { state, reason, review, destination } = query;
  if (state ?? reason ?? review ?? destination) {
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('log_entries as e')
          .select(sql`1`.as('one'))
          .whereRef('e.firm_id', '=', 'i.firm_id')
          .whereRef('e.interaction_id', '=', 'i.id')
          .where('e.firm_id', '=', firmId)
          .$if(state !== undefined, (some) => some.where('e.state', '=', state ?? 'logged'))
          .$if(reason !== undefined, (some) => some.where('e.reason', '=', reason ?? ''))
          .$if(review === true, (some) => some.where('e.review', 'is not', null))
          .$if(destination !== undefined, (some) => some.where('e.destination', '=', destination ?? '')),
      ),
    );
  }
  const found = await rows
    .orderBy('i.started_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return toNewestFirst(found, query.limit);
}

export async function listRowsByIds(tx: Tx, firmId: string, ids: readonly string[]) {
  return ids.length === 0
    ? []
    : await selectRows(tx, firmId)
        .where('i.id', 'in', [...ids])
        .execute();
}

export async function findInteractionRow(tx: Tx, firmId: string, id: string) {
  return await selectRows(tx, firmId).where('i.id', '=', id).executeTakeFirst();
}

/** The rows of these ids, with when each came and the matter that it is on. */
export async function listInteractionRowsById(tx: Tx, firmId: string, ids: readonly string[]) {
  return await selectRows(tx, firmId)
    .select(['i.created_at', 'i.matter_id'])
    .where('i.id', 'in', [...ids])
    .execute();
}
