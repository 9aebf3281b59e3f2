import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createUploadQueue, type Snapshot, type UploadQueue } from './queue.ts';
import { createServerUploads, type Realm } from './server-uploads.ts';
import { createTusTransport } from './transport.ts';

/** The files on their way to the next message of a conversation, or to what `forId` names; what was begun before a reload comes back. */
export function useUploadQueue(
  realm: Realm,
  conversationId: string,
  { limitBytes, forId }: { limitBytes?: number; forId?: string } = {},
): { queue: UploadQueue; files: Snapshot } {
  const queue = useMemo(
    () =>
      createUploadQueue({
        conversationId,
        transport: createTusTransport(realm),
        server: createServerUploads(realm),
        ...(limitBytes === undefined ? {} : { limitBytes }),
        ...(forId === undefined ? {} : { forId }),
      }),
    [realm, conversationId, limitBytes, forId],
  );
  useEffect(() => {
    // Without an answer the list stays empty; new files can be sent all the same.
    queue.restore().catch(() => undefined);
    return () => queue.stop();
  }, [queue]);
  const files = useSyncExternalStore(queue.subscribe, queue.snapshot);
  return { queue, files };
}
