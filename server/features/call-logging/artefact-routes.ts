import { audit } from '../../platform/audit.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { contentHeaders, rangeOf } from '../../platform/http/file-content.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { callLoggingRoutes } from './schema.ts';

export function createArtefactRoutes(platform: Platform, wakeFetch: () => void): BoundRoute[] {
  return [
    handle(callLoggingRoutes.getArtefact, async ({ scope, principal, params, request, reply }) => {
      const { firmId, staffId } = principal;
      const row = await scope.write(async (tx) => {
        // The interaction is read first: behind a wall there is no file either.
        const interaction = found(
          await tx
            .selectFrom('interactions')
            .select('matter_id')
            .where('firm_id', '=', firmId)
            .where('id', '=', params.id)
            .executeTakeFirst(),
        );
        const file = found(
          await tx
            .selectFrom('artefacts')
            .selectAll()
            .where('firm_id', '=', firmId)
            .where('interaction_id', '=', params.id)
            .where('id', '=', params.artefactId)
            .where('state', '=', 'stored')
            .executeTakeFirst(),
        );
        await audit(tx, {
          firmId,
          staffId,
          action: 'artefact.read',
          subjectType: 'interaction',
          subjectId: params.id,
          matterId: interaction.matter_id,
          detail: { artefactId: file.id, kind: file.kind },
          at: platform.clock.now(),
        });
        return file;
      });
      const sha256 = found(row.sha256);
      const size = row.size_bytes ?? 0;
      const type = row.content_type ?? 'application/octet-stream';
      reply.headers(
        contentHeaders(
          {
            contentType: type,
            fileName: row.file_name ?? `${row.kind}-${row.id}${extensionOf(type)}`,
            sha256,
          },
          false,
        ),
      );
      const range = rangeOf(request.headers.range, size);
      if (range === 'none') return await reply.code(416).header('content-range', `bytes */${size}`).send();
      const content = found(await platform.files.get(firmId, sha256, range === 'whole' ? undefined : range));
      if (range === 'whole') return await reply.header('content-length', size).send(content);
      return await reply
        .code(206)
        .header('content-range', `bytes ${range.start}-${range.end}/${size}`)
        .header('content-length', range.end - range.start + 1)
        .send(content);
    }),

    handle(callLoggingRoutes.retryArtefact, async ({ scope, principal, params }) => {
      await scope.write(async (tx) => {
        found(
          await tx
            .selectFrom('interactions')
            .select('id')
            .where('firm_id', '=', principal.firmId)
            .where('id', '=', params.id)
            .executeTakeFirst(),
        );
        found(
          await tx
            .updateTable('artefacts')
            .set({ state: 'pending', due_at: platform.clock.now(), attempts: 0, error: null })
            .where('firm_id', '=', principal.firmId)
            .where('interaction_id', '=', params.id)
            .where('id', '=', params.artefactId)
            .where('state', 'in', ['failed', 'unavailable'])
            .where('url', 'is not', null)
            .returning('id')
            .executeTakeFirst(),
        );
      });
      wakeFetch();
    }),
  ];
}

const extensions: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    'audio/mpeg': '.mp3',
    'audio/wav': '.wav',
    'audio/x-wav': '.wav',
    'application/pdf': '.pdf',
    'image/jpeg': '.jpg',
    'image/png': '.png',
  }),
);

function extensionOf(contentType: string): string {
  return extensions.get(contentType.split(';')[0]?.trim().toLowerCase() ?? '') ?? '';
}
