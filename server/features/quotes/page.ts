/** What somebody who holds a quote's link sees and may do. The link names its firm; nothing else of the firm can be reached. */
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { type FirmSecret, readFirmSecret } from '../../platform/firm-secret.ts';
import { found } from '../../platform/http/problems.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { findProgressForClient, type OutsideTrack } from '../key-stages/index.ts';
import { letter } from './letter.ts';
import { priced } from './priced-shape.ts';
import type { quotePage } from './schema.ts';
import { shownState } from './views.ts';

/** Not found for whatever is no link of ours. */
export function linkOf(token: string): FirmSecret {
  return found(readFirmSecret(token));
}

export async function findByLink(tx: Tx, { firmId, hash }: FirmSecret) {
  return found(
    await tx
      .selectFrom('quote_versions')
      .select([
        'id',
        'quote_id',
        'number',
        'state',
        'letter',
        'priced',
        'expires_on',
        'answered_at',
        'answered_by',
        'first_seen_at',
        'pdf_sha256',
        'pdf_size',
      ])
      .where('firm_id', '=', firmId)
      .where('link_hash', '=', hash)
      .executeTakeFirst(),
  );
}

export async function readPage(tx: Tx, link: FirmSecret, now: Date): Promise<z.input<typeof quotePage>> {
  const version = await findByLink(tx, link);
  const { newest } = await tx
    .selectFrom('quote_versions')
    .select(({ fn }) => fn.max('number').as('newest'))
    .where('firm_id', '=', link.firmId)
    .where('quote_id', '=', version.quote_id)
    .where('state', '<>', 'draft')
    .executeTakeFirstOrThrow();
  const today = todayIn(await firmFacts(tx, link.firmId), now);
  const answeredBy = version.answered_by;
  const name =
    typeof answeredBy === 'object' && answeredBy !== null && 'name' in answeredBy
      ? String(answeredBy.name)
      : null;
  return {
    state: shownState({ state: version.state, expires_on: version.expires_on }, today),
    letter: letter.parse(version.letter),
    priced: priced.parse(version.priced),
    answeredBy: name,
    answeredAt: version.answered_at?.toISOString() ?? null,
    newer: (newest ?? 0) > version.number,
    tracks: version.state === 'accepted' ? await readTracks(tx, link.firmId, version.quote_id) : [],
  };
}

/** The way of the case while it goes on; a client sees their own case whatever wall stands inside the firm. */
async function readTracks(tx: Tx, firmId: string, quoteId: string): Promise<OutsideTrack[]> {
  const lead = await tx
    .selectFrom('quotes as q')
    .innerJoin('leads as l', (join) =>
      join.onRef('l.firm_id', '=', 'q.firm_id').onRef('l.id', '=', 'q.lead_id'),
    )
    .select('l.id')
    .where('q.firm_id', '=', firmId)
    .where('q.id', '=', quoteId)
    .where('l.state', 'in', ['instructed', 'converted'])
    .executeTakeFirst();
  return lead ? await findProgressForClient(tx, firmId, lead.id) : [];
}

/** The first look is noted once; who only fetches the e-mail's link (a scanner) never runs the page that asks for this. */
export async function noteSeen(tx: Tx, link: FirmSecret, now: Date): Promise<void> {
  await tx
    .updateTable('quote_versions')
    .set({ first_seen_at: now })
    .where('firm_id', '=', link.firmId)
    .where('link_hash', '=', link.hash)
    .where('first_seen_at', 'is', null)
    .execute();
}
