import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DefinitionNote } from './definition-note.tsx';
import { NumberLink } from './number-link.tsx';
import { courseOf } from './number-words.ts';
import type { LeadMetric, Summary, Unit } from './queries.ts';
import { useNumberWords } from './use-numbers.ts';

const tiles = [
  ['leads', 'leads'],
  ['quoted', 'leads'],
  ['converted', 'leads'],
  ['conversion', 'ratio'],
  ['value', 'money'],
  ['response_median', 'seconds'],
] as const satisfies readonly (readonly [LeadMetric, Unit])[];

/** One number of a summary and what it was before. */
export function numberIn(
  summary: Summary,
  metric: LeadMetric,
): { value: number | null; before: number | null } {
  return summary.numbers.find((one) => one.metric === metric) ?? { value: null, before: null };
}

/** The key numbers, each with the period before, its definition, and the leads behind it. */
export function Tiles({ summary }: { summary: Summary }): ReactNode {
  const { t } = useTranslation('insights');
  const leftOut = numberIn(summary, 'left_out').value ?? 0;
  const unvalued = numberIn(summary, 'unvalued').value ?? 0;
  const unanswered = numberIn(summary, 'unanswered').value ?? 0;
  return (
    <section aria-label={t('keyNumbers')}>
      <ul className="tiles">
        {tiles.map(([metric, unit]) => (
          <Tile key={metric} summary={summary} metric={metric} unit={unit} />
        ))}
      </ul>
      {leftOut + unvalued + unanswered > 0 && (
        <p className="tiles__beside quiet">
          {unvalued > 0 && (
            <NumberLink metric="unvalued" unit="leads" value={unvalued} label={t('metric_value')}>
              {t('unvalued', { count: unvalued })}
            </NumberLink>
          )}
          {unanswered > 0 && (
            <NumberLink metric="unanswered" unit="leads" value={unanswered} label={t('unanswered')}>
              {t('notAnsweredYet', { count: unanswered })}
            </NumberLink>
          )}
          {leftOut > 0 && (
            <NumberLink metric="left_out" unit="leads" value={leftOut} label={t('metric_leads')}>
              {t('leftOut', { count: leftOut })}
            </NumberLink>
          )}
        </p>
      )}
    </section>
  );
}

function Tile(props: { summary: Summary; metric: (typeof tiles)[number][0]; unit: Unit }): ReactNode {
  const { t } = useTranslation('insights');
  const { summary, metric, unit } = props;
  const { value, before } = numberIn(summary, metric);
  const label = t(`metric_${metric}`);
  return (
    <li className="tile">
      <div className="tile__label">
        {label}
        <DefinitionNote metric={metric} label={label} />
      </div>
      <NumberLink metric={metric} unit={unit} value={value} label={label} className="tile__number" />
      <Compared value={value} before={before} unit={unit} />
    </li>
  );
}

/** Which way it went, in words: more is not always better. */
function Compared(props: { value: number | null; before: number | null; unit: Unit }): ReactNode {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const course = courseOf(props.value, props.before);
  if (course === 'none') return <div className="tile__before">{t('nothingBefore')}</div>;
  return (
    <div className="tile__before">
      {course === 'up' && <IconArrowUp size={14} stroke={2} aria-hidden />}
      {course === 'down' && <IconArrowDown size={14} stroke={2} aria-hidden />}
      {course === 'same' ? t('same') : t(course, { before: words(props.before, props.unit) })}
    </div>
  );
}
