import { connectionNeighbours } from './connection-neighbours.ts';
import { conversationNeighbours } from './conversation-neighbours.ts';
import { createCalendarFeature, createReplyConsumer } from './features/calendar/index.ts';
import { createCallLoggingFeature } from './features/call-logging/index.ts';
import { createConnectionsFeature } from './features/connections/index.ts';
import { createConversationsFeature } from './features/conversations/index.ts';
import { createConversionsFeature } from './features/conversions/index.ts';
import { createFeeScalesFeature } from './features/fee-scales/index.ts';
import { createFilesFeature } from './features/files/index.ts';
import { createInsightsFeature } from './features/insights/index.ts';
import { createKeyStagesFeature } from './features/key-stages/index.ts';
import { createLeadsFeature } from './features/leads/index.ts';
import { createMailInFeature } from './features/mail-in/index.ts';
import { createNoticesFeature } from './features/notices/index.ts';
import { createOnboardingFeature } from './features/onboarding/index.ts';
import { createPortalHomeFeature } from './features/portal-home/index.ts';
import { createPortalSignInFeature } from './features/portal-sign-in/index.ts';
import { createPortalUsersFeature } from './features/portal-users/index.ts';
import { createPracticeFeature } from './features/practice/index.ts';
import { createQuotesFeature, findQuoteLink } from './features/quotes/index.ts';
import { createRatesFeature } from './features/rates/index.ts';
import { createReferrerPortalFeature } from './features/referrer-portal/index.ts';
import { createReferrersFeature } from './features/referrers/index.ts';
import { createRetentionFeature } from './features/retention/index.ts';
import { createSpeechFeature } from './features/speech/index.ts';
import { createSyncFeature, suggestChange } from './features/sync/index.ts';
import { createTextsFeature } from './features/texts/index.ts';
import { createToDosFeature } from './features/to-dos/index.ts';
import { createWebhooksFeature } from './features/webhooks/index.ts';
import { createWidgetFeature } from './features/widget/index.ts';
import type { FeatureFactory } from './platform/feature.ts';
import { createTextInbox } from './text-inbox.ts';
import {
  messageSenders,
  onboardingProviders,
  phoneSystems,
  practiceSystems,
  speechServices,
} from './vendors/registry.ts';

/** Every feature of the program beside firms and staff (which sign-in needs): one line each. */
export const features: readonly FeatureFactory[] = [
  (platform) => createPracticeFeature(platform, practiceSystems, suggestChange),
  (platform) => createConnectionsFeature(platform, practiceSystems, connectionNeighbours),
  (platform) => createCallLoggingFeature(platform, phoneSystems, practiceSystems),
  (platform) => createWebhooksFeature(platform),
  (platform) => createRatesFeature(platform),
  (platform) => createReferrersFeature(platform),
  (platform) => createReferrerPortalFeature(platform),
  (platform) =>
    createLeadsFeature(platform, {
      quoteLink: (tx, firmId, leadId) => findQuoteLink(tx, platform, firmId, leadId),
    }),
  (platform) => createQuotesFeature(platform),
  (platform) => createConversionsFeature(platform, practiceSystems),
  (platform) => createFeeScalesFeature(platform),
  (platform) => createKeyStagesFeature(platform, practiceSystems),
  (platform) => createSyncFeature(platform, practiceSystems),
  (platform) => createInsightsFeature(platform),
  (platform) => createWidgetFeature(platform),
  (platform) => createOnboardingFeature({ platform, providers: onboardingProviders, practiceSystems }),
  (platform) =>
    createTextsFeature({
      platform,
      senders: messageSenders,
      inbox: createTextInbox(conversationNeighbours(platform)),
      media: null,
    }),
  (platform) => createRetentionFeature(platform),
  (platform) => createConversationsFeature(platform, conversationNeighbours(platform)),
  (platform) => createNoticesFeature(platform),
  (platform) => createToDosFeature(platform),
  (platform) => createCalendarFeature(platform),
  (platform) => createMailInFeature(platform, [createReplyConsumer(platform)]),
  (platform) => createFilesFeature(platform),
  (platform) =>
    createSpeechFeature({ platform, vendors: phoneSystems, practiceSystems, services: speechServices }),
  (platform) => createPortalSignInFeature(platform),
  (platform) => createPortalUsersFeature(platform),
  (platform) => createPortalHomeFeature(platform),
];
