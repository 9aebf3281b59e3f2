/** Conversations of staff, and with people outside the firm. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { endingsRound } from './endings-round.ts';
import type { Neighbours } from './listeners.ts';
import { createPortalConversationRoutes } from './portal-routes.ts';
import { releaseRound } from './release-round.ts';
import { createConversationRoutes } from './routes.ts';

export {
  findConversation,
  type Locked,
  lockConversation,
  type Opened,
  openConversation,
  type Reader,
} from './access.ts';
export { keepDraft } from './drafts.ts';
export { endingsRound } from './endings-round.ts';
export {
  type ConversationClass,
  type ConversationKind,
  type ConversationState,
  conversationClasses,
  conversationStates,
} from './kinds.ts';
export { linesById } from './lines.ts';
export type {
  ConversationListener,
  Joined,
  Looked,
  MessageFiles,
  Neighbours,
  Posted,
  StateChanged,
} from './listeners.ts';
export { markLooked } from './mark-looked.ts';
export { describeMessages, seeMessages } from './messages.ts';
export { currentExternals, externalsWhoRead } from './participants-store.ts';
export { namesOf, personIn } from './people.ts';
export { portalLinesById } from './portal-lines.ts';
export { portalConversationRoutes, portalLine } from './portal-schema.ts';
export { postMessage, postNote } from './post.ts';
export { classOfParty, mayJoin } from './privilege.ts';
export { releaseRound } from './release-round.ts';
export { breakGlassRoutes, conversationRoutes, portalSettingsRoutes } from './schema.ts';
export {
  excerptIfFound,
  excerptOf,
  markedText,
  type Part,
  readTyped,
  type Typed,
  toLexemes,
  toQuery,
} from './search-words.ts';
export { readPortalSettings } from './settings.ts';
export { conversationLine, excerptParts, type Message, person } from './shapes.ts';
export { stateRules } from './states.ts';
export { type TwoPeople, uniteStays } from './unite-stays.ts';
export { decideVisibility, type Stay } from './visibility.ts';

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
