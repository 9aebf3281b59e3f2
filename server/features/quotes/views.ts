/** Quotes as the API tells them. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found, Problem } from '../../platform/http/problems.ts';
import type { transaction } from '../fee-scales/index.ts';
import { getLeadForQuote } from '../leads/index.ts';
import type { RateBookVersion } from '../rates/index.ts';
import { quoteInputs } from './inputs.ts';
import { letter } from './letter.ts';
import { priceForLead } from './price-now.ts';
import type { PricedNow } from './priced-now.ts';
import { priced } from './priced-shape.ts';
import {
  pricing,
  type quoteDetail,
  type quoteListItem,
  type quoteMail,
  type quoteVersion,
  type quoteVersionDetail,
} from './schema.ts';
import './tables.ts';

type Version = z.input<typeof quoteVersion>;

/** "1042-1": the lead's number and the quote's within it. */
export function referenceOf(leadNumber: number, quoteNumber: number): string {
  return `${leadNumber}-${quoteNumber}`;
}

export async function listQuotes(
  tx: Tx,
  firmId: string,
  leadId: string,
  today: string,
): Promise<z.input<typeof quoteListItem>[]> {
  const lead = await getLeadForQuote(tx, firmId, leadId);
  const quotes = await tx
    .selectFrom('quotes')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .orderBy('number', 'desc')
    .execute();
  const versions = await readVersions(
    tx,
    firmId,
    quotes.map(({ id }) => id),
    today,
  );
  return quotes.flatMap((quote) => {
    const own = versions.get(quote.id) ?? [];
    const current = own.find(({ state }) => state !== 'draft') ?? own[0];
    if (!current) return [];
    return [
      {
        id: quote.id,
        leadId,
        number: quote.number,
        reference: referenceOf(lead.number, quote.number),
        transaction: current.transaction,
        updatedAt: quote.updated_at.toISOString(),
        current,
      },
    ];
  });
}

