import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { dayHeading, dayNumber } from '../../ui/when.ts';
import { conversationTextsQuery } from '../texts/queries.ts';
import { type Block, blocksOf } from './groups.ts';
import { MessageGroup, type TextsBySeq } from './message-group.tsx';
import { NoteLine } from './note-line.tsx';
import { PendingGroup } from './pending-group.tsx';
import { externalsOf } from './people.ts';
import { type Conversation, type Receipt, receiptsQuery } from './queries.ts';
import { readBelow } from './receipts.ts';
import { useThread } from './thread-context.ts';
import { useLooking } from './use-looking.ts';
import type { Messages } from './use-messages.ts';
import { useNames } from './use-names.ts';
import { useScroll } from './use-scroll.ts';
import type { Sending } from './use-sending.ts';

/** What was said, the oldest at the top; it stays where its reader is. */
export function MessagesPane(props: {
  messages: Messages;
  sending: Sending;
  at: number | undefined;
  onNewest: () => void;
}): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const { messages, sending, at } = props;
  const { items } = messages;
  const scroller = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd, onScroll } = useScroll(scroller, messages, at, sending.pending.length);
  useLooking(scroller, conversation, items.at(-1)?.seq ?? 0);
  const newest = () => (messages.hasLater ? props.onNewest() : toEnd());
  return (
    <div className="thread__middle">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard */}
      <div className="thread__scroll" ref={scroller} onScroll={onScroll} tabIndex={0}>
        <div className="thread__content" role="log" aria-label={t('messages')} aria-live="polite">
          {messages.state === 'loading' && <ProgressLine label={t('loadingMessages')} />}
          {messages.state === 'failed' && <ProblemAlert error={messages.error} onRetry={messages.retry} />}
          {messages.hasEarlier && (
            <Button
              className="thread__more"
              variant="subtle"
              size="compact-sm"
              loading={messages.isLoadingEarlier}
              onClick={messages.loadEarlier}
            >
              {t('loadEarlier')}
            </Button>
          )}
          {messages.state === 'ready' && items.length === 0 && sending.pending.length === 0 && <Nothing />}
          <Blocks messages={messages} />
          {messages.hasLater && (
            <Button className="thread__more" variant="subtle" size="compact-sm" onClick={messages.loadLater}>
              {t('loadLater')}
            </Button>
          )}
          <PendingGroup sending={sending} />
        </div>
      </div>
      {!atEnd && (
        <button type="button" className="thread__newest" onClick={newest}>
          <IconArrowDown size={14} stroke={2} aria-hidden /> {t('toNewest')}
        </button>
      )}
    </div>
  );
}

function Blocks({ messages }: { messages: Messages }): ReactNode {
  const { conversation, me } = useThread();
  const { items } = messages;
  const { locale, timeZone } = useFirmFormat();
  const { readSeq, lastSeq, member } = conversation;
  const came = useCame(readSeq, lastSeq, member);
  const receipts = useQuery(receiptsQuery(conversation.id)).data?.items;
  const blocks = useMemo(
    () => blocksOf(items, { dayOf: (at) => dayNumber(at, { locale, timeZone }), came, me }),
    [items, came, me, locale, timeZone],
  );
  const read = useMemo(() => readBelow(items, receipts ?? [], me), [items, receipts, me]);
  const texts = useTextsBySeq(conversation);
  return blocks.map((block) => <BlockView key={block.key} block={block} read={read} texts={texts} />);
}

/** What became of those that went out as texts, by message. */
function useTextsBySeq({ id, kind, lastSeq }: Conversation): TextsBySeq {
  const query = { ...conversationTextsQuery(id, lastSeq), enabled: kind === 'external' };
  const items = useQuery(query).data?.items;
  return useMemo(() => Map.groupBy(items ?? [], ({ seq }) => seq), [items]);
}

function BlockView(props: {
  block: Block;
  read: ReadonlyMap<number, Receipt[]>;
  texts: TextsBySeq;
}): ReactNode {
  const { block, read, texts } = props;
  const { t } = useTranslation('conversations');
  if (block.kind === 'day') return <DayLine at={block.at} />;
  if (block.kind === 'new')
    return (
      <div className="thread__new">
        <span>{t('newHere')}</span>
      </div>
    );
  if (block.kind === 'note') return <NoteLine message={block.message} />;
  return <MessageGroup author={block.author} messages={block.messages} read={read} texts={texts} />;
}

function DayLine({ at }: { at: string }): ReactNode {
  const { t } = useTranslation('ui');
  const zone = useFirmFormat();
  const said = dayHeading(new Date(at), new Date(useNow()), zone);
  return <h3 className="thread__day">{typeof said === 'string' ? t(said) : said.date}</h3>;
}

/**
 * What had come in unseen when one opened the thread or came back to the window: it stays marked while one reads on. What comes
 * in under the reader's eyes is not new.
 */
function useCame(readSeq: number, lastSeq: number, member: boolean): readonly [number, number] {
  const [came, setCame] = useState<readonly [number, number]>(() => [
    readSeq,
    document.hasFocus() ? lastSeq : always,
  ]);
  const latest = useRef({ readSeq, lastSeq });
  useEffect(() => {
    latest.current = { readSeq, lastSeq };
  }, [readSeq, lastSeq]);
  useEffect(() => {
    const went = () => setCame([latest.current.readSeq, always]);
    const back = () => setCame(([from]) => [from, latest.current.lastSeq]);
    window.addEventListener('blur', went);
    window.addEventListener('focus', back);
    return () => {
      window.removeEventListener('blur', went);
      window.removeEventListener('focus', back);
    };
  }, []);
  // To whoever takes no part nothing is new.
  return member ? came : nothingCame;
}

const always = Number.MAX_SAFE_INTEGER;
const nothingCame = [0, 0] as const;

function Nothing(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const names = useNames();
  const outside = externalsOf(conversation).map(({ name }) => name);
  return (
    <div className="thread__nothing">
      <p className="thread__nothing-title">{t('noMessages')}</p>
      <p>{outside.length > 0 ? t('noMessagesOutside', { names: names(outside) }) : t('noMessagesInside')}</p>
    </div>
  );
}
