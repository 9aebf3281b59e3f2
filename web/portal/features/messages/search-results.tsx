import { Fragment, type ReactNode, useEffect, useState } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { call } from '../../call.ts';
import { follow } from '../../router.ts';
import { conversationPath, portalPaths } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useTask } from '../../ui/use-task.ts';
import { say } from './words.ts';

type Page = Answer<'GET /portal/api/search'>;
type Hit = Page['items'][number];

/** Messages and files with these words; each leads to its place in the conversation. */
export function SearchResults({ words, filesOnly }: { words: string; filesOnly: boolean }): ReactNode {
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const task = useTask();
  const read = (after?: string) =>
    task.run(async () => {
      const page = await call('GET /portal/api/search', {
        query: { q: words, ...(filesOnly && { has: 'file' as const }), ...(after && { after }) },
      });
      setHits((known) => [...(after ? (known ?? []) : []), ...page.items]);
      setNext(page.next);
    });
  // Made anew for other words.
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once
  useEffect(() => void read(), []);
  return (
    <section aria-label={say('search')} className="p-found">
      <p role="status">
        {hits === null && task.failure === undefined && say('loading')}
        {hits?.length === 0 && (words === '' ? say('foundNoFile') : say('foundNone', { words }))}
        {hits !== null &&
          hits.length > 0 &&
          say(hits.length === 1 ? 'found_one' : 'found_other', { count: `${hits.length}${next ? '+' : ''}` })}
      </p>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      <ul className="p-lines">
        {(hits ?? []).map((hit) => (
          <li key={`${hit.conversation.id} ${hit.seq}`}>
            <HitLink hit={hit} />
          </li>
        ))}
      </ul>
      <div className="p-actions">
        {next !== null && (
          <Button look="plain" busy={task.busy} onClick={() => void read(next)}>
            {say('more')}
          </Button>
        )}
        <a className="p-button" data-look="quiet" href={portalPaths.messages} onClick={follow}>
          {say('startOver')}
        </a>
      </div>
    </section>
  );
}

function HitLink({ hit: { conversation, seq, author, at, excerpt, files } }: { hit: Hit }): ReactNode {
  const { timeZone, firmName } = useSignedIn().seat;
  return (
    <a className="p-line" href={`${conversationPath(conversation.id)}?at=${seq}`} onClick={follow}>
      <span className="p-line__title">{conversation.title === '' ? firmName : conversation.title}</span>
      <span className="p-line__text">
        {author.name}
        {excerpt.length > 0 && ': '}
        <Marked parts={excerpt} />
      </span>
      {files.map((file) => (
        <span className="p-line__file" key={file.id}>
          <span className="p-line__file-name">
            <Marked parts={file.name} />
          </span>
          {file.excerpt && (
            <span>
              <Marked parts={file.excerpt} />
            </span>
          )}
        </span>
      ))}
      <time className="p-line__time" dateTime={at}>
        {formatMoment(at, timeZone)}
      </time>
    </a>
  );
}

/** Words of others are text here, never markup. */
function Marked({ parts }: { parts: Hit['excerpt'] }): ReactNode {
  return parts.map((part, index) =>
    // The parts of one excerpt never change places.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    part.hit ? <mark key={index}>{part.text}</mark> : <Fragment key={index}>{part.text}</Fragment>,
  );
}
