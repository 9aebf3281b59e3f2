import { connectionNeighbours } from './connection-neighbours.ts';
import { conversationNeighbours } from './conversation-neighbours.ts';
import { createCalendarFeature, createReplyConsumer } from './features/calendar/index.ts';
import { createCallLoggingFeature } from './features/call-logging/index.ts';
import { createConnectionsFeature } from './features/connections/index.ts';
import { createConversationsFeature } from './features/conversations/index.ts';
import { createConversionsFeature } from './features/conversions/index.ts';
import { createFeeScalesFeature } from './features/fee-scales/index.ts';
import { createFileRequestsFeature, requestFileSource } from './features/file-requests/index.ts';
import { contentScan, createFilesFeature } from './features/files/index.ts';
import { createHandOverFeature } from './features/hand-over/index.ts';
import { createHoldsFeature } from './features/holds/index.ts';
import { createInsightsFeature } from './features/insights/index.ts';
import { createKeyStagesFeature } from './features/key-stages/index.ts';
import { createLeadsFeature } from './features/leads/index.ts';
import { createMailInFeature } from './features/mail-in/index.ts';
import { createMailRepliesFeature, createMailReplyConsumer } from './features/mail-replies/index.ts';
import { createMergedContactsFeature } from './features/merged-contacts/index.ts';
import { createBounceConsumer, createNoticesFeature } from './features/notices/index.ts';
import { createOnboardingFeature } from './features/onboarding/index.ts';
import { createPortalHomeFeature } from './features/portal-home/index.ts';
import { createPortalLookFeature } from './features/portal-look/index.ts';
import { createPortalResetsFeature } from './features/portal-resets/index.ts';
import { createPortalSignInFeature } from './features/portal-sign-in/index.ts';
import { createPortalUsersFeature } from './features/portal-users/index.ts';
import { createPracticeFeature } from './features/practice/index.ts';
import { createPurgeFeature } from './features/purge/index.ts';
import { createPushFeature } from './features/push/index.ts';
import { createQuotesFeature, findQuoteLink } from './features/quotes/index.ts';
import { createRatesFeature } from './features/rates/index.ts';
import { createReferrerPortalFeature } from './features/referrer-portal/index.ts';
import { createReferrersFeature } from './features/referrers/index.ts';
import { createRetentionFeature } from './features/retention/index.ts';
import { createSearchFeature } from './features/search/index.ts';
import { createSharesFeature, shareSource } from './features/shares/index.ts';
import { createSpeechFeature } from './features/speech/index.ts';
import { createSyncFeature, suggestChange } from './features/sync/index.ts';
import { createTemplatesFeature } from './features/templates/index.ts';
import { createTextsFeature } from './features/texts/index.ts';
import { createToDosFeature } from './features/to-dos/index.ts';
import { createWebhooksFeature } from './features/webhooks/index.ts';
import { createWidgetFeature } from './features/widget/index.ts';
import { createTextMedia, fileListener } from './file-neighbours.ts';
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
      media: createTextMedia(platform),
    }),
  (platform) => createRetentionFeature(platform),
  (platform) => createConversationsFeature(platform, conversationNeighbours(platform)),
  (platform) => createNoticesFeature(platform),
  (platform) => createToDosFeature(platform),
  (platform) => createCalendarFeature(platform),
  (platform) =>
    createMailInFeature(platform, [
      createReplyConsumer(platform),
      createBounceConsumer(platform),
      createMailReplyConsumer({ platform, neighbours: conversationNeighbours(platform) }),
    ]),
  (platform) => createMailRepliesFeature({ platform, neighbours: conversationNeighbours(platform) }),
  (platform) => createFilesFeature(platform, [fileListener], [shareSource, requestFileSource]),
  (platform) => createSearchFeature(platform),
  (platform) => createHandOverFeature(platform),
  (platform) => createHoldsFeature(platform),
  (platform) => createFileRequestsFeature(platform, contentScan(platform)),
  (platform) => createPurgeFeature(platform),
  (platform) => createSharesFeature(platform, contentScan(platform)),
  (platform) =>
    createSpeechFeature({ platform, vendors: phoneSystems, practiceSystems, services: speechServices }),
  (platform) => createPortalSignInFeature(platform),
  (platform) => createPortalUsersFeature(platform),
  (platform) => createPortalHomeFeature(platform),
  (platform) => createPortalResetsFeature(platform),
  (platform) => createMergedContactsFeature(platform),
  (platform) => createPortalLookFeature(platform),
  (platform) => createTemplatesFeature(platform),
  (platform) => createPushFeature(platform),
];
