/** Where a client reads the offer that stands: for whoever reminds them of it. */
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import './tables.ts';

/** The address of the lead's newest version that waits for an answer; null when none does. */
export async function findQuoteLink(
  tx: Tx,
  { secrets, publicUrl }: Pick<Platform, 'secrets' | 'publicUrl'>,
  firmId: string,
  leadId: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom('quotes as quote')
    .innerJoin('quote_versions as version', (join) =>
      join.onRef('version.firm_id', '=', 'quote.firm_id').onRef('version.quote_id', '=', 'quote.id'),
    )
    .select(['version.id', 'version.link_sealed'])
    .where('quote.firm_id', '=', firmId)
    .where('quote.lead_id', '=', leadId)
    .where('version.state', '=', 'sent')
    .orderBy('version.sent_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.link_sealed) return null;
  const token = secrets.open(row.link_sealed, `quote link ${row.id}`);
  return new URL(`/quote/${token}`, publicUrl).href;
}
