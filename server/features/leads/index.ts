/** Leads: enquiries from the first word to the matter. Their public face. */

export { type ChaseDeps, chaseRound } from './chase-round.ts';
export type { LeadState } from './decide.ts';
export { addLeadEvent, type NewLeadEvent } from './events.ts';
export { createLeadsFeature, type LeadNeighbours } from './feature.ts';
export { followParties } from './follow-matter.ts';
export {
  getLeadForQuote,
  type LeadForQuote,
  noteAccepted,
  noteConverted,
  noteDeclined,
  noteExpired,
  noteQuoteSent,
  type QuoteRef,
} from './quote-news.ts';
export { noteResponses } from './responses.ts';
export { leadRoutes } from './schema.ts';
export { type Address, type LeadInput, leadInput, leadSource, leadState } from './shapes.ts';
export { createLead } from './store.ts';
