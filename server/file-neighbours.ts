import { externalsWhoRead, lockConversation, postNote } from './features/conversations/index.ts';
import { createFileKeeper, type FileListener } from './features/files/index.ts';
import { fileWithdrawn, tellFileWithdrawn } from './features/notices/index.ts';
import type { TextMedia } from './features/texts/index.ts';
import { completeBySource, withdrawBySource } from './features/to-dos/index.ts';
import { appendEvents } from './platform/live-events.ts';
import type { Platform } from './platform/platform.ts';

/**
 * What follows a file of a message. Its thread says that it was withdrawn, without its name, since somebody who joined later may
 * not know that there was such a file; those outside who had it are told by mail; and nobody has to open it any more.
 */
export const fileListener: FileListener = {
  async withdrawn(tx, { firmId, fileId, conversationId, seq: fileSeq, why, by, at }) {
    const conversation = await lockConversation(tx, firmId, conversationId);
    const outside =
      conversation.kind === 'external' ? await externalsWhoRead(tx, firmId, conversationId, fileSeq) : [];
    const people = outside.filter((id) => by === null || !('portalUserId' in by) || by.portalUserId !== id);
    const { seq } = await postNote(tx, conversation, by, { what: fileWithdrawn, people, text: why }, at);
    await tellFileWithdrawn(tx, { firmId, conversationId, seq, at, infected: why === 'infected' }, people);
    await withdrawBySource(tx, { firmId, kind: 'file', sourceId: fileId });
  },
  async opened(tx, { firmId, fileId, by, at }) {
    if (!('portalUserId' in by)) return;
    const { portalUserId } = by;
    await completeBySource(tx, { firmId, kind: 'file', sourceId: fileId, portalUserId }, 'opened', at);
  },
};

/** Pictures and files of texts are files of their messages. */
export function createTextMedia(platform: Platform): TextMedia {
  const keep = createFileKeeper(platform);
  return {
    keep: ({ portalUserId, ...file }) => keep({ ...file, by: { portalUserId } }),
    async lost(tx, { firmId, conversationId, portalUserId, why, at }) {
      const conversation = await lockConversation(tx, firmId, conversationId);
      await postNote(tx, conversation, null, { what: 'file_lost', people: [portalUserId], text: why }, at);
      await appendEvents(tx, firmId, [
        { type: 'conversation.changed', subjectId: conversationId, conversationId },
      ]);
    },
  };
}
