/** A quote's inputs priced by the fee scale and the rates of a day. */
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import {
  type Answers,
  findVersionOn,
  priceTransaction,
  type Side,
  type VersionToPrice,
} from '../fee-scales/index.ts';
import type { RateBookVersion } from '../rates/index.ts';
import { type QuoteInputs, readInputs } from './inputs.ts';
import type { PricedNow } from './priced-now.ts';
import { ratesFor } from './rates-of-side.ts';
import { type Referral, referralFor } from './referral.ts';

interface ToPrice {
  /** Null: the firm's default. */
  feeScaleId: string | null;
  inputs: QuoteInputs;
  /** The firm's day. */
  day: string;
}

/** @throws invalid_input that names the answer, wrong_state when no fee scale holds on that day. */
export async function priceNow(
  tx: Tx,
  firmId: string,
  book: RateBookVersion,
  { feeScaleId, inputs, day }: ToPrice,
): Promise<PricedNow> {
  // The answers first: what is wrong with them can be mended at once.
  checkInputs(inputs);
  const scale = await findVersionOn(tx, firmId, feeScaleId, day);
  if (!scale)
    throw problem(
      'wrong_state',
      'No fee scale is in force on that day: publish one first (Settings, Fee scales).',
    );
  return priceBy(scale, book, inputs, day);
}

export interface PricedForLead extends PricedNow {
  referral: Referral | null;
}

/** As `priceNow`, for a lead: what the client pays for the introduction is a line of the quote. */
export async function priceForLead(
  tx: Tx,
  firmId: string,
  book: RateBookVersion,
  toPrice: ToPrice & { referrerId: string | null },
): Promise<PricedForLead> {
  const now = await priceNow(tx, firmId, book, toPrice);
  const referral = await referralFor(tx, firmId, toPrice.referrerId, toPrice.inputs, now);
  if (!referral?.line) return { ...now, referral };
  const { choices } = toPrice.inputs;
  const inputs = { ...toPrice.inputs, choices: { ...choices, extra: [...choices.extra, referral.line] } };
  return { ...priceBy(now.scale, book, inputs, toPrice.day), referral };
}

/** The same by a version at hand, for many prices at once. Pure. @throws invalid_input that names the answer. */
export function priceBy(
  scale: VersionToPrice,
  book: RateBookVersion,
  inputs: QuoteInputs,
  day: string,
): PricedNow {
  const answers = checkInputs(inputs);
  const { rates, used } = ratesFor(book, day);
  const { transaction, clients, choices } = inputs;
  const priced = priceTransaction({
    content: scale.content,
    transaction,
    clients,
    answers,
    choices,
    rates,
  });
  return { scale, priced, rates: used(), pricedOn: day };
}

/** The whole answers of each side. @throws invalid_input that names each answer as `inputs.answers.<side>.<question>`. */
export function checkInputs(inputs: QuoteInputs): Partial<Record<Side, Answers>> {
  const read = readInputs(inputs);
  if ('problems' in read)
    throw problem('invalid_input', read.problems[0]?.message, {
      fields: read.problems.map(({ side, question, message }) => ({
        field: ['inputs', 'answers', side, question].filter((part) => part).join('.'),
        message,
      })),
    });
  return read.answers;
}
