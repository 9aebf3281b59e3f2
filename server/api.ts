/** Every route of the API as a type: what the web client is made of. One line a feature. */
import type { auditLogRoutes } from './features/audit-log/schema.ts';
import type { appointmentRoutes, calendarRoutes } from './features/calendar/schema.ts';
import type { dailyProofRoutes } from './features/call-logging/daily-proof/schema.ts';
import type { redoRoutes } from './features/call-logging/redos/schema.ts';
import type { retroLinkRoutes } from './features/call-logging/retro-link/schema.ts';
import type { callLoggingRoutes } from './features/call-logging/schema.ts';
import type { whatIfRoutes } from './features/call-logging/what-if/schema.ts';
import type { connectionRoutes } from './features/connections/schema.ts';
import type {
  breakGlassRoutes,
  conversationRoutes,
  portalConversationRoutes,
  portalSettingsRoutes,
} from './features/conversations/index.ts';
import type { conversionRoutes } from './features/conversions/schema.ts';
import type { feeScaleRoutes } from './features/fee-scales/schema.ts';
import type { fileRequestRoutes, portalFileRequestRoutes } from './features/file-requests/schema.ts';
import type { fileRoutes, portalFileRoutes } from './features/files/schema.ts';
import type { firmRoutes } from './features/firms/schema.ts';
import type { handOverRoutes, portalHandOverRoutes } from './features/hand-over/schema.ts';
import type { holdRoutes } from './features/holds/schema.ts';
import type { insightRoutes } from './features/insights/schema.ts';
import type { keyStageRoutes } from './features/key-stages/schema.ts';
import type { leadRoutes } from './features/leads/schema.ts';
import type { liveRoutes } from './features/live/schema.ts';
import type { mailInRoutes } from './features/mail-in/schema.ts';
import type { mailReplyRoutes } from './features/mail-replies/schema.ts';
import type { mergedContactRoutes } from './features/merged-contacts/schema.ts';
import type { noticeRoutes } from './features/notices/index.ts';
import type { onboardingRoutes } from './features/onboarding/schema.ts';
import type { portalHomeRoutes } from './features/portal-home/schema.ts';
import type { portalLookRoutes } from './features/portal-look/schema.ts';
import type { portalResetRoutes } from './features/portal-resets/schema.ts';
import type { portalSignInRoutes } from './features/portal-sign-in/schema.ts';
import type { portalUserRoutes } from './features/portal-users/schema.ts';
import type { PracticeApi } from './features/practice/index.ts';
import type { purgeRoutes } from './features/purge/schema.ts';
import type { portalPushRoutes, pushRoutes } from './features/push/schema.ts';
import type { quotePageRoutes, quoteRoutes } from './features/quotes/schema.ts';
import type { ratesRoutes } from './features/rates/schema.ts';
import type { referrerPortalRoutes } from './features/referrer-portal/schema.ts';
import type { referrerRoutes } from './features/referrers/schema.ts';
import type { retentionRoutes } from './features/retention/schema.ts';
import type { portalSearchRoutes, searchRoutes } from './features/search/schema.ts';
import type { portalShareRoutes, shareRoutes } from './features/shares/schema.ts';
import type { sourceRoutes } from './features/sources/schema.ts';
import type { speechRoutes } from './features/speech/schema.ts';
import type { staffRoutes } from './features/staff/schema.ts';
import type { syncRoutes } from './features/sync/schema.ts';
import type { templateRoutes } from './features/templates/schema.ts';
import type { portalTextRoutes, textRoutes } from './features/texts/schema.ts';
import type { portalToDoRoutes, toDoRoutes } from './features/to-dos/schema.ts';
import type { webhookRoutes } from './features/webhooks/schema.ts';
import type { widgetRoutes } from './features/widget/schema.ts';
import type { ExchangesOf } from './platform/http/contract.ts';

export type Api = ExchangesOf<typeof firmRoutes> &
  ExchangesOf<typeof staffRoutes> &
  ExchangesOf<typeof auditLogRoutes> &
  ExchangesOf<typeof sourceRoutes> &
  ExchangesOf<typeof connectionRoutes> &
  ExchangesOf<typeof syncRoutes> &
  ExchangesOf<typeof callLoggingRoutes> &
  ExchangesOf<typeof whatIfRoutes> &
  ExchangesOf<typeof redoRoutes> &
  ExchangesOf<typeof retroLinkRoutes> &
  ExchangesOf<typeof dailyProofRoutes> &
  ExchangesOf<typeof webhookRoutes> &
  ExchangesOf<typeof speechRoutes> &
  ExchangesOf<typeof ratesRoutes> &
  ExchangesOf<typeof referrerRoutes> &
  ExchangesOf<typeof referrerPortalRoutes> &
  ExchangesOf<typeof feeScaleRoutes> &
  ExchangesOf<typeof handOverRoutes> &
  ExchangesOf<typeof holdRoutes> &
  ExchangesOf<typeof portalHandOverRoutes> &
  ExchangesOf<typeof leadRoutes> &
  ExchangesOf<typeof keyStageRoutes> &
  ExchangesOf<typeof conversationRoutes> &
  ExchangesOf<typeof breakGlassRoutes> &
  ExchangesOf<typeof noticeRoutes> &
  ExchangesOf<typeof portalSettingsRoutes> &
  ExchangesOf<typeof portalConversationRoutes> &
  ExchangesOf<typeof insightRoutes> &
  ExchangesOf<typeof quoteRoutes> &
  ExchangesOf<typeof conversionRoutes> &
  ExchangesOf<typeof syncRoutes> &
  ExchangesOf<typeof quotePageRoutes> &
  ExchangesOf<typeof widgetRoutes> &
  ExchangesOf<typeof onboardingRoutes> &
  ExchangesOf<typeof purgeRoutes> &
  ExchangesOf<typeof retentionRoutes> &
  ExchangesOf<typeof portalSignInRoutes> &
  ExchangesOf<typeof portalUserRoutes> &
  ExchangesOf<typeof portalHomeRoutes> &
  ExchangesOf<typeof portalResetRoutes> &
  ExchangesOf<typeof mergedContactRoutes> &
  ExchangesOf<typeof portalLookRoutes> &
  ExchangesOf<typeof templateRoutes> &
  ExchangesOf<typeof portalPushRoutes> &
  ExchangesOf<typeof pushRoutes> &
  ExchangesOf<typeof textRoutes> &
  ExchangesOf<typeof portalTextRoutes> &
  ExchangesOf<typeof shareRoutes> &
  ExchangesOf<typeof fileRequestRoutes> &
  ExchangesOf<typeof portalFileRequestRoutes> &
  ExchangesOf<typeof portalShareRoutes> &
  ExchangesOf<typeof calendarRoutes> &
  ExchangesOf<typeof appointmentRoutes> &
  ExchangesOf<typeof toDoRoutes> &
  ExchangesOf<typeof portalToDoRoutes> &
  ExchangesOf<typeof mailInRoutes> &
  ExchangesOf<typeof mailReplyRoutes> &
  ExchangesOf<typeof liveRoutes> &
  ExchangesOf<typeof fileRoutes> &
  ExchangesOf<typeof searchRoutes> &
  ExchangesOf<typeof portalSearchRoutes> &
  ExchangesOf<typeof portalFileRoutes> &
  PracticeApi;
