import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { headingOf, kindOf } from '../activity/interaction.ts';
import { dueOf } from './day.ts';
import { Day, useToday } from './day-words.tsx';
import { matterAddress } from './matter-links.ts';

/** What comes next and what was said last, each the way to its page. */
export function Lately({ matterId }: { matterId: string }): ReactNode {
  return (
    <>
      <NextTasks matterId={matterId} />
      <LastCalls matterId={matterId} />
    </>
  );
}

function NextTasks({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('matters');
  const today = useToday();
  const { data } = useQuery({
    queryKey: ['tasks', 'next', matterId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/tasks', { query: { matterId, status: 'open', limit: 4 }, signal }),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t('nextTasks')}>
      <h2 className="overview__title">{t('nextTasks')}</h2>
      <ul className="lately">
        {data.items.map((task) => (
          <li key={task.id} className="lately__line">
            <Link className="lately__words" to={matterAddress(matterId, 'tasks')} hash={task.id}>
              {task.subject}
            </Link>
            <span className="lately__side">{task.assigneeName}</span>
            {task.dueOn !== null && (
              <span
                className="lately__side lately__when"
                data-late={dueOf(task.dueOn, today) === 'overdue' || undefined}
              >
                {dueOf(task.dueOn, today) === 'overdue' && `${t('overdue')} · `}
                <Day day={task.dueOn} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LastCalls({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation(['matters', 'activity']);
  const { data } = useQuery({
    queryKey: ['interactions', 'last', matterId],
    queryFn: ({ signal }) => api('GET /api/v1/interactions', { query: { matterId, limit: 4 }, signal }),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label={t('lastCalls')}>
      <h2 className="overview__title">{t('lastCalls')}</h2>
      <ul className="lately">
        {data.items.map((call) => (
          <li key={call.id} className="lately__line">
            <KindIcon kind={kindOf(call)} size={16} />
            <Link className="lately__words" to={`/activity/${call.id}`}>
              {t(`activity:${headingOf(call)}`, { party: call.externalParty.display })}
            </Link>
            <span className="lately__side">{call.staffName}</span>
            <span className="lately__side lately__when">
              <RelativeTime at={call.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
