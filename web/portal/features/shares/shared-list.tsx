import type { ReactNode } from 'react';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { sharePath } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/section.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { say, sayCount } from './words.ts';
import './sharing.css';

/** What the firm shares, over all conversations: each leads to its own page. */
export function SharedList(): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { value, failure, again } = useReading(() =>
    call('GET /portal/api/shares', {
      query: { limit: 200 },
    }),
  );
  useNews((news) => {
    if (news === null || news.type === 'share.changed') void again();
  });
  if (failure !== undefined) return <Notice kind="bad">{failure}</Notice>;
  // Most people have none: the place then belongs to the files below.
  if (value === null || value.items.length === 0) return null;
  return (
    <Section title={say('shared')}>
      <ul className="p-rows">
        {value.items.map((share) => (
          <li key={share.id}>
            <a className="p-row p-row--link" href={sharePath(share.id)} onClick={follow}>
              <span className="p-row__words">
                <span className="p-row__name">
                  <bdi>{share.name}</bdi>
                </span>
                <span className="p-row__about">
                  {share.withdrawnAt === null
                    ? `${share.kind === 'folder' ? `${sayCount('files', share.files)} · ` : ''}${formatMoment(share.sharedAt, timeZone)}`
                    : say('isWithdrawn')}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
