import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useConnected, useWriting } from '../../live.ts';
import { follow } from '../../router.ts';
import { portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Composer } from './composer.tsx';
import { firstNew } from './group.ts';
import { InstallOffer } from './install-offer.tsx';
import { KeptDraft } from './kept-draft.tsx';
import { MessageList } from './message-list.tsx';
import { type Told, useLooking, useThread } from './use-thread.ts';
import { say } from './words.ts';
import './messages.css';

export function ConversationScreen({ params, search }: ScreenProps): ReactNode {
  const id = params.id ?? '';
  const at = Number(search.get('at')) || null;
  return <Conversation id={id} at={at} key={`${id} ${at ?? ''}`} />;
}

function Conversation({ id, at }: { id: string; at: number | null }): ReactNode {
  const { firmName } = useSignedIn().seat;
  const { thread, items, before, failure, gone, again, readEarlier, take } = useThread(id, at);
  const [replyTo, setReplyTo] = useState<Told | null>(null);
  const [answered, setAnswered] = useState(false);
  const connected = useConnected();
  const writing = useWriting(id);
  // What is in the field, should it go away under the person's hands.
  const typed = useRef<string | null>(null);
  const newest = items.at(-1)?.seq ?? 0;
  useLooking(id, newest, newest > 0);
  const end = useScrolling(items, at);
  const newFrom = useNewFrom(items, thread?.readSeq);
  return (
    <Page
      title={thread === null || thread.title === '' ? firmName : thread.title}
      about={
        thread &&
        thread.staff.length > 0 &&
        say('withPeople', { people: thread.staff.map(({ name }) => name).join(', ') })
      }
    >
      <p className="p-thread__back">
        <a href={portalPaths.messages} onClick={follow}>
          {say('backToMessages')}
        </a>
      </p>
      {gone && (
        <Notice kind="bad">
          <strong>{say('notYours')}</strong>
          <p>{say('notYoursAbout', { firm: firmName })}</p>
        </Notice>
      )}
      {failure !== undefined && !gone && (
        <Notice kind="bad">
          <p>{failure}</p>
          <Button look="plain" onClick={() => void again()}>
            {say('again')}
          </Button>
        </Notice>
      )}
      {before !== null && (
        <Button look="plain" onClick={() => void readEarlier()}>
          {say('loadEarlier')}
        </Button>
      )}
      {thread === null && failure === undefined && <p className="p-page__about">{say('loading')}</p>}
      {thread !== null && (
        <MessageList
          conversationId={id}
          items={items}
          newFrom={newFrom}
          canPost={thread.canPost}
          onReply={setReplyTo}
          onChanged={again}
        />
      )}
      <p className="p-writing" role="status">
        {writing && say('isWriting', { firm: firmName })}
      </p>
      {!connected && <Notice>{say('reconnecting')}</Notice>}
      <div ref={end} />
      {thread?.canPost === true && (
        <Composer
          conversationId={id}
          draft={thread.draft}
          onTyped={(text) => {
            typed.current = text;
          }}
          replyTo={replyTo}
          onReplyDone={() => setReplyTo(null)}
          onSent={(message) => {
            take([message]);
            setAnswered(true);
          }}
        />
      )}
      {answered && <InstallOffer />}
      {thread !== null && !thread.canPost && <Notice>{thread.closedWords}</Notice>}
      {thread?.canPost !== true && <KeptDraft text={typed.current ?? thread?.draft ?? ''} />}
    </Page>
  );
}

/** Where the new ones begin stays where it was when the page was opened. */
function useNewFrom(items: readonly Told[], readSeq: number | undefined): number | null {
  const [from, setFrom] = useState<number | null>();
  useEffect(() => {
    if (from === undefined && readSeq !== undefined && items.length > 0) setFrom(firstNew(items, readSeq));
  }, [from, items, readSeq]);
  return from ?? null;
}

const nearPixels = 400;

function isNearEnd(): boolean {
  const { scrollHeight } = document.documentElement;
  return scrollHeight - window.scrollY - window.innerHeight < nearPixels;
}

/** At the start to the place asked for, else to the end; later to the end only for whoever is there. */
function useScrolling(items: readonly Told[], at: number | null) {
  const end = useRef<HTMLDivElement>(null);
  const started = useRef(false);
  const newest = useRef(0);
  useLayoutEffect(() => {
    const last = items.at(-1);
    if (!last) return;
    const place = at === null ? null : document.getElementById(`m${at}`);
    if (!started.current) {
      if (at !== null && !place) return;
      started.current = true;
      if (place) place.scrollIntoView({ block: 'center' });
      else end.current?.scrollIntoView({ block: 'end' });
    } else if (last.seq > newest.current && (last.mine || isNearEnd())) {
      end.current?.scrollIntoView({ block: 'end' });
    }
    newest.current = last.seq;
  }, [items, at]);
  return end;
}
