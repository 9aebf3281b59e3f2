import { useQuery } from '@tanstack/react-query';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { type Asked, courses, type Course as Metric } from './asked.ts';
import { Card } from './card.tsx';
import { Choice } from './choice.tsx';
import { NumberLink } from './number-link.tsx';
import { lengthOf, shortDay } from './number-words.ts';
import { type Bucket, seriesQuery, type Unit } from './queries.ts';
import { useDays, useNumberWords } from './use-numbers.ts';

type Grain = 'day' | 'week' | 'month';

const units: Readonly<Record<Metric, Unit>> = {
  value: 'money',
  leads: 'leads',
  quoted: 'leads',
  converted: 'leads',
  conversion: 'ratio',
  response_median: 'seconds',
};

/** One number by day, week or month. */
export function Course({ asked }: { asked: Asked }): ReactNode {
  const { t } = useTranslation('insights');
  const [search, setSearch] = useSearchState();
  const metric = courses.find((one) => one === search.over) ?? 'value';
  const { data, error, refetch, isPlaceholderData } = useQuery(seriesQuery(asked, metric));
  const words = useNumberWords();
  const days = useDays();
  const label = t(`metric_${metric}`);
  const buckets = isPlaceholderData ? [] : (data?.buckets ?? []);
  const highest = buckets.reduce<Bucket | null>(
    (most, one) => ((one.value ?? 0) > (most?.value ?? 0) ? one : most),
    null,
  );
  return (
    <Card
      wide
      name={t('course')}
      busy={isPlaceholderData}
      message={
        highest
          ? t('courseTitle', { label, days: days(highest), value: words(highest.value, units[metric]) })
          : t('courseNone', { label })
      }
      controls={
        <Choice
          label={t('courseOf')}
          value={metric}
          options={courses.map((value) => ({ value, label: t(`metric_${value}`) }))}
          onChange={(over) => setSearch({ over: over === 'value' ? undefined : over })}
        />
      }
    >
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {highest && data && (
        <>
          <Columns {...{ buckets, metric, label }} grain={data.grain} highest={highest.value ?? 0} />
          <AsTable {...{ buckets, metric, label }} />
        </>
      )}
    </Card>
  );
}

/** So many names fit under the columns. */
const mostNames = 8;
/** So many numbers fit above them. */
const mostLabels = 14;

function Columns(props: {
  buckets: readonly Bucket[];
  metric: Metric;
  label: string;
  grain: Grain;
  highest: number;
}): ReactNode {
  const { buckets, metric, label, grain, highest } = props;
  const { locale } = useFirmFormat();
  const days = useDays();
  const words = useNumberWords();
  const every = Math.ceil(buckets.length / mostNames);
  return (
    <ol className="columns" data-dense={buckets.length > mostLabels || undefined}>
      {buckets.map((bucket, at) => (
        <li key={bucket.from} className="columns__one">
          <NumberLink
            metric={metric}
            unit={units[metric]}
            value={bucket.value}
            label={label}
            part={days(bucket)}
            narrowed={{ at: `${bucket.from}..${bucket.to}` }}
            className="columns__link"
          >
            <span className="columns__bar" style={tall(lengthOf(bucket.value, highest))}>
              {buckets.length <= mostLabels && (bucket.value ?? 0) > 0 && (
                <span className="columns__value">{words(bucket.value, units[metric])}</span>
              )}
            </span>
          </NumberLink>
          <span className="columns__name" aria-hidden>
            {at % every === 0 ? shortDay(bucket.from, grain, locale) : ''}
          </span>
        </li>
      ))}
    </ol>
  );
}

function tall(percent: number): CSSProperties {
  return { '--share': `${percent}%` } satisfies Record<`--${string}`, string>;
}

/** The same for those who read rather than look. */
function AsTable(props: { buckets: readonly Bucket[]; metric: Metric; label: string }): ReactNode {
  const { t } = useTranslation('insights');
  const days = useDays();
  const { buckets, metric, label } = props;
  return (
    <details className="insight-details">
      <summary>{t('asTable')}</summary>
      <table className="insight-plain">
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col" className="insight-table__number">
              {label}
            </th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.from}>
              <th scope="row">{days(bucket)}</th>
              <td className="insight-table__number">
                <NumberLink
                  metric={metric}
                  unit={units[metric]}
                  value={bucket.value}
                  label={label}
                  part={days(bucket)}
                  narrowed={{ at: `${bucket.from}..${bucket.to}` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
