/** Gives a certificate out, as it was signed or as a page; who fetched it is on record. */
import type { FastifyReply } from 'fastify';
import { recordChange } from '../../platform/change.ts';
import type { Scope } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { certificatePage } from './certificate-page.ts';
import { certificate } from './proof.ts';
import type { StaffActor } from './store.ts';

export async function sendCertificate(
  scope: Scope,
  actor: StaffActor,
  { id, as }: { id: string; as: 'html' | 'json' },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const row = found(
    await scope.read((tx) =>
      tx
        .selectFrom('purge_batches')
        .select(['certificate', 'signature'])
        .where('firm_id', '=', actor.firmId)
        .where('id', '=', id)
        .executeTakeFirst(),
    ),
  );
  if (row.certificate === null || row.signature === null)
    throw problem('wrong_state', 'There is no certificate before the purge has run.');
  await scope.write((tx) => recordChange(tx, actor, { action: 'purge.certificate_read', id }));
  const signature = row.signature.toString('base64');
  reply.header('content-disposition', `attachment; filename="purge-${id}.${as}"`);
  if (as === 'json')
    return await reply
      .header('matterline-signature', signature)
      .type('application/json; charset=utf-8')
      .send(row.certificate);
  return await reply
    .type('text/html; charset=utf-8')
    .send(certificatePage(certificate.parse(JSON.parse(row.certificate)), signature));
}
