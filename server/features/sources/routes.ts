import { sql } from 'kysely';
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PhoneSystem } from '../../vendors/ports.ts';
import { createBackfillRoutes } from './backfill-routes.ts';
import { cancelBackfills, resumeRefusedBackfills } from './backfill-store.ts';
import { importCallLog } from './call-log-import.ts';
import { createSource } from './create.ts';
import type { Intake } from './intake.ts';
import { checkApiUrl, normaliseOwnNumbers } from './own-numbers.ts';
import { sourceRoutes } from './schema.ts';
import { sealCredentials, sealed } from './store.ts';
import {
  asMembersSee,
  describeSource,
  describeUser,
  listSourceRows,
  listUserRows,
  type SourceView,
} from './views.ts';

export interface SourceDeps {
  platform: Platform;
  intake: Intake;
  vendors: Readonly<Record<string, PhoneSystem>>;
  /** Wakes the loop that polls sources. */
  wakeCatchUp(): void;
  /** Wakes the loop that brings in history. */
  wakeBackfill(): void;
}

export function createSourceRoutes(deps: SourceDeps): BoundRoute[] {
  const { platform, vendors } = deps;
  const getView = async (tx: Tx, firmId: string, id: string): Promise<SourceView> => {
    const [row] = await listSourceRows(tx, firmId, id);
    return describeSource(platform, vendors, found(row));
  };

  return [
    ...createBackfillRoutes(deps),
    handle(sourceRoutes.listSources, async ({ scope, principal }) => ({
      items: (await scope.read((tx) => listSourceRows(tx, principal.firmId))).map((row) =>
        seenBy(principal, describeSource(platform, vendors, row)),
      ),
      next: null,
    })),

    handle(sourceRoutes.getSource, ({ scope, principal, params }) =>
      scope.read(async (tx) => seenBy(principal, await getView(tx, principal.firmId, params.id))),
    ),

    handle(sourceRoutes.createSource, async ({ scope, principal, body }) => {
      const created = await scope.write((tx) =>
        createSource(tx, {
          platform,
          vendors,
          firmId: principal.firmId,
          staffId: principal.staffId,
          ...body,
        }),
      );
      deps.wakeCatchUp();
      return created;
    }),

    handle(sourceRoutes.updateSource, async ({ scope, principal, params, body }) => {
      const view = await scope.write(async (tx) => {
        const row = found(
          await tx
            .selectFrom('sources')
            .selectAll()
            .where('firm_id', '=', principal.firmId)
            .where('id', '=', params.id)
            .where('removed_at', 'is', null)
            .forUpdate()
            .executeTakeFirst(),
        );
        const now = platform.clock.now();
        if (body.credentials) checkApiUrl(body.credentials.apiUrl);
        await tx
          .updateTable('sources')
          .set({
            ...(body.name !== undefined ? { name: body.name } : {}),
            ...(body.paused !== undefined
              ? { status: body.paused ? ('paused' as const) : ('active' as const), status_detail: '' }
              : {}),
            ...(body.secret !== undefined
              ? { secret: platform.secrets.seal(body.secret, sealed.secret) }
              : {}),
            ...(body.ownNumbers !== undefined
              ? { own_numbers: await normaliseOwnNumbers(tx, principal.firmId, body.ownNumbers) }
              : {}),
            ...(body.credentials
              ? {
                  credentials: sealCredentials(platform, body.credentials),
                  status: 'active' as const,
                  status_detail: '',
                  poll_failures: 0,
                }
              : {}),
            ...(body.credentials || body.paused === false
              ? { poll_due_at: now, subscription_due_at: now }
              : {}),
            updated_at: now,
          })
          .where('firm_id', '=', principal.firmId)
          .where('id', '=', row.id)
          .execute();
        if (body.credentials) await resumeRefusedBackfills(tx, principal.firmId, row.id, now);
        // Which fields were changed, never their content: credentials do not belong in a log.
        await audit(tx, {
          firmId: principal.firmId,
          staffId: principal.staffId,
          action: 'source.updated',
          subjectType: 'source',
          subjectId: row.id,
          detail: { fields: Object.keys(body) },
          at: now,
        });
        await appendEvents(tx, principal.firmId, [{ type: 'source.changed', subjectId: row.id }]);
        return await getView(tx, principal.firmId, row.id);
      });
      deps.wakeCatchUp();
      deps.wakeBackfill();
      return view;
    }),

    handle(sourceRoutes.removeSource, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const now = platform.clock.now();
        const removed = await tx
          .updateTable('sources')
          .set({
            removed_at: now,
            poll_due_at: null,
            subscription_due_at: null,
            credentials: null,
            secret: null,
          })
          .where('firm_id', '=', principal.firmId)
          .where('id', '=', params.id)
          .where('removed_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        found(removed);
        await cancelBackfills(tx, principal.firmId, params.id, now);
        await tx
          .deleteFrom('hook_keys')
          .where('firm_id', '=', principal.firmId)
          .where('source_id', '=', params.id)
          .execute();
        await audit(tx, {
          firmId: principal.firmId,
          staffId: principal.staffId,
          action: 'source.removed',
          subjectType: 'source',
          subjectId: params.id,
          at: now,
        });
        await appendEvents(tx, principal.firmId, [{ type: 'source.changed', subjectId: params.id }]);
      }),
    ),

    handle(sourceRoutes.checkSource, async ({ scope, principal, params }) => {
      const queued = await scope.write((tx) =>
        tx
          .updateTable('sources')
          .set({ poll_due_at: platform.clock.now(), subscription_due_at: platform.clock.now() })
          .where('firm_id', '=', principal.firmId)
          .where('id', '=', params.id)
          .where('removed_at', 'is', null)
          .returning('credentials')
          .executeTakeFirst(),
      );
      const { credentials } = found(queued);
      deps.wakeCatchUp();
      return { queued: credentials !== null };
    }),

    handle(sourceRoutes.listSourceUsers, async ({ scope, principal, params }) => ({
      items: (await scope.read((tx) => listUserRows(tx, principal.firmId, params.id))).map(describeUser),
      next: null,
    })),

    handle(sourceRoutes.mapSourceUser, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        if (body.staffId !== null) {
          const known =
            await sql`select 1 from staff_members where firm_id = ${firmId} and id = ${body.staffId}`.execute(
              tx,
            );
          if (known.rows.length === 0)
            throw problem('invalid_input', 'That is not one of the firm’s staff.', {
              fields: [{ field: 'staffId', message: 'Not one of the firm’s staff' }],
            });
        }
        found(
          await tx
            .updateTable('source_users')
            .set({ staff_id: body.staffId, mapped_by: body.staffId === null ? 'none' : 'administrator' })
            .where('firm_id', '=', firmId)
            .where('source_id', '=', params.id)
            .where('provider_user_id', '=', params.providerUserId)
            .returning('provider_user_id')
            .executeTakeFirst(),
        );
        await audit(tx, {
          firmId,
          staffId: principal.staffId,
          action: 'source.user_mapped',
          subjectType: 'source',
          subjectId: params.id,
          detail: { providerUserId: params.providerUserId, staffId: body.staffId },
          at: platform.clock.now(),
        });
        await appendEvents(tx, firmId, [{ type: 'source.changed', subjectId: params.id }]);
        const user = (await listUserRows(tx, firmId, params.id)).find(
          (row) => row.provider_user_id === params.providerUserId,
        );
        return describeUser(found(user));
      }),
    ),

    handle(sourceRoutes.listUnreadEvents, async ({ scope, principal, params, query }) => {
      const after = query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.uuid()]));
      const rows = await scope.read((tx) =>
        tx
          .selectFrom('unread_events as u')
          .innerJoin('raw_events as r', (join) =>
            join.onRef('r.firm_id', '=', 'u.firm_id').onRef('r.id', '=', 'u.raw_event_id'),
          )
          .select([
            'r.id',
            'r.received_at',
            'r.origin',
            'u.outcome',
            'u.event_type',
            'u.reason',
            'u.detail',
            sql<number>`length(r.raw_body)`.as('size'),
            sql<Buffer>`substring(r.raw_body from 1 for 600)`.as('head'),
          ])
          .where('u.firm_id', '=', principal.firmId)
          .where('u.source_id', '=', params.id)
          .where('u.outcome', '=', query.outcome)
          .$if(after !== null, (some) => some.where('u.raw_event_id', '<', after?.[0] ?? ''))
          .orderBy('u.raw_event_id', 'desc')
          .limit(query.limit + 1)
          .execute(),
      );
      return toPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => ({
          id: row.id,
          receivedAt: row.received_at.toISOString(),
          origin: row.origin,
          outcome: row.outcome,
          eventType: row.event_type,
          reason: row.reason,
          detail: row.detail,
          sizeBytes: row.size,
          excerpt: printable(row.head),
        }),
      );
    }),

    handle(sourceRoutes.importCallLog, ({ scope, principal, params, query, request }) =>
      importCallLog({
        ...deps,
        scope,
        firmId: principal.firmId,
        staffId: principal.staffId,
        sourceId: params.id,
        ...query,
        bytes: request.body,
      }),
    ),
  ];
}

function seenBy({ role }: Principal, view: SourceView): SourceView {
  return role === 'member' ? asMembersSee(view) : view;
}

/** The beginning of a body for people: what cannot be shown becomes a visible mark. */
function printable(bytes: Buffer): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is replaced
  return bytes.toString('utf8').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '�');
}
