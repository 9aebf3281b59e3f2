/** Sending: everything that a client will read is frozen, its PDF kept, and the e-mails stand in the outbox, all at once or not at all. */
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { newFirmSecret } from '../../platform/firm-secret.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { getLeadForQuote, type LeadForQuote, noteQuoteSent } from '../leads/index.ts';
import type { RateBookVersion } from '../rates/index.ts';
import { contentHash } from './content-hash.ts';
import { differencesOf } from './difference.ts';
import { quoteInputs } from './inputs.ts';
import type { Letter } from './letter.ts';
import { quoteMailWords } from './mail-words.ts';
import { priceForLead } from './price-now.ts';
import type { PricedNow } from './priced-now.ts';
import { type PricedShape, priced as pricedShape } from './priced-shape.ts';
import { dayWords } from './rates-of-side.ts';
import { findStandingQuote } from './standing.ts';
import { findDraft, lockQuote } from './store.ts';
import { referenceOf } from './views.ts';

export interface Sending {
  to: readonly { contactId: string; email: string }[];
  message: string;
  expiresOn?: string | undefined;
  /** Of the draft that was read. */
  version?: number | undefined;
}

/** A day a quote may hold to at most, years ahead. */
const longestYears = 1;

export async function sendQuote(
  platform: Platform,
  scope: Scope,
  actor: Actor & { staffId: string },
  id: string,
  sending: Sending,
  book: RateBookVersion,
): Promise<void> {
  const ready = await scope.read((tx) => prepare(tx, actor, id, sending, book));
  // Loaded with the first quote: fonts and layout take memory that a firm which quotes nothing need not give.
  const { renderQuotePdf } = await import('./pdf.ts');
  const pdf = await renderQuotePdf(ready.letter, ready.now.priced, actor.now);
  const file = await platform.files.put(actor.firmId, Readable.from([pdf]), pdf.length);
  await scope.write(async (tx) => {
    await lockQuote(tx, actor.firmId, id);
    // What was drawn must be what is frozen: somebody may have changed the draft, a client or the fee scale meanwhile.
    const again = await prepare(tx, actor, id, sending, book);
    if (!again.hash.equals(ready.hash))
      throw problem(
        'conflict',
        'The quote changed while it was being sent. Nothing was sent; look at it once more.',
      );
    const link = newFirmSecret(actor.firmId);
    await freeze(tx, platform, actor, { ...ready, id, file, link });
    await mailIt(tx, platform, actor, { ...ready, sending, sha256: file.sha256, token: link.token });
    const accepted = await findStandingQuote(tx, actor.firmId, ready.lead.id);
    await noteQuoteSent(tx, actor, ready.lead.id, {
      quoteId: id,
      quoteNumber: ready.quoteNumber,
      versionNumber: ready.letter.version,
      // Where one was accepted the lead is worth that, until another is.
      ...(accepted ? {} : { valuePence: ready.now.priced.totals.feesNet }),
    });
    await recordChange(tx, actor, {
      action: 'quote.sent',
      id,
      detail: { version: ready.letter.version, to: sending.to.map(({ email }) => email) },
    });
  });
}

interface Ready {
  lead: LeadForQuote;
  quoteNumber: number;
  draftId: string;
  letter: Letter;
  now: PricedNow;
  hash: Buffer;
}

async function prepare(
  tx: Tx,
  actor: Actor & { staffId: string },
  id: string,
  sending: Sending,
  book: RateBookVersion,
): Promise<Ready> {
  const { firmId } = actor;
  const quote = await readQuote(tx, firmId, id);
  const draft = await findDraft(tx, firmId, id);
  if (!draft) throw problem('wrong_state', 'There is no draft to send: begin the next version first.');
  checkVersion(draft.version, sending.version ?? null);
  const facts = await firmFacts(tx, firmId);
  const today = todayIn(facts, actor.now);
  const inputs = quoteInputs.parse(draft.inputs);
  const now = await priceForLead(tx, firmId, book, {
    feeScaleId: quote.fee_scale_id,
    inputs,
    day: today,
    referrerId: quote.lead.referrerId,
  });
  checkComplete(now.priced);
  checkRecipients(quote.lead, sending);
  const before = await lastSent(tx, firmId, id);
  const letter: Letter = {
    firm: { name: await firmName(tx, firmId), ...facts },
    reference: referenceOf(quote.lead.number, quote.number),
    version: draft.number,
    title: quote.lead.title,
    clients: quote.lead.clients.map(({ name }) => name),
    properties: propertiesOf(quote.lead),
    from: await sender(tx, firmId, actor.staffId),
    pricedOn: today,
    expiresOn: lastDay(sending.expiresOn, today, now.scale.content.validDays),
    message: sending.message,
    terms: now.scale.content.terms,
    referral: now.referral?.disclosure ?? null,
    rates: now.rates.sets.map(
      ({ name, effectiveFrom }) => `${name}: rates since ${dayWords(effectiveFrom)}.`,
    ),
    changes: before
      ? differencesOf(before, now.priced, now.scale.content.currency).map(({ sentence }) => sentence)
      : [],
  };
  const hash = contentHash({
    inputs,
    priced: now.priced,
    letter,
    rates: now.rates,
    feeScaleVersion: now.scale.versionId,
    feeScaleHash: now.scale.contentHash.toString('hex'),
  });
  return { lead: quote.lead, quoteNumber: quote.number, draftId: draft.id, letter, now, hash };
}

