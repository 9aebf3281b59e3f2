/** Who introduced the client, in the price and in the words of a quote (quotes.md §5). */
import type { Tx } from '../../platform/db/database.ts';
import type { ExtraLine } from '../fee-scales/index.ts';
import { disclosureOf, findReferrerForQuote, type ReferralFacts, referralFee } from '../referrers/index.ts';
import type { QuoteInputs } from './inputs.ts';
import type { PricedNow } from './priced-now.ts';

export interface Referral {
  /** A line of this quote, where the client pays for the introduction. */
  line: ExtraLine | null;
  /** What the client is told. */
  disclosure: string;
  facts: Pick<ReferralFacts, 'price' | 'legalFeesNetPence'>;
}

/** By what is agreed with the referrer on the day of the quote; null: nobody introduced the client. */
export async function referralFor(
  tx: Tx,
  firmId: string,
  referrerId: string | null,
  inputs: QuoteInputs,
  now: PricedNow,
): Promise<Referral | null> {
  if (referrerId === null) return null;
  const referrer = await findReferrerForQuote(tx, firmId, referrerId, now.pricedOn);
  if (!referrer) return null;
  const { currency } = now.scale.content;
  const facts = { ...knownOf(inputs, now), transaction: inputs.transaction, currency };
  const rule = referrer.agreed?.rule ?? null;
  const fee = rule?.payer === 'added_to_price' ? referralFee(rule, facts) : null;
  const side = now.priced.sides[0]?.side;
  return {
    line:
      fee?.pence && rule && side
        ? {
            id: referrer.id,
            side,
            section: 'additional_fees',
            label: `Introduction by ${referrer.name}`,
            pence: fee.pence,
            vat: { treatment: rule.vat.added ? 'standard' : 'outside_scope', inclusive: false },
          }
        : null,
    disclosure: disclosureOf(referrer.name, rule, facts),
    facts: { price: facts.price, legalFeesNetPence: facts.legalFeesNetPence },
  };
}

/** The price of all properties together, and the legal fees that were quoted; null for what is not known yet. */
export function knownOf(
  { answers }: QuoteInputs,
  { priced }: Pick<PricedNow, 'priced'>,
): Pick<ReferralFacts, 'price' | 'legalFeesNetPence'> {
  const prices = Object.values(answers).flatMap((side) =>
    typeof side?.price === 'number' ? [side.price] : [],
  );
  const legal = priced.sides
    .flatMap(({ lines }) => lines)
    .filter(({ section, counts }) => section === 'legal_fees' && counts);
  const known = legal.length > 0 && legal.every(({ netPence }) => netPence !== null);
  return {
    price: prices.length > 0 ? prices.reduce((sum, price) => sum + price, 0) : null,
    legalFeesNetPence: known ? legal.reduce((sum, { netPence }) => sum + (netPence ?? 0), 0) : null,
  };
}
