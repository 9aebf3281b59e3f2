import {
  IconCornerUpLeft,
  IconDeviceMobileMessage,
  IconLockSquareRounded,
  IconMail,
  IconPin,
} from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { exactMoment, timeOfDay } from '../../ui/when.ts';
import { MessageTexts } from '../texts/message-texts.tsx';
import type { ConversationText } from '../texts/queries.ts';
import { FilesOf } from './files-of.tsx';
import './message.css';
import { MessageMenu } from './message-menu.tsx';
import { MessageText } from './message-text.tsx';
import { shortNames } from './people.ts';
import type { Message, Person, Receipt } from './queries.ts';
import { useThread } from './thread-context.ts';

export type TextsBySeq = ReadonlyMap<number, readonly ConversationText[]>;

/** What one author said without a pause. */
export function MessageGroup(props: {
  author: Person;
  messages: readonly Message[];
  read: ReadonlyMap<number, Receipt[]>;
  texts: TextsBySeq;
}): ReactNode {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  const { author, messages, read, texts } = props;
  const first = messages[0];
  if (!first) return null;
  return (
    <section className="message-group" data-who={author.who} aria-label={author.name}>
      <Initials of={author} />
      <div className="message-group__words">
        <p className="message-group__head">
          <span className="message-group__author">{author.name || t('theProgram')}</span>
          {author.who === 'external' && <span className="message-group__tag">{t('outside')}</span>}
          <time
            className="message-group__time figures"
            dateTime={first.createdAt}
            title={exactMoment(new Date(first.createdAt), zone)}
          >
            {timeOfDay(new Date(first.createdAt), zone)}
          </time>
        </p>
        {messages.map((message) => (
          <MessageItem
            key={message.id}
            message={message}
            receipts={read.get(message.seq)}
            texts={texts.get(message.seq) ?? []}
          />
        ))}
      </div>
    </section>
  );
}

export function Initials({ of }: { of: Pick<Person, 'name' | 'who'> }): ReactNode {
  const letters = of.name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase());
  return (
    <span className="initials" data-who={of.who} aria-hidden>
      {[letters[0], letters.length > 1 ? letters.at(-1) : ''].join('')}
    </span>
  );
}

function MessageItem({
  message,
  receipts,
  texts,
}: {
  message: Message;
  receipts: readonly Receipt[] | undefined;
  texts: readonly ConversationText[];
}): ReactNode {
  const { t } = useTranslation('conversations');
  const withdrawn = message.retractedAt !== null;
  return (
    <div className="message" data-seq={message.seq} data-privileged={message.privileged || undefined}>
      {message.replyTo && <Quote of={message.replyTo} />}
      <div className="message__line">
        {withdrawn ? (
          <p className="message__withdrawn">{t('withdrawn')}</p>
        ) : (
          <MessageText text={message.body} />
        )}
        <MessageMenu message={message} />
      </div>
      <FilesOf message={message} />
      <Marks message={message} />
      <MessageTexts texts={texts} />
      {receipts && <ReadBy receipts={receipts} />}
    </div>
  );
}

function Marks({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('conversations');
  const { privileged, pinned, editedAt, sentBy, retractedAt } = message;
  const edited = editedAt !== null && retractedAt === null;
  if (!privileged && !pinned && !edited && sentBy === 'portal') return null;
  return (
    <p className="message__marks">
      {privileged && (
        <span data-tone="private">
          <IconLockSquareRounded size={14} stroke={1.75} aria-hidden /> {t('privilegedMark')}
        </span>
      )}
      {pinned && (
        <span>
          <IconPin size={14} stroke={1.75} aria-hidden /> {t('pinnedMark')}
        </span>
      )}
      {sentBy === 'sms' && (
        <span>
          <IconDeviceMobileMessage size={14} stroke={1.75} aria-hidden /> {t('bySms')}
        </span>
      )}
      {sentBy === 'email' && (
        <span>
          <IconMail size={14} stroke={1.75} aria-hidden /> {t('byEmail')}
        </span>
      )}
      {edited && <span>{t('edited')}</span>}
    </p>
  );
}

/** The beginning of what is answered; pressing it goes there. */
function Quote({ of }: { of: NonNullable<Message['replyTo']> }): ReactNode {
  const { t } = useTranslation('conversations');
  const { jump } = useThread();
  const { seq } = of;
  if (seq === null) return <p className="message__quote">{t('earlierMessage')}</p>;
  return (
    <button type="button" className="message__quote" onClick={() => jump(seq)}>
      <IconCornerUpLeft size={14} stroke={1.75} aria-hidden />
      <span className="message__quote-author">{t('answering', { name: of.author })}</span>
      <span className="message__quote-words">{of.text || t('withdrawnShort')}</span>
    </button>
  );
}

/** "Read by Cleo Marsh 10:02". */
function ReadBy({ receipts }: { receipts: readonly Receipt[] }): ReactNode {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  // Whoever is outside the firm is whom one waits for.
  const sorted = useMemo(
    () => receipts.toSorted((a, b) => Number(a.who === 'staff') - Number(b.who === 'staff')),
    [receipts],
  );
  const said = sorted.map(({ name, at }) => t('readByOne', { name, time: timeOfDay(new Date(at), zone) }));
  const { names, others } = shortNames(said);
  return (
    <p className="message__read">
      {t('readBy', { names })}
      {others > 0 && ` ${t('readByMore', { count: others })}`}
    </p>
  );
}
