import type { Neighbours } from './features/conversations/index.ts';
import { attachUploads, countAttachments, listAttachments } from './features/files/index.ts';
import { createNoticeListener } from './features/notices/index.ts';
import { createTextListener } from './features/texts/index.ts';
import type { Platform } from './platform/platform.ts';

/** What follows a conversation, and where its files are kept. */
export const conversationNeighbours = (platform: Platform): Neighbours => ({
  listeners: [createNoticeListener(platform), createTextListener(platform)],
  files: { attach: attachUploads, list: listAttachments, count: countAttachments },
});
