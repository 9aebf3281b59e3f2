/** Stands for the feature that keeps files, in tests. */
import { TooLarge } from '../../platform/file-store.ts';
import { newId } from '../../platform/ids.ts';
import type { LostFile, TextMedia } from './ports.ts';

export interface KeptFile {
  key: string;
  fileName: string;
  contentType: string;
  bytes: Buffer;
  conversationId: string;
  seq: number;
}

export interface KeptFiles {
  kept: KeptFile[];
  lost: LostFile['why'][];
  /** Nothing can be kept now. */
  broken: boolean;
}

/** The same key is the same file. */
export function mediaForTests(files: KeptFiles): TextMedia {
  return {
    async keep({ key, fileName, contentType, conversationId, seq, content, maxBytes }) {
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(Buffer.from(chunk));
      const bytes = Buffer.concat(chunks);
      if (files.broken) throw new Error('nothing can be kept');
      if (bytes.length > maxBytes) throw new TooLarge(`larger than ${maxBytes} bytes`);
      const known = files.kept.find((file) => file.key === key);
      if (!known) files.kept.push({ key, fileName, contentType, bytes, conversationId, seq });
      return { fileId: newId(), sizeBytes: bytes.length };
    },
    async lost(_tx, { why }) {
      files.lost.push(why);
    },
  };
}
