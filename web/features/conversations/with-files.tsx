import { type ReactNode, useEffect, useRef } from 'react';
import { FileDrop } from '../../uploads/file-drop.tsx';
import { useUploadQueue } from '../../uploads/use-upload-queue.ts';
import { AttachDocuments } from '../sharing/attach-documents.tsx';
import { Composer, type ComposerProps } from './composer.tsx';

/** The composer with files: chosen or dropped, sent while one writes, and put onto the message. */
export function ComposerWithFiles({
  conversationId,
  matterId,
  ...props
}: ComposerProps & { conversationId: string; matterId: string | null }): ReactNode {
  const { queue, files } = useUploadQueue('/api/v1', conversationId);
  const { outgoing } = props.sending;
  const before = useRef(outgoing.length);
  useEffect(() => {
    // A message that was taken back has left its files here again.
    if (before.current > 0 && outgoing.length === 0) queue.restore().catch(() => undefined);
    before.current = outgoing.length;
  }, [outgoing.length, queue]);
  return (
    <Composer
      {...props}
      files={{
        row: (
          <FileDrop
            queue={queue}
            files={files}
            more={
              matterId !== null && (
                <AttachDocuments
                  conversationId={conversationId}
                  matterId={matterId}
                  onAttached={() => void queue.restore()}
                />
              )
            }
          />
        ),
        uploadIds: [...files.uploadIds],
        waiting: !files.allReady,
        onSent: () => queue.clear(),
      }}
    />
  );
}
