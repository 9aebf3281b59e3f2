import { type ReactNode, useState } from 'react';
import { useSignedIn } from '../../session.tsx';
import { formatTime } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { currentLocale } from '../../words.ts';
import { ChangeDialog, WithdrawDialog } from './amend-dialogs.tsx';
import { groupMessages } from './group.ts';
import { MessageFiles } from './message-files.tsx';
import type { Told } from './use-thread.ts';
import { say } from './words.ts';

interface Acts {
  conversationId: string;
  canPost: boolean;
  onReply: (message: Told) => void;
  onChanged: () => Promise<void>;
}

export function MessageList({
  items,
  newFrom,
  ...acts
}: Acts & { items: readonly Told[]; newFrom: number | null }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const dayOf = (iso: string) => new Intl.DateTimeFormat('sv', { timeZone }).format(new Date(iso));
  return (
    <div className="p-thread" role="log" aria-label={say('conversation')}>
      {groupMessages(items, dayOf, newFrom).map(({ day, runs }) => (
        <section key={day} aria-label={nameOfDay(day, dayOf)}>
          <h2 className="p-thread__day">{nameOfDay(day, dayOf)}</h2>
          {runs.map(({ key, items: messages }) => (
            <div key={key}>
              {key === newFrom && <p className="p-thread__new">{say('newHere')}</p>}
              <Run messages={messages} acts={acts} />
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}

function nameOfDay(day: string, dayOf: (iso: string) => string): string {
  const now = new Date();
  if (day === dayOf(now.toISOString())) return say('today');
  if (day === dayOf(new Date(now.getTime() - 86_400_000).toISOString())) return say('yesterday');
  // A day has no zone of its own.
  return new Intl.DateTimeFormat(currentLocale(), {
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  }).format(new Date(`${day}T00:00:00Z`));
}

function Run({ messages, acts }: { messages: readonly Told[]; acts: Acts }): ReactNode {
  const [first] = messages;
  if (!first) return null;
  if (first.kind === 'note') return <Note note={first} />;
  return (
    <div className="p-run" data-mine={first.mine || undefined}>
      <p className="p-run__author">{first.mine ? say('you') : first.author.name || say('theFirm')}</p>
      {messages.map((message) => (
        <Message key={message.seq} message={message} acts={acts} />
      ))}
    </div>
  );
}

const noteWords = {
  joined: 'noteJoined',
  left: 'noteLeft',
  removed: 'noteLeft',
  archived: 'noteArchived',
  restored: 'noteRestored',
  ended: 'noteEnded',
  file_withdrawn: 'noteFileWithdrawn',
  file_lost: 'noteFileLost',
  shared: 'noteShared',
  share_added: 'noteShareAdded',
  requested: 'noteRequested',
  request_received: 'noteReceived',
  request_rejected: 'noteRejected',
  request_infected: 'noteInfected',
  request_cancelled: 'noteCancelled',
} as const;

/** What happened; what concerns only the firm is not shown. */
function Note({ note: { seq, note, author } }: { note: Told }): ReactNode {
  const known = Object.entries(noteWords).find(([what]) => what === note?.what);
  if (!note || !known) return null;
  const named = note.people.length > 0 ? note.people : [author];
  const people = named.map(({ name }) => name || say('theFirm')).join(', ');
  return (
    <p className="p-thread__note" id={`m${seq}`}>
      {say(known[1], { people, text: note.text })}
    </p>
  );
}

const editMs = 5 * 60_000;

function Message({ message, acts }: { message: Told; acts: Acts }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const [open, setOpen] = useState<'change' | 'withdraw' | null>(null);
  const { seq, body, createdAt, mine, retractedAt, editedAt, sentBy, replyTo, pinned } = message;
  const withdrawn = retractedAt !== null;
  const mayChange = mine && !withdrawn && Date.now() - Date.parse(createdAt) < editMs;
  const close = () => setOpen(null);
  return (
    <article className="p-message" id={`m${seq}`} data-withdrawn={withdrawn || undefined}>
      {replyTo && (
        <blockquote className="p-message__quote">
          {replyTo.seq === null ? (
            say('earlierMessage')
          ) : (
            <a href={`#m${replyTo.seq}`}>
              <strong>{replyTo.author}</strong> {replyTo.text || say('withdrawn')}
            </a>
          )}
        </blockquote>
      )}
      {(withdrawn || body !== '') && <p className="p-message__body">{withdrawn ? say('withdrawn') : body}</p>}
      {!withdrawn && <MessageFiles files={message.files} />}
      <footer className="p-message__foot">
        <time dateTime={createdAt}>{formatTime(createdAt, timeZone)}</time>
        {pinned && <span>{say('pinned')}</span>}
        {editedAt !== null && !withdrawn && <span>{say('edited')}</span>}
        {sentBy === 'sms' && <span>{say('bySms')}</span>}
        {sentBy === 'email' && <span>{say('byEmail')}</span>}
        {acts.canPost && !withdrawn && (
          <span className="p-message__acts">
            <Button look="quiet" onClick={() => acts.onReply(message)}>
              {say('answer')}
            </Button>
            {mayChange && (
              <Button look="quiet" onClick={() => setOpen('change')}>
                {say('change')}
              </Button>
            )}
            {mine && (
              <Button look="quiet" onClick={() => setOpen('withdraw')}>
                {say('withdraw')}
              </Button>
            )}
          </span>
        )}
      </footer>
      {open === 'change' && <ChangeDialog message={message} acts={acts} onClose={close} />}
      {open === 'withdraw' && <WithdrawDialog message={message} acts={acts} onClose={close} />}
    </article>
  );
}
