import { type ReactNode, useEffect, useState } from 'react';
import { acceptOf } from '../../../uploads/file-kinds.ts';
import { sizeOf } from '../../../uploads/size.ts';
import { useUploadQueue } from '../../../uploads/use-upload-queue.ts';
import { call } from '../../call.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { FilesRow } from '../messages/files-row.tsx';
import { FileActs } from '../shares/file-acts.tsx';
import { say, sayCount } from '../shares/words.ts';
import type { FileRequest } from './request-screen.tsx';
import '../messages/messages.css';

type Slot = FileRequest['slotList'][number];
type Props = { request: FileRequest; slot: Slot; onChanged: (request: FileRequest) => void };

/** One thing that is asked for: what it is, what was sent, and the place to send it. */
export function SlotCard(props: Props): ReactNode {
  const { request, slot } = props;
  const takes =
    request.takesFiles && slot.state !== 'accepted' && slot.state !== 'waived' && placesLeft(slot) > 0;
  return (
    <li className="p-slot" data-state={slot.state}>
      <div>
        <h2 className="p-slot__title">
          {slot.name}
          {!slot.required && <span className="p-slot__about"> ({say('optional')})</span>}
        </h2>
        {slot.help !== '' && <p className="p-slot__about">{slot.help}</p>}
      </div>
      <p className="p-slot__state">{say(`slot_${slot.state}`)}</p>
      {slot.state === 'rejected' && <Notice kind="bad">{say('why', { reason: slot.reason })}</Notice>}
      {slot.files.length > 0 && (
        <ul className="p-rows">
          {slot.files.map((file) => (
            <SentFile key={file.id} file={file} {...props} />
          ))}
        </ul>
      )}
      {takes && <SlotUpload {...props} />}
    </li>
  );
}

const placesLeft = ({ maxFiles, files }: Slot) =>
  maxFiles - files.filter(({ fileState }) => fileState !== 'rejected').length;

function SentFile({ request, file, onChanged }: Props & { file: Slot['files'][number] }): ReactNode {
  const task = useTask();
  const { id, name, fileState } = file;
  const takeBack = () =>
    void task.run(async () =>
      onChanged(await call('POST /portal/api/request-files/:id/take-back', { params: { id } })),
    );
  return (
    <li className="p-row">
      <div className="p-row__words">
        <span>
          <bdi>{name}</bdi>
        </span>
        <span className="p-row__about">{[sizeOf(file.sizeBytes), say(`file_${fileState}`)].join(' · ')}</span>
      </div>
      <div className="p-actions">
        <FileActs file={file} />
        {file.mine && fileState === 'received' && request.takesFiles && (
          <Button
            look="plain"
            busy={task.busy}
            aria-label={say('takeBackNamed', { name })}
            onClick={takeBack}
          >
            {say('takeBack')}
          </Button>
        )}
      </div>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
    </li>
  );
}

/** What was begun before a reload comes back here, as in a message. */
function SlotUpload({ request, slot, onChanged }: Props): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const { queue, files } = useUploadQueue('/portal/api', request.conversationId, {
    forId: slot.id,
    limitBytes: slot.maxBytes,
  });
  const [waiting, setWaiting] = useState(false);
  const task = useTask();
  const send = () =>
    void task.run(async () => {
      const body = { uploadIds: [...files.uploadIds] };
      const answer = await call('POST /portal/api/request-slots/:id/files', {
        params: { id: slot.id },
        body,
      });
      queue.clear();
      onChanged(answer);
    });
  const ready = files.items.length > 0 && files.allReady;
  // Whoever pressed before all had come need not press again.
  useEffect(() => {
    if (!waiting || (!ready && files.items.length > 0)) return;
    setWaiting(false);
    if (ready) send();
  });
  return (
    <>
      <p className="p-slot__about">{limitsOf(slot).join(' · ')}</p>
      <FilesRow
        queue={queue}
        files={files}
        label={say('chooseFor', { slot: slot.name })}
        accept={acceptOf(slot.types)}
      />
      {waiting && <Notice>{say('wait')}</Notice>}
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {files.items.length > 0 && (
        <Button
          wide
          busy={task.busy || waiting}
          aria-label={say('sendFor', { slot: slot.name, firm })}
          onClick={() => setWaiting(true)}
        >
          {task.busy ? say('sending') : say('send', { firm })}
        </Button>
      )}
    </>
  );
}

function limitsOf(slot: Slot): string[] {
  const kinds = slot.types.map((kind) => say(`kind_${kind}`)).join(', ');
  return [
    ...(kinds === '' ? [] : [say('takes', { kinds })]),
    sayCount('most', placesLeft(slot)),
    say('each', { size: sizeOf(slot.maxBytes) }),
  ];
}
