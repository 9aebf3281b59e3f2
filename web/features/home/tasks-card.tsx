import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { dayNumber } from '../../ui/when.ts';
import { HomeCard, HomeCardRow } from './home-card.tsx';

const dayMs = 86_400_000;

/** My open tasks that are due today or earlier. */
export function TasksCard(): ReactNode {
  const { t } = useTranslation('home');
  const zone = useFirmFormat();
  const today = dayNumber(new Date(useNow()), zone);
  const dueBefore = new Date((today + 1) * dayMs).toISOString().slice(0, 10);
  const { data, error } = useQuery({
    queryKey: ['tasks', 'home', dueBefore],
    queryFn: ({ signal }) =>
      api('GET /api/v1/tasks', {
        query: { assignee: 'me', status: 'open', dueBefore, sort: 'due', limit: 100 },
        signal,
      }),
  });
  return (
    <HomeCard
      title={t('tasks')}
      count={data?.items.length}
      error={error}
      empty={t('tasksEmpty')}
      all={{ to: paths.tasks, label: t('tasksAll') }}
    >
      {data?.items.slice(0, 5).map((task) => (
        <HomeCardRow
          key={task.id}
          to={`${paths.tasks}/${task.id}`}
          mark={<IconChecklist size={18} stroke={1.6} aria-hidden />}
          title={task.subject}
          {...(task.matterTitle !== null && { about: task.matterTitle })}
          end={<Due day={task.dueOn} today={today} />}
        />
      ))}
    </HomeCard>
  );
}

function Due({ day, today }: { day: string | null; today: number }): ReactNode {
  const { t } = useTranslation('home');
  if (day === null) return null;
  const late = today - Math.floor(Date.parse(`${day}T00:00:00Z`) / dayMs);
  return (
    <span className="home-card__end" data-late={late > 0 || undefined}>
      {late > 0 ? t('daysLate', { count: late }) : t('dueToday')}
    </span>
  );
}
