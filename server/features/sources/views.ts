import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PhoneSystem } from '../../vendors/ports.ts';
import { hookUrlOf } from './hook-address.ts';
import { source, sourceKind, type sourceUser } from './schema.ts';
import type { SourceRow } from './vendor-session.ts';

export type SourceView = z.input<typeof source>;

export async function listSourceRows(
  tx: Tx,
  firmId: string,
  id?: string,
): Promise<(SourceRow & { pending: number })[]> {
  return await tx
    .selectFrom('sources as s')
    // Counted once for all sources: there may be a backlog.
    .leftJoin(
      (from) =>
        from
          .selectFrom('pending_events as p')
          .innerJoin('raw_events as r', (join) =>
            join.onRef('r.firm_id', '=', 'p.firm_id').onRef('r.id', '=', 'p.raw_event_id'),
          )
          .select(({ fn }) => ['r.source_id', fn.countAll<number>().as('pending')])
          .where('p.firm_id', '=', firmId)
          .groupBy('r.source_id')
          .as('waiting'),
      (join) => join.onRef('waiting.source_id', '=', 's.id'),
    )
    .selectAll('s')
    .select(({ fn, lit }) => fn.coalesce('waiting.pending', lit(0)).as('pending'))
    .where('s.firm_id', '=', firmId)
    .where('s.removed_at', 'is', null)
    .$if(id !== undefined, (one) => one.where('s.id', '=', id ?? ''))
    .orderBy('s.created_at')
    .execute();
}

const subscriptionShape = source.shape.subscription.unwrap().partial();

export function describeSource(
  platform: Platform,
  vendors: Readonly<Record<string, PhoneSystem>>,
  row: SourceRow & { pending: number },
): SourceView {
  const vendor = vendors[row.kind];
  const abilities = vendor?.abilities ?? {
    webhook: false,
    catchUp: false,
    users: false,
    media: false,
    subscribe: false,
  };
  const subscription = row.subscription === null ? null : subscriptionShape.safeParse(row.subscription).data;
  const at = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: row.id,
    kind: sourceKind.parse(row.kind),
    label: vendor?.label ?? row.kind,
    name: row.name,
    hookUrl: abilities.webhook ? hookUrlOf(platform, row.hook_key) : null,
    status: row.status,
    statusDetail: row.status_detail,
    hasSecret: row.secret !== null,
    hasCredentials: row.credentials !== null,
    ownNumbers: row.own_numbers,
    abilities,
    history: vendor?.history ? { lists: [...vendor.history.lists] } : null,
    lastEventAt: at(row.last_event_at),
    eventCount: row.event_count,
    unreadableCount: row.unreadable_count,
    ignoredCount: row.ignored_count,
    pendingCount: row.pending,
    polledAt: at(row.polled_at),
    pollDueAt: at(row.poll_due_at),
    missedCount: row.missed_count,
    missedAt: at(row.missed_at),
    subscription: subscription
      ? {
          status: subscription.status ?? 'unknown',
          expiresAt: subscription.expiresAt ?? null,
          refused: subscription.refused ?? [],
        }
      : null,
    createdAt: row.created_at.toISOString(),
  };
}

/** How it does, without what only those who mend it need: its address, its access, what the vendor said about them. */
export function asMembersSee(view: SourceView): SourceView {
  return {
    ...view,
    hookUrl: null,
    statusDetail: '',
    hasSecret: null,
    hasCredentials: null,
    subscription: null,
  };
}

/** The directory of one source, each user with whom its e-mail, extension or number leads to. */
export async function listUserRows(tx: Tx, firmId: string, sourceId: string) {
  return await tx
    .selectFrom('source_users as u')
    .selectAll('u')
    .select(
      sql<string | null>`(select s.id from staff_members s where s.firm_id = u.firm_id and s.active
        and (lower(s.email) = lower(u.email) or s.extension = u.extension or s.direct_numbers && u.numbers)
        order by (lower(s.email) = lower(u.email)) desc nulls last, (s.extension = u.extension) desc nulls last, s.id limit 1)`.as(
        'suggested',
      ),
    )
    .where('u.firm_id', '=', firmId)
    .where('u.source_id', '=', sourceId)
    .orderBy('u.type', 'desc')
    .orderBy('u.name')
    .orderBy('u.provider_user_id')
    .execute();
}

export function describeUser(
  row: Awaited<ReturnType<typeof listUserRows>>[number],
): z.input<typeof sourceUser> {
  return {
    providerUserId: row.provider_user_id,
    type: row.type,
    name: row.name,
    email: row.email,
    extension: row.extension,
    numbers: row.numbers,
    active: row.active,
    staffId: row.staff_id,
    suggestedStaffId: row.staff_id ?? row.suggested,
  };
}
