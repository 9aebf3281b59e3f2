import type { Neighbours } from './features/conversations/index.ts';
import { createNoticeListener } from './features/notices/index.ts';
import { createTextListener } from './features/texts/index.ts';
import { problem } from './platform/http/problems.ts';
import type { Platform } from './platform/platform.ts';

/** What follows a conversation, and where its files are kept. */
export const conversationNeighbours = (platform: Platform): Neighbours => ({
  listeners: [createNoticeListener(platform), createTextListener(platform)],
  files: {
    async attach() {
      throw problem('invalid_input', 'uploadIds: there is no such upload.');
    },
    list: async () => new Map(),
    count: async () => 0,
  },
});
