import { createHash } from 'node:crypto';
import { audit } from '../../platform/audit.ts';
import type { Scope } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { readCallLogCsv } from '../../vendors/csv/index.ts';
import type { Intake } from './intake.ts';
import { listOwnNumbers } from './store.ts';

/** Rows stored at once: bounded memory, and the group commit makes few transactions of them. */
const atOnce = 500;

/**
 * Reads a call log in CSV. Every good row is stored like a webhook's event, so that it goes through the same pipeline,
 * once, however often the file is sent; every bad row is reported and stops nothing.
 */
export async function importCallLog(input: {
  platform: Platform;
  intake: Intake;
  scope: Scope;
  firmId: string;
  staffId: string;
  sourceId: string;
  layout: 'auto' | 'generic' | 'asterisk';
  preview: boolean;
  fileName: string;
  bytes: unknown;
}) {
  const { platform, scope, firmId } = input;
  if (!Buffer.isBuffer(input.bytes) || input.bytes.length === 0)
    throw problem('bad_request', 'Send the CSV file as the body, with content type text/csv.');
  const facts = await scope.read(async (tx) => ({
    source: await tx
      .selectFrom('sources')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('id', '=', input.sourceId)
      .where('removed_at', 'is', null)
      .executeTakeFirst(),
    firm: await tx
      .selectFrom('firms')
      .select(['time_zone', 'country'])
      .where('id', '=', firmId)
      .executeTakeFirstOrThrow(),
    ownNumbers: await listOwnNumbers(tx, firmId),
  }));
  found(facts.source);
  const { rows, problems } = readCallLogCsv(input.bytes.toString('utf8'), {
    layout: input.layout,
    timeZone: facts.firm.time_zone,
    ownNumbers: facts.ownNumbers,
  });
  if (input.preview)
    return { rows: rows.length + problems.length, accepted: rows.length, alreadyKnown: 0, problems };

  let accepted = 0;
  for (let start = 0; start < rows.length; start += atOnce) {
    const stored = await Promise.all(
      rows.slice(start, start + atOnce).map((row) =>
        input.intake.store({
          firmId,
          id: newId(),
          sourceId: input.sourceId,
          eventKey: `row:${createHash('sha256').update(row.eventId).digest('hex')}`,
          origin: 'import',
          eventType: 'call_log_row',
          contentType: 'application/json',
          rawBody: Buffer.from(JSON.stringify(row.observations)),
        }),
      ),
    );
    accepted += stored.filter(Boolean).length;
  }
  await scope.write((tx) =>
    audit(tx, {
      firmId,
      staffId: input.staffId,
      action: 'source.imported',
      subjectType: 'source',
      subjectId: input.sourceId,
      detail: { fileName: input.fileName, rows: rows.length, accepted, problems: problems.length },
      at: platform.clock.now(),
    }),
  );
  return { rows: rows.length + problems.length, accepted, alreadyKnown: rows.length - accepted, problems };
}
