import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { api } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { useUploadQueue } from '../../../uploads/use-upload-queue.ts';
import { call } from '../../call.ts';
import { dropDraft, keepDraft, keptDraft } from '../../kept-drafts.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { FilesRow } from './files-row.tsx';
import type { Told } from './use-thread.ts';
import { say } from './words.ts';

const keepMs = 800;
const keepAgainMs = 5_000;
const writingMs = 3_000;

/** Writes to the firm. What is typed is kept on the server while it is typed, and after a failure. */
export function Composer(props: {
  conversationId: string;
  draft: string;
  replyTo: Told | null;
  onReplyDone: () => void;
  onSent: (message: Told) => void;
  onTyped: (text: string) => void;
}): ReactNode {
  const { conversationId: id, replyTo, onReplyDone } = props;
  const { firmName: firm, portalUserId } = useSignedIn().seat;
  // Written while the server could not be reached, it is newer than what the server has.
  const [text, setText] = useState(() => keptDraft(portalUserId, id) ?? props.draft);
  const [empty, setEmpty] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  // Sent again after a failure it is the same message.
  const key = useRef(crypto.randomUUID());
  const task = useTask();
  const { queue, files } = useUploadQueue('/portal/api', id);
  const fieldId = useId();
  useKeptDraft({ id, portalUserId }, text, props.draft);
  const tellWriting = useTellWriting(id);
  const type = (words: string) => {
    setText(words);
    props.onTyped(words);
  };
  useEffect(() => {
    if (replyTo) field.current?.focus();
  }, [replyTo]);

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!files.allReady) return setWaiting(true);
    if (text.trim() === '' && files.uploadIds.length === 0) return setEmpty(true);
    void task.run(async () => {
      const body = {
        ...{ body: text, clientKey: key.current, uploadIds: [...files.uploadIds] },
        ...(replyTo ? { replyTo: replyTo.seq } : {}),
      };
      const sent = await call('POST /portal/api/conversations/:id/messages', { params: { id }, body });
      key.current = crypto.randomUUID();
      dropDraft(portalUserId, id);
      type('');
      queue.clear();
      onReplyDone();
      props.onSent(sent);
      field.current?.focus();
    });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
    if (event.key === 'Escape' && replyTo) onReplyDone();
  };
  return (
    <form className="p-composer" onSubmit={send}>
      {task.failure !== undefined && (
        <Notice kind="bad">
          {say('notSent')} {task.failure}
        </Notice>
      )}
      {replyTo && (
        <div className="p-composer__reply">
          <span>
            <strong>{say('answering', { name: replyTo.mine ? say('you') : replyTo.author.name })}</strong>{' '}
            {replyTo.body.slice(0, 120)}
          </span>
          <Button look="quiet" onClick={onReplyDone} aria-label={say('stopAnswering')}>
            ✕
          </Button>
        </div>
      )}
      <label className="p-composer__label" htmlFor={fieldId}>
        {say('message', { firm })}
      </label>
      <textarea
        ref={field}
        id={fieldId}
        className="p-composer__field"
        rows={3}
        maxLength={20_000}
        value={text}
        aria-describedby={`${fieldId}-hint`}
        aria-invalid={empty || undefined}
        onKeyDown={onKey}
        onChange={({ currentTarget }) => {
          type(currentTarget.value);
          setEmpty(false);
          tellWriting();
        }}
      />
      <FilesRow queue={queue} files={files} />
      {waiting && !files.allReady && <Notice>{say('filesOnTheirWay')}</Notice>}
      <div className="p-composer__row">
        <p className="p-composer__hint" id={`${fieldId}-hint`} role={empty ? 'alert' : undefined}>
          {empty ? say('emptyMessage') : say('messageHint')}
        </p>
        <Button type="submit" busy={task.busy}>
          {task.busy ? say('sending') : say('send')}
        </Button>
      </div>
    </form>
  );
}

/** After a pause in typing, and when the page goes; what could not be kept is tried again until it is. */
function useKeptDraft(
  { id, portalUserId }: { id: string; portalUserId: string },
  text: string,
  atStart: string,
): void {
  const kept = useRef(atStart);
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (text === kept.current) return;
    const keep = () => {
      kept.current = text;
      void api('PUT /portal/api/conversations/:id/draft', { params: { id }, body: { body: text } }).then(
        () => {
          dropDraft(portalUserId, id);
          setFailures(0);
        },
        (error: unknown) => {
          kept.current = '';
          // Nobody keeps a draft for what is closed or gone.
          if (error instanceof ApiProblem && error.status !== 0) return;
          keepDraft(portalUserId, id, text);
          setFailures((count) => count + 1);
        },
      );
    };
    const timer = setTimeout(keep, failures === 0 ? keepMs : keepAgainMs);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
    };
  }, [id, portalUserId, text, failures]);
}

/** A sign for the firm every three seconds, while one types. */
function useTellWriting(id: string): () => void {
  const toldAt = useRef(Number.NEGATIVE_INFINITY);
  return () => {
    const now = performance.now();
    if (now - toldAt.current < writingMs) return;
    toldAt.current = now;
    // Nobody waits for it.
    void api('POST /portal/api/conversations/:id/typing', { params: { id } }).catch(() => undefined);
  };
}