async function readQuote(tx: Tx, firmId: string, id: string) {
  const quote = found(
    await tx
      .selectFrom('quotes')
      .select(['id', 'lead_id', 'number', 'fee_scale_id'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
  return { ...quote, lead: await getLeadForQuote(tx, firmId, quote.lead_id) };
}

function checkComplete(priced: PricedShape): void {
  const lines = priced.sides.flatMap((side) => side.lines);
  const missing = lines.filter(({ key }) => priced.needsPrice.includes(key));
  if (missing.length > 0)
    throw problem(
      'wrong_state',
      `A price is missing: ${missing.map(({ label, why }) => `${label} (${why})`).join('; ')}. Set it, then send.`,
    );
  if (!lines.some(({ counts }) => counts))
    throw problem('wrong_state', 'There is nothing in this quote to charge for.');
}

/** Only clients of the lead, at addresses that the firm has on file: a quote is not sent to a slip of the keyboard. */
function checkRecipients(lead: LeadForQuote, { to }: Sending): void {
  to.forEach(({ contactId, email }, at) => {
    const client = lead.clients.find((one) => one.contactId === contactId);
    const message = !client
      ? 'Not a client of this lead.'
      : client.emails.some((known) => known.toLowerCase() === email.toLowerCase())
        ? null
        : `Not an address of ${client.name}: add it to the contact first.`;
    if (message) throw problem('invalid_input', message, { fields: [{ field: `to.${at}`, message }] });
  });
}

function lastDay(wanted: string | undefined, today: string, validDays: number): string {
  const date = DateTime.fromISO(today, { zone: 'utc' });
  if (wanted === undefined) return date.plus({ days: validDays }).toFormat('yyyy-MM-dd');
  if (wanted >= today && wanted <= date.plus({ years: longestYears }).toFormat('yyyy-MM-dd')) return wanted;
  const message = 'Choose a day from today to a year ahead.';
  throw problem('invalid_input', message, { fields: [{ field: 'expiresOn', message }] });
}

function propertiesOf({ properties }: LeadForQuote): Letter['properties'] {
  return (['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const).flatMap((side) => {
    const property = properties[side];
    if (!property) return [];
    const { line1, line2, town, county, postcode } = property;
    const address = [line1, line2, town, county, postcode].filter((part) => part !== '').join(', ');
    return address === '' ? [] : [{ side, address }];
  });
}

async function firmName(tx: Tx, firmId: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from firms where id = ${firmId}`.execute(tx);
  return rows[0]?.name ?? '';
}

async function sender(tx: Tx, firmId: string, staffId: string): Promise<Letter['from']> {
  const staff = await tx
    .selectFrom('staff_members')
    .select(['first_name', 'last_name', 'email'])
    .where('firm_id', '=', firmId)
    .where('id', '=', staffId)
    .executeTakeFirst();
  return staff ? { name: `${staff.first_name} ${staff.last_name}`, email: staff.email } : null;
}

async function lastSent(tx: Tx, firmId: string, quoteId: string): Promise<PricedShape | null> {
  const row = await tx
    .selectFrom('quote_versions')
    .select('priced')
    .where('firm_id', '=', firmId)
    .where('quote_id', '=', quoteId)
    .where('state', '<>', 'draft')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? pricedShape.parse(row.priced) : null;
}

async function freeze(
  tx: Tx,
  platform: Platform,
  { firmId, staffId, now: at }: Actor,
  what: Ready & {
    id: string;
    file: { sha256: Buffer; sizeBytes: number };
    link: { token: string; hash: Buffer };
  },
): Promise<void> {
  const { file, letter, now } = what;
  await sql`
    insert into files (firm_id, sha256, size_bytes, content_type)
    values (${firmId}, ${file.sha256}, ${file.sizeBytes}, 'application/pdf') on conflict do nothing`.execute(
    tx,
  );
  await tx
    .updateTable('quote_versions')
    .set({ state: 'superseded', updated_at: at })
    .where('firm_id', '=', firmId)
    .where('quote_id', '=', what.id)
    .where('state', '=', 'sent')
    .execute();
  await tx
    .updateTable('quote_versions')
    .set({
      state: 'sent',
      fee_scale_version_id: now.scale.versionId,
      rates: JSON.stringify(now.rates),
      priced: JSON.stringify(now.priced),
      content_hash: what.hash,
      letter: JSON.stringify(letter),
      pdf_sha256: file.sha256,
      pdf_size: file.sizeBytes,
      priced_on: letter.pricedOn,
      expires_on: letter.expiresOn,
      sent_at: at,
      sent_by_staff_id: staffId,
      link_hash: what.link.hash,
      link_sealed: platform.secrets.seal(what.link.token, `quote link ${what.draftId}`),
      updated_at: at,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', what.draftId)
    .execute();
}

async function mailIt(
  tx: Tx,
  platform: Platform,
  { firmId, now: at }: Actor,
  what: Ready & { sending: Sending; sha256: Buffer; token: string },
): Promise<void> {
  const { letter, lead } = what;
  const address = new URL(`/quote/${what.token}`, platform.publicUrl).href;
  for (const { contactId, email } of what.sending.to) {
    const name = lead.clients.find((client) => client.contactId === contactId)?.name ?? '';
    const outboxId = await queueMail(tx, platform, {
      firmId,
      to: email,
      ...quoteMailWords(letter, what.now.priced.totals.total, { name, address }),
      attachments: [
        {
          name: `Quote ${letter.reference}${letter.version > 1 ? `, version ${letter.version}` : ''}.pdf`,
          contentType: 'application/pdf',
          sha256: what.sha256.toString('hex'),
        },
      ],
    });
    await tx
      .insertInto('quote_mails')
      .values({
        firm_id: firmId,
        id: newId(),
        quote_version_id: what.draftId,
        contact_id: contactId,
        outbox_id: outboxId,
        sent_to: email,
        created_at: at,
      })
      .execute();
  }
}