/** A draft is priced with what holds now. */
export async function getQuote(
  tx: Tx,
  firmId: string,
  id: string,
  now: { book: RateBookVersion; today: string },
): Promise<z.input<typeof quoteDetail>> {
  const quote = found(
    await tx
      .selectFrom('quotes')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
  const lead = await getLeadForQuote(tx, firmId, quote.lead_id);
  const versions = (await readVersions(tx, firmId, [id], now.today)).get(id) ?? [];
  const newest = found(versions[0]);
  const draft = newest.state === 'draft' ? newest : null;
  return {
    id,
    leadId: quote.lead_id,
    number: quote.number,
    reference: referenceOf(lead.number, quote.number),
    transaction: newest.transaction,
    updatedAt: quote.updated_at.toISOString(),
    feeScaleId: quote.fee_scale_id,
    version: quote.version,
    versions,
    draft: draft && {
      inputs: draft.inputs,
      version: draft.rowVersion,
      ...(await priceDraft(
        tx,
        firmId,
        { feeScaleId: quote.fee_scale_id, referrerId: lead.referrerId },
        draft.inputs,
        now,
      )),
    },
  };
}

async function priceDraft(
  tx: Tx,
  firmId: string,
  { feeScaleId, referrerId }: { feeScaleId: string | null; referrerId: string | null },
  inputs: z.output<typeof quoteInputs>,
  { book, today }: { book: RateBookVersion; today: string },
): Promise<{ pricing: z.input<typeof pricing> | null; problem: string | null }> {
  try {
    const priced = await priceForLead(tx, firmId, book, { feeScaleId, inputs, day: today, referrerId });
    return { pricing: describePricing(priced), problem: null };
  } catch (error) {
    // Saved while something is still missing: that is what a draft is for.
    if (error instanceof Problem) return { pricing: null, problem: error.message };
    throw error;
  }
}

export function describePricing({ scale, priced, rates, pricedOn }: PricedNow): z.input<typeof pricing> {
  return {
    priced,
    currency: scale.content.currency,
    pricedOn,
    feeScale: {
      id: scale.scaleId,
      name: scale.scaleName,
      versionId: scale.versionId,
      number: scale.number,
      startsOn: scale.startsOn,
      validDays: scale.content.validDays,
    },
    rates,
  };
}

export async function getQuoteVersion(
  tx: Tx,
  firmId: string,
  which: { quoteId: string; versionId: string },
  today: string,
): Promise<z.input<typeof quoteVersionDetail>> {
  const quote = found(
    await tx
      .selectFrom('quotes')
      .select('lead_id')
      .where('firm_id', '=', firmId)
      .where('id', '=', which.quoteId)
      .executeTakeFirst(),
  );
  await getLeadForQuote(tx, firmId, quote.lead_id);
  const versions = (await readVersions(tx, firmId, [which.quoteId], today)).get(which.quoteId) ?? [];
  const version = found(versions.find(({ id }) => id === which.versionId));
  const row = await tx
    .selectFrom('quote_versions')
    .select(['priced', 'letter', 'rates', 'content_hash', 'pdf_sha256'])
    .where('firm_id', '=', firmId)
    .where('id', '=', which.versionId)
    .executeTakeFirstOrThrow();
  const written = row.letter === null ? null : letter.parse(row.letter);
  return {
    ...version,
    priced: row.priced === null ? null : priced.parse(row.priced),
    letter: written,
    rates: row.rates === null ? null : pricing.shape.rates.parse(row.rates),
    contentHash: row.content_hash?.toString('hex') ?? null,
    hasPdf: row.pdf_sha256 !== null,
    changes: written?.changes ?? [],
  };
}

interface SeenVersion extends Version {
  inputs: z.output<typeof quoteInputs>;
  transaction: z.output<typeof transaction>;
  rowVersion: number;
}

/** By quote, newest first. */
async function readVersions(
  tx: Tx,
  firmId: string,
  quoteIds: readonly string[],
  today: string,
): Promise<Map<string, SeenVersion[]>> {
  const byQuote = new Map<string, SeenVersion[]>();
  if (quoteIds.length === 0) return byQuote;
  const rows = await tx
    .selectFrom('quote_versions')
    .select([
      'id',
      'quote_id',
      'number',
      'state',
      'inputs',
      'priced_on',
      'expires_on',
      'sent_at',
      'first_seen_at',
      'answered_at',
      'version',
      sql<number | null>`(priced -> 'totals' ->> 'total')::bigint`.as('total'),
      sql<number | null>`(priced -> 'totals' ->> 'feesNet')::bigint`.as('fees'),
      sql<string | null>`answered_by ->> 'name'`.as('answered_name'),
      sql<string | null>`answered_by ->> 'words'`.as('answered_words'),
    ])
    .where('firm_id', '=', firmId)
    .where('quote_id', 'in', [...quoteIds])
    .orderBy('number', 'desc')
    .execute();
  const mails = await readMails(
    tx,
    firmId,
    rows.map(({ id }) => id),
  );
  for (const row of rows) {
    const inputs = quoteInputs.parse(row.inputs);
    const seen: SeenVersion = {
      id: row.id,
      number: row.number,
      state: shownState(row, today),
      totalPence: row.total,
      feesNetPence: row.fees,
      pricedOn: row.priced_on,
      expiresOn: row.expires_on,
      sentAt: row.sent_at?.toISOString() ?? null,
      firstSeenAt: row.first_seen_at?.toISOString() ?? null,
      answeredAt: row.answered_at?.toISOString() ?? null,
      answeredBy: row.answered_name,
      answer: row.answered_words,
      mails: mails.get(row.id) ?? [],
      inputs,
      transaction: inputs.transaction,
      rowVersion: row.version,
    };
    byQuote.set(row.quote_id, [...(byQuote.get(row.quote_id) ?? []), seen]);
  }
  return byQuote;
}

/** A sent quote holds through its last day. */
export function shownState(
  { state, expires_on }: { state: Version['state']; expires_on: string | null },
  today: string,
): Version['state'] {
  return state === 'sent' && expires_on !== null && expires_on < today ? 'expired' : state;
}

async function readMails(
  tx: Tx,
  firmId: string,
  versionIds: readonly string[],
): Promise<Map<string, z.input<typeof quoteMail>[]>> {
  const rows = await tx
    .selectFrom('quote_mails as mail')
    .innerJoin('outbox', (join) =>
      join.onRef('outbox.firm_id', '=', 'mail.firm_id').onRef('outbox.id', '=', 'mail.outbox_id'),
    )
    .select([
      'mail.id',
      'mail.quote_version_id',
      'mail.contact_id as contactId',
      'mail.sent_to as to',
      'mail.created_at',
      'outbox.state',
      'outbox.error',
    ])
    .where('mail.firm_id', '=', firmId)
    .where('mail.quote_version_id', 'in', [...versionIds])
    .orderBy('mail.id')
    .execute();
  const byVersion = new Map<string, z.input<typeof quoteMail>[]>();
  for (const { quote_version_id, created_at, ...mail } of rows)
    byVersion.set(quote_version_id, [
      ...(byVersion.get(quote_version_id) ?? []),
      { ...mail, at: created_at.toISOString() },
    ]);
  return byVersion;
}
