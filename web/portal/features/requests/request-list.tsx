import type { ReactNode } from 'react';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { requestPath } from '../../routes.ts';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { say } from '../shares/words.ts';
import { dayWords } from './day-words.ts';
import '../shares/sharing.css';

/** What the firm asks for, over all conversations: each leads to its own page. */
export function RequestList(): ReactNode {
  const { value, failure, again } = useReading(() =>
    call('GET /portal/api/requests', {
      query: { limit: 200 },
    }),
  );
  useNews((news) => {
    if (news === null || news.type === 'file_request.changed') void again();
  });
  if (failure !== undefined) return <Notice kind="bad">{failure}</Notice>;
  // Most people have none: the place then belongs to the files below.
  if (value === null || value.items.length === 0) return null;
  return (
    <Section title={say('requests')}>
      <ul className="p-rows">
        {value.items.map(({ id, title, state, dueOn, settled, slots }) => (
          <li key={id}>
            <a className="p-row p-row--link" href={requestPath(id)} onClick={follow}>
              <span className="p-row__words">
                <span className="p-row__name">{title}</span>
                <span className="p-row__about">
                  {state === 'complete' && say('isComplete')}
                  {state === 'cancelled' && say('isCancelled')}
                  {state === 'open' &&
                    [
                      ...(dueOn === null ? [] : [say('dueOn', { day: dayWords(dueOn) })]),
                      say('progress', { settled, slots }),
                    ].join(' · ')}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
