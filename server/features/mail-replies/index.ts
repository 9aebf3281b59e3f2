/** Clients answer the notices of messages by mail, where the firm lets them. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { mailRepliesRound, type RepliesDeps } from './post-reply.ts';
import { createMailReplyRoutes } from './routes.ts';

export { makeReplyAddress } from './addresses.ts';
export { createMailReplyConsumer } from './consumer.ts';
export { answerAbove } from './cut-reply.ts';
export { mailRepliesRound, type RepliesDeps } from './post-reply.ts';
export { mailReplyRoutes } from './schema.ts';

/** How soon after its files were looked at a mail becomes a message. */
const restMs = 2_000;

export function createMailRepliesFeature(deps: RepliesDeps): Feature {
  return {
    routes: createMailReplyRoutes(deps),
    work: () =>
      startWorkLoop({
        name: 'answers by mail',
        restMs,
        logger: deps.platform.logger,
        round: () => mailRepliesRound(deps),
      }),
  };
}
