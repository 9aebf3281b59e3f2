import { IconEyeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { watchConversation } from '../../api/live.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useMe } from '../../api/session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import type { TextWish } from '../texts/queries.ts';
import { useNameable } from './mention-field.tsx';
import { MessagesPane } from './messages-pane.tsx';
import { OutgoingBar } from './outgoing-bar.tsx';
import { PinsBar } from './pins-bar.tsx';
import { type Conversation, conversationQuery, type Message } from './queries.ts';
import './thread.css';
import { Banners, ClosedNote } from './thread-banners.tsx';
import { ThreadContext, type ThreadTools } from './thread-context.ts';
import { ThreadHeader } from './thread-header.tsx';
import { useDraft } from './use-draft.ts';
import { useMessages } from './use-messages.ts';
import { type Manner, useSending } from './use-sending.ts';
import { ComposerWithFiles } from './with-files.tsx';
import { WritingLine } from './writing-line.tsx';

/** One conversation: who and what it is, what was said, and the field for what one says. */
export function Thread({ id }: { id: string }): ReactNode {
  const { t } = useTranslation(['shell', 'ui']);
  const { data, error, refetch } = useQuery(conversationQuery(id));
  // Once it is not theirs any more it must not stay on screen.
  if (error instanceof ApiProblem && error.status === 404)
    return (
      <EmptyState icon={<IconEyeOff size={24} stroke={1.5} />} title={t('ui:goneTitle')}>
        {t('ui:goneBody')}
      </EmptyState>
    );
  if (data) return <OpenThread conversation={data} />;
  return (
    <div className="thread__alone">
      {error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : (
        <ProgressLine label={t('loading')} />
      )}
    </div>
  );
}

function OpenThread({ conversation }: { conversation: Conversation }): ReactNode {
  const [search, setSearch] = useSearchState();
  const at = messageNumber(search.at);
  // What is loaded around a message stays loaded while one jumps within it.
  const [around, setAround] = useState(at);
  const messages = useMessages(conversation.id, around);
  const { id, member } = conversation;
  // Whoever takes part is told anyhow.
  useEffect(() => (member ? undefined : watchConversation(id)), [id, member]);
  const draft = useDraft(conversation.id, conversation.draft);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [privileged, setPrivileged] = useState(false);
  const [texts, setTexts] = useState<TextWish[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const shown = useRef(messages.items);
  shown.current = messages.items;
  const onBack = useCallback((manner: Manner) => {
    setPrivileged(manner.privileged);
    setTexts(manner.texts);
    setReplyTo(shown.current.find(({ seq }) => seq === manner.replyTo) ?? null);
    field.current?.focus();
  }, []);
  const sending = useSending(conversation, draft, onBack);

  const reply = useCallback((message: Message) => {
    setReplyTo(message);
    field.current?.focus();
  }, []);
  const tools = useTools(conversation, shown, reply, setAround);
  return (
    <ThreadContext value={tools}>
      <article className="thread" data-kind={conversation.kind}>
        <ThreadHeader />
        <Banners />
        <PinsBar />
        <MessagesPane
          messages={messages}
          sending={sending}
          at={around}
          onNewest={() => {
            setAround(undefined);
            setSearch({ at: undefined });
          }}
        />
        <WritingLine />
        <OutgoingBar sending={sending} />
        {conversation.canPost ? (
          <ComposerWithFiles
            matterId={conversation.matterId}
            conversationId={conversation.id}
            key={conversation.id}
            draft={draft}
            sending={sending}
            field={field}
            replyTo={replyTo}
            privileged={privileged}
            onPrivileged={setPrivileged}
            texts={texts}
            onTexts={setTexts}
            onReplied={() => setReplyTo(null)}
          />
        ) : (
          <ClosedNote />
        )}
      </article>
    </ThreadContext>
  );
}

/** What its parts may do: go to a message, loaded or not, and answer one. */
function useTools(
  conversation: Conversation,
  shown: RefObject<readonly Message[]>,
  reply: (message: Message) => void,
  setAround: (seq: number) => void,
): ThreadTools {
  const { staff } = useMe();
  const [, setSearch] = useSearchState();
  const nameable = useNameable(conversation);
  const jump = useCallback(
    (seq: number) => {
      if (shown.current.some((one) => one.seq === seq)) return showMessage(seq);
      setAround(seq);
      setSearch({ at: String(seq) });
    },
    [shown, setAround, setSearch],
  );
  return useMemo(
    () => ({ conversation, nameable, me: staff.id, jump, reply }),
    [conversation, nameable, staff.id, jump, reply],
  );
}

function messageNumber(text: string | undefined): number | undefined {
  const seq = Number(text);
  return Number.isSafeInteger(seq) && seq > 0 ? seq : undefined;
}

const shownMs = 1_600;

/** Brings it to the middle of the thread and marks it for a moment. */
function showMessage(seq: number): void {
  const element = document.querySelector<HTMLElement>(`.thread [data-seq="${seq}"]`);
  if (!element) return;
  element.scrollIntoView({ block: 'center' });
  element.dataset.shown = 'yes';
  setTimeout(() => delete element.dataset.shown, shownMs);
}
