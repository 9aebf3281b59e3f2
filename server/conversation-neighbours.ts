import type { Neighbours } from './features/conversations/index.ts';
import { fileRequestListener } from './features/file-requests/index.ts';
import { attachUploads, countAttachments, listMessageFiles } from './features/files/index.ts';
import { createNoticeListener } from './features/notices/index.ts';
import { createPushListener } from './features/push/index.ts';
import { createTextListener } from './features/texts/index.ts';
import { messageToDos } from './features/to-dos/index.ts';
import type { Platform } from './platform/platform.ts';

/** What follows a conversation, and where its files are kept. */
export const conversationNeighbours = (platform: Platform): Neighbours => ({
  listeners: [
    createNoticeListener(platform),
    createTextListener(platform),
    messageToDos,
    fileRequestListener,
    createPushListener(),
  ],
  files: { attach: attachUploads, list: listMessageFiles, count: countAttachments },
});
