/** Referrers: who sends clients, what is agreed with them, and their ledger. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createReferrerRoutes } from './routes.ts';

export { adoptReferrers } from './adopt.ts';
export type { ReferralNews, ReferralState } from './decide.ts';
export { disclosureOf } from './disclosure.ts';
export { findReferrerForQuote, type ReferrerForQuote } from './for-quotes.ts';
export { referralOfLead } from './ledger-reads.ts';
export { dropReferral, moveReferral, type NewReferral, noteReferral } from './ledger-store.ts';
export { type ReferralFacts, type ReferralFee, referralFee } from './referral-fee.ts';
export { type FeeRule, feeRule, isOwed } from './rule.ts';
export { referrerRoutes } from './schema.ts';

export function createReferrersFeature(platform: Platform): Feature {
  return { routes: createReferrerRoutes(platform) };
}
