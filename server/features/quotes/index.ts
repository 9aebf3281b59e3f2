/** Quotes: their public face. */

export { expiryRound } from './expire.ts';
export { createQuotesFeature } from './feature.ts';
export { type QuoteInputs, quoteInputs } from './inputs.ts';
export { findQuoteLink } from './link.ts';
export { checkInputs, priceBy, priceNow } from './price-now.ts';
export type { PricedNow } from './priced-now.ts';
export type { PricedShape } from './priced-shape.ts';
export { quotePageRoutes, quoteRoutes } from './schema.ts';
export { findStandingQuote, type StandingQuote } from './standing.ts';
export { createQuote } from './store.ts';
