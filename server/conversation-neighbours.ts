import type { Neighbours } from './features/conversations/index.ts';
import { problem } from './platform/http/problems.ts';

/** What follows a conversation, and where its files are kept. */
export const conversationNeighbours: Neighbours = {
  listeners: [],
  files: {
    async attach() {
      throw problem('invalid_input', 'uploadIds: there is no such upload.');
    },
    list: async () => new Map(),
    count: async () => 0,
  },
};
