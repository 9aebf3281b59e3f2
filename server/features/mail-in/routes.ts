import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { type MailInSettings, mailInRoutes as routes } from './schema.ts';
import { changeSettings, findMailInSettings, renewSecret } from './settings-store.ts';

const idCursor = z.tuple([z.uuid()]);

export function createMailInRoutes(platform: Platform): BoundRoute[] {
  return [...bindSettings(platform), ...bindMails(platform)];
}

function bindSettings(platform: Platform): BoundRoute[] {
  const { clock, publicUrl } = platform;
  async function view(tx: Tx, firmId: string): Promise<MailInSettings> {
    const row = await findMailInSettings(tx, firmId);
    return {
      hookUrl: row ? `${publicUrl.origin}/hooks/mail/${row.hook_key}` : null,
      authservId: row?.authserv_id ?? '',
      replyAddress: row?.reply_address ?? '',
      version: row?.version ?? 0,
    };
  }
  return [
    handle(routes.getSettings, ({ principal, scope }) => scope.read((tx) => view(tx, principal.firmId))),
    handle(routes.change, ({ body: { version, ...change }, principal, scope, request }) =>
      scope.write(async (tx) => {
        await changeSettings(
          tx,
          actorOf(principal, clock),
          change,
          expectedVersion(request.headers, version),
        );
        return await view(tx, principal.firmId);
      }),
    ),
    handle(routes.newSecret, ({ principal, scope }) =>
      scope.write(async (tx) => {
        const secret = await renewSecret(tx, platform, actorOf(principal, clock));
        return { settings: await view(tx, principal.firmId), secret };
      }),
    ),
  ];
}

function bindMails({ clock, files }: Platform): BoundRoute[] {
  return [
    handle(routes.listMails, async ({ query, principal: { firmId }, scope }) => {
      const rows = await scope.read((tx) => {
        let mails = tx.selectFrom('incoming_mails').selectAll().where('firm_id', '=', firmId);
        if (query.state) mails = mails.where('state', '=', query.state);
        if (query.after) mails = mails.where('id', '<', decodeCursor(query.after, idCursor)[0]);
        return mails
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute();
      });
      return toPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => ({
          id: row.id,
          receivedAt: row.received_at.toISOString(),
          state: row.state,
          sender: row.sender,
          subject: row.subject,
          senderVerified: row.sender_verified,
          verdict: row.verdict,
          takenBy: row.taken_by,
          matterId: row.matter_id,
          sizeBytes: row.size_bytes,
        }),
      );
    }),
    handle(routes.readRaw, async ({ params, principal: { firmId, staffId }, scope, reply }) => {
      const row = await scope.write(async (tx) => {
        const mail = found(
          await tx
            .selectFrom('incoming_mails')
            .select(['sha256', 'matter_id'])
            .where('firm_id', '=', firmId)
            .where('id', '=', params.id)
            .executeTakeFirst(),
        );
        await audit(tx, {
          firmId,
          staffId,
          action: 'incoming_mail.read',
          subjectType: 'incoming_mail',
          subjectId: params.id,
          matterId: mail.matter_id,
          at: clock.now(),
        });
        return mail;
      });
      const content = found(await files.get(firmId, row.sha256));
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', `attachment; filename="${params.id}.eml"`)
        .header('cache-control', 'private, no-store')
        .send(content);
    }),
  ];
}
