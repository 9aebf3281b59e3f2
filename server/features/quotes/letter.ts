/** What stands around the figures of a quote, in the words of the day on which it was sent. */
import { z } from 'zod';
import { side } from '../fee-scales/index.ts';

export const letter = z.object({
  firm: z.object({ name: z.string(), country: z.string(), currency: z.string(), timeZone: z.string() }),
  /** "Q-1042-1", and the version behind it. */
  reference: z.string(),
  version: z.number().int(),
  title: z.string(),
  clients: z.array(z.string()),
  properties: z.array(z.object({ side, address: z.string() })),
  from: z.object({ name: z.string(), email: z.string() }).nullable(),
  /** YYYY-MM-DD in the firm's zone. */
  pricedOn: z.string(),
  expiresOn: z.string(),
  message: z.string(),
  terms: z.string(),
  /** What the client is told about somebody who introduced them. */
  referral: z.string().nullable(),
  /** Which published rates the figures follow. */
  rates: z.array(z.string()),
  /** Against the version before, when there was one. */
  changes: z.array(z.string()),
});
export type Letter = z.output<typeof letter>;

export const sideTitles: Readonly<Record<z.output<typeof side>, string>> = {
  sale: 'Your sale',
  purchase: 'Your purchase',
  remortgage: 'Your remortgage',
  transfer_of_equity: 'Your transfer of equity',
};

export const sectionTitles = {
  legal_fees: 'Legal fees',
  additional_fees: 'Additional fees',
  disbursements: 'Disbursements',
} as const;
