import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { noteKeptLinks, showsLink } from './kept-links.ts';
import { staffRoutes } from './schema.ts';
import { insertToken, listTokens, revokeToken } from './tokens.ts';

const idCursor = z.tuple([z.uuid()]);
const withheld = '(This mail held a sign-in code or link. It was sent and is not shown.)';

/** API tokens and the outbox. */
export function createRecordRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(staffRoutes.listTokens, async ({ principal, scope }) => {
      const { firmId, role, staffId } = principal;
      const rows = await scope.read((tx) => listTokens(tx, firmId, role === 'member' ? staffId : null));
      const items = rows.map((row) => ({
        id: row.id,
        name: row.name,
        staffId: row.staff_id,
        createdAt: row.created_at.toISOString(),
        lastUsedAt: row.last_used_at?.toISOString() ?? null,
      }));
      return { items, next: null };
    }),
    handle(staffRoutes.createToken, ({ body, principal: { firmId, staffId }, scope }) =>
      scope.write(async (tx) => {
        const at = clock.now();
        const made = await insertToken(tx, firmId, { staffId, name: body.name }, at);
        await audit(tx, {
          firmId,
          staffId,
          action: 'token.created',
          subjectType: 'token',
          subjectId: made.id,
          detail: { name: body.name },
          at,
        });
        return { ...made, name: body.name, staffId, createdAt: at.toISOString(), lastUsedAt: null };
      }),
    ),
    handle(staffRoutes.revokeToken, ({ params, principal: { firmId, staffId, role }, scope }) =>
      scope.write(async (tx) => {
        const at = clock.now();
        const whose = role === 'member' ? staffId : null;
        if (!(await revokeToken(tx, firmId, params.id, whose, at))) throw problem('not_found');
        await audit(tx, {
          firmId,
          staffId,
          action: 'token.revoked',
          subjectType: 'token',
          subjectId: params.id,
          at,
        });
      }),
    ),
    handle(staffRoutes.listOutbox, async ({ query, principal: { firmId, role, staffId }, scope }) => {
      // An owner's look is noted, so it writes.
      const rows = await (role === 'owner' ? scope.write : scope.read)(async (tx) => {
        let mails = tx.selectFrom('outbox').selectAll().where('firm_id', '=', firmId);
        if (role !== 'owner') mails = mails.where('confidential', '=', false);
        if (query.after) mails = mails.where('id', '<', decodeCursor(query.after, idCursor)[0]);
        const found = await mails
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute();
        await noteKeptLinks(tx, { firmId, staffId, now: clock.now() }, found.slice(0, query.limit));
        return found;
      });
      return toPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => ({
          id: row.id,
          channel: row.channel,
          recipient: row.recipient,
          // Without a mail server the owner hands links over; once a mail went out, they are its reader's alone.
          ...(row.confidential && !showsLink(row)
            ? { subject: withheld, body: withheld }
            : { subject: row.subject, body: row.body }),
          confidential: row.confidential,
          state: row.state,
          error: row.error,
          createdAt: row.created_at.toISOString(),
          sentAt: row.sent_at?.toISOString() ?? null,
        }),
      );
    }),
  ];
}
