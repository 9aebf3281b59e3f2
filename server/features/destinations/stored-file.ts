/** Stored bytes as an upload wants them. */
import type { Readable } from 'node:stream';
import type { FileStore } from '../../platform/file-store.ts';

/** A stored file by its content's hash in hex; throws when it is missing, as what is planned is stored for good. */
export async function openStored(
  files: FileStore,
  firmId: string,
  sha256: string,
): Promise<ReadableStream<Uint8Array>> {
  const content = await files.get(firmId, Buffer.from(sha256, 'hex'));
  if (!content) throw new Error(`the stored file ${sha256} is missing from the file store`);
  return bytesOf(content);
}

/** As the web's streams are: what `fetch` sends. */
function bytesOf(content: Readable): ReadableStream<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    cancel: () => void content.destroy(),
  });
}
