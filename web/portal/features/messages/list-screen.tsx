import { type FormEvent, type ReactNode, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow, navigate } from '../../router.ts';
import { conversationPath, portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox, Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { SearchResults } from './search-results.tsx';
import { say } from './words.ts';
import './messages.css';

type Line = Answer<'GET /portal/api/conversations'>['items'][number];

async function readLines() {
  const [current, past] = await Promise.all(
    (['current', 'past'] as const).map((view) =>
      call('GET /portal/api/conversations', { query: { view, limit: 200 } }),
    ),
  );
  return { current: current?.items ?? [], past: past?.items ?? [] };
}

/** Conversations with the firm, the newest first; and a box that finds words in them. */
export function MessagesScreen({ search }: ScreenProps): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const { value, failure, again } = useReading(readLines);
  useNews((news) => {
    if (news === null || news.type === 'conversation.changed') void again();
  });
  const words = search.get('q') ?? '';
  const filesOnly = search.get('has') === 'file';
  const asking = words !== '' || filesOnly;
  const none = value !== null && value.current.length + value.past.length === 0;
  return (
    <Page title={say('messages')}>
      {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
      {value === null && failure === undefined && <p className="p-page__about">{say('loading')}</p>}
      {none && <Empty title={say('noMessages')}>{say('noMessagesAbout', { firm })}</Empty>}
      {value !== null && !none && (
        <SearchBox words={words} filesOnly={filesOnly} key={`${words} ${filesOnly}`} />
      )}
      {asking && <SearchResults words={words} filesOnly={filesOnly} key={`found ${words} ${filesOnly}`} />}
      {!asking && value !== null && value.current.length > 0 && <Lines lines={value.current} />}
      {!asking && value !== null && value.past.length > 0 && (
        <section aria-labelledby="past">
          <h2 className="p-lines__past" id="past">
            {say('past')}
          </h2>
          <Lines lines={value.past} />
        </section>
      )}
    </Page>
  );
}

function SearchBox({ words, filesOnly }: { words: string; filesOnly: boolean }): ReactNode {
  const [text, setText] = useState(words);
  const ask = (files: boolean) => {
    const asked = new URLSearchParams({
      ...(text.trim() && { q: text.trim() }),
      ...(files && { has: 'file' }),
    });
    navigate(asked.size === 0 ? portalPaths.messages : `${portalPaths.messages}?${asked.toString()}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(filesOnly);
  };
  return (
    <search>
      <form className="p-search" onSubmit={submit}>
        <Field label={say('search')} type="search" maxLength={300} value={text} onValue={setText} />
        <Button look="plain" type="submit">
          {say('searchButton')}
        </Button>
        <CheckBox label={say('filesOnly')} checked={filesOnly} onChecked={ask} />
      </form>
    </search>
  );
}

function Lines({ lines }: { lines: readonly Line[] }): ReactNode {
  return (
    <ul className="p-lines">
      {lines.map((line) => (
        <li key={line.id}>
          <ConversationLink line={line} />
        </li>
      ))}
    </ul>
  );
}

function ConversationLink({ line }: { line: Line }): ReactNode {
  const { timeZone, firmName } = useSignedIn().seat;
  const { lastMessage, lastMessageAt, needsSecondFactor, unread } = line;
  return (
    <a
      className="p-line"
      href={conversationPath(line.id)}
      onClick={follow}
      data-unread={unread > 0 || undefined}
    >
      <span className="p-line__title">{line.title === '' ? firmName : line.title}</span>
      {unread > 0 && (
        <span className="p-line__unread">{say('unread', { count: unread >= 100 ? '99+' : unread })}</span>
      )}
      <span className="p-line__text">
        {needsSecondFactor && say('locked')}
        {!needsSecondFactor &&
          lastMessage &&
          `${lastMessage.author.name}: ${lastMessage.text || say('withdrawn')}`}
      </span>
      {lastMessageAt !== null && (
        <time className="p-line__time" dateTime={lastMessageAt}>
          {formatMoment(lastMessageAt, timeZone)}
        </time>
      )}
    </a>
  );
}
