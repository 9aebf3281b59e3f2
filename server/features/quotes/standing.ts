/** The version of a lead's quotes that counts, for those who go on with it. */
import type { Tx } from '../../platform/db/database.ts';
import { type Side, sidesOf } from '../fee-scales/index.ts';
import { getLeadForQuote } from '../leads/index.ts';
import { type QuoteInputs, quoteInputs } from './inputs.ts';
import { type PricedShape, priced } from './priced-shape.ts';
import './tables.ts';
import { referenceOf } from './views.ts';

export interface StandingQuote {
  quoteId: string;
  versionId: string;
  reference: string;
  versionNumber: number;
  priced: PricedShape;
  /** Whole pounds, of each property whose price is known. */
  prices: Partial<Record<Side, number>>;
  /** Every e-mail that carried a version of this quote. */
  mails: { id: string; to: string; at: Date; subject: string }[];
  pdf: { sha256: Buffer; sizeBytes: number } | null;
}

/** The accepted version, the last one when several were; of one quote if it is named, then also one that waits. */
export async function findStandingQuote(
  tx: Tx,
  firmId: string,
  leadId: string,
  quoteId?: string,
): Promise<StandingQuote | null> {
  const row = await tx
    .selectFrom('quotes as quote')
    .innerJoin('quote_versions as version', (join) =>
      join.onRef('version.firm_id', '=', 'quote.firm_id').onRef('version.quote_id', '=', 'quote.id'),
    )
    .select([
      'quote.id as quoteId',
      'quote.number as quoteNumber',
      'version.id',
      'version.number',
      'version.priced',
      'version.inputs',
      'version.pdf_sha256',
      'version.pdf_size',
    ])
    .where('quote.firm_id', '=', firmId)
    .where('quote.lead_id', '=', leadId)
    .where('version.state', 'in', quoteId === undefined ? ['accepted'] : ['accepted', 'sent'])
    .$if(quoteId !== undefined, (one) => one.where('quote.id', '=', quoteId ?? ''))
    .orderBy('version.answered_at', (order) => order.desc().nullsLast())
    .orderBy('version.sent_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { number } = await getLeadForQuote(tx, firmId, leadId);
  const mails = await tx
    .selectFrom('quote_mails as mail')
    .innerJoin('quote_versions as version', (join) =>
      join.onRef('version.firm_id', '=', 'mail.firm_id').onRef('version.id', '=', 'mail.quote_version_id'),
    )
    .innerJoin('outbox', (join) =>
      join.onRef('outbox.firm_id', '=', 'mail.firm_id').onRef('outbox.id', '=', 'mail.outbox_id'),
    )
    .select(['mail.id', 'mail.sent_to as to', 'mail.created_at as at', 'outbox.subject'])
    .where('mail.firm_id', '=', firmId)
    .where('version.quote_id', '=', row.quoteId)
    .orderBy('mail.id')
    .execute();
  return {
    quoteId: row.quoteId,
    versionId: row.id,
    reference: referenceOf(number, row.quoteNumber),
    versionNumber: row.number,
    priced: priced.parse(row.priced),
    prices: pricesOf(quoteInputs.parse(row.inputs)),
    mails,
    pdf: row.pdf_sha256 && { sha256: row.pdf_sha256, sizeBytes: row.pdf_size ?? 0 },
  };
}

function pricesOf({ transaction, answers }: QuoteInputs): Partial<Record<Side, number>> {
  return Object.fromEntries(
    sidesOf(transaction).flatMap((side) => {
      const price = answers[side]?.price;
      return typeof price === 'number' && price > 0 ? [[side, price]] : [];
    }),
  );
}
