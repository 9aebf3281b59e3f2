import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { Answers } from './answers.tsx';
import { type Asked, askedOf } from './asked.ts';
import { Breakdown } from './breakdown.tsx';
import { Switch } from './choice.tsx';
import { Controls } from './controls.tsx';
import { Course } from './course.tsx';
import { Funnel } from './funnel.tsx';
import './insights.css';
import { type Summary, summaryQuery } from './queries.ts';
import { Stages } from './stages.tsx';
import { numberIn, Tiles } from './tiles.tsx';
import { useDays } from './use-numbers.ts';

const parts = ['leads', 'stages'] as const;

/** What became of enquiries and quotes, and how long cases take; every number opens the leads behind it. */
export function Insights(): ReactNode {
  const { t } = useTranslation('insights');
  const [search, setSearch] = useSearchState();
  const asked = useMemo(() => askedOf(search), [search]);
  const days = useDays();
  const part = parts.find((one) => one === search.part) ?? 'leads';
  const { data, error, refetch, isPlaceholderData } = useQuery(summaryQuery(asked));
  return (
    <div className="insights">
      <PageHeader
        title={t('title')}
        subtitle={
          data &&
          (part === 'stages'
            ? days(data.period)
            : t('comparedWith', { days: days(data.period), before: days(data.previous) }))
        }
        actions={
          <Switch
            label={t('parts')}
            value={part}
            options={parts.map((value) => ({ value, label: t(`part_${value}`) }))}
            onChange={(value) => setSearch({ part: value === 'leads' ? undefined : value }, { push: true })}
          />
        }
      >
        <Controls views={part === 'leads'} />
      </PageHeader>
      <div className="insights__body" aria-busy={isPlaceholderData || undefined}>
        {part === 'stages' ? (
          <Stages asked={asked} />
        ) : data ? (
          <Leads summary={data} asked={asked} />
        ) : error ? (
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        ) : (
          <ProgressLine label={t('loading')} />
        )}
      </div>
    </div>
  );
}

function Leads({ summary, asked }: { summary: Summary; asked: Asked }): ReactNode {
  const { t } = useTranslation('insights');
  const isEmpty = summary.numbers.every(({ value, before }) => !value && !before);
  if (isEmpty)
    return (
      <EmptyState
        icon={<IconChartBar size={24} stroke={1.5} />}
        title={t('emptyTitle')}
        action={<Link to={paths.leads}>{t('toLeads')}</Link>}
      >
        {t('emptyBody')}
      </EmptyState>
    );
  const something = (numberIn(summary, 'leads').value ?? 0) > 0;
  return (
    <>
      <Tiles summary={summary} />
      <div className="insights__grid">
        <Funnel summary={summary} asked={asked} />
        {something && <Answers summary={summary} />}
        <Breakdown asked={asked} />
        <Course asked={asked} />
      </div>
    </>
  );
}
