/** Conversations of staff, and with people outside the firm. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { endingsRound } from './endings-round.ts';
import type { Neighbours } from './listeners.ts';
import { createPortalConversationRoutes } from './portal-routes.ts';
import { releaseRound } from './release-round.ts';
import { createConversationRoutes } from './routes.ts';

export { findConversation, lockConversation, openConversation, type Reader } from './access.ts';
export { endingsRound } from './endings-round.ts';
export type { ConversationClass, ConversationKind, ConversationState } from './kinds.ts';
export type {
  ConversationListener,
  Joined,
  Looked,
  MessageFiles,
  Neighbours,
  Posted,
  StateChanged,
} from './listeners.ts';
export { namesOf } from './people.ts';
export { portalConversationRoutes } from './portal-schema.ts';
export { postMessage, postNote } from './post.ts';
export { releaseRound } from './release-round.ts';
export { breakGlassRoutes, conversationRoutes, portalSettingsRoutes } from './schema.ts';
export { readPortalSettings } from './settings.ts';
export { stateRules } from './states.ts';
export { decideVisibility } from './visibility.ts';

/** How soon after its undo time a message leaves. */
const restMs = 500;

export function createConversationsFeature(platform: Platform, neighbours: Neighbours): Feature {
  return {
    routes: [
      ...createConversationRoutes(platform, neighbours),
      ...createPortalConversationRoutes(platform, neighbours),
    ],
    work: () =>
      startWorkLoop({
        name: 'messages leave, conversations of closed matters end',
        restMs,
        logger: platform.logger,
        round: async () => {
          const more = await releaseRound(platform, neighbours);
          return (await endingsRound(platform, neighbours)) || more;
        },
      }),
  };
}
