import { Button } from '@mantine/core';
import { IconDownload, IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { type Asked, queryText } from './asked.ts';
import { Card } from './card.tsx';
import { DefinitionNote } from './definition-note.tsx';
import { NumberLink } from './number-link.tsx';
import { lengthOf } from './number-words.ts';
import { type StageRow, stagesQuery } from './queries.ts';
import { useNumberWords } from './use-numbers.ts';

const sides = ['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const;

/** How long stages take, side by side with what the firm holds to be typical. */
export function Stages({ asked }: { asked: Asked }): ReactNode {
  const { t } = useTranslation('insights');
  const { data, error, refetch } = useQuery(stagesQuery(asked));
  if (!data)
    return error ? (
      <ProblemAlert error={error} onRetry={() => void refetch()} />
    ) : (
      <ProgressLine label={t('loading')} />
    );
  const told = data.items.filter(({ cases, skipped }) => cases + skipped > 0);
  if (told.length === 0) return <NoStages />;
  const { by: _by, ...query } = asked;
  return (
    <>
      <div className="insights__line">
        <p className="quiet">
          {t('stagesAbout')} <DefinitionNote metric="stage_days" label={t('taken')} />
        </p>
        <Button
          component="a"
          size="xs"
          variant="default"
          href={`/api/v1/insights/stages.csv?${queryText(query)}`}
          download
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
        >
          {t('csv')}
        </Button>
      </div>
      {sides.map((side) => {
        const rows = told.filter((row) => row.side === side);
        const all = data.items.filter((row) => row.side === side).length;
        return rows.length > 0 && <Track key={side} side={side} rows={rows} others={all - rows.length} />;
      })}
    </>
  );
}

function NoStages(): ReactNode {
  const { t } = useTranslation('insights');
  const mayChange = useMayDo('administrator');
  return (
    <EmptyState
      icon={<IconRoute size={24} stroke={1.5} />}
      title={t('stagesNone')}
      action={mayChange && <Link to={paths.keyStages}>{t('toStages')}</Link>}
    >
      {t('stagesNoneBody')}
    </EmptyState>
  );
}

function Track(props: {
  side: (typeof sides)[number];
  rows: readonly StageRow[];
  others: number;
}): ReactNode {
  const { side, rows, others } = props;
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const over = ({ medianDays, typicalDays }: StageRow) =>
    (medianDays ?? 0) - (typicalDays ?? medianDays ?? 0);
  const [slowest] = rows.toSorted((a, b) => over(b) - over(a));
  const longest = Math.max(
    ...rows.map(({ medianDays, typicalDays }) => Math.max(medianDays ?? 0, typicalDays ?? 0)),
  );
  const message =
    slowest && over(slowest) > 0
      ? t('stagesTitle', { stage: slowest.label, days: words(over(slowest), 'days') })
      : t('stagesInTime');
  return (
    <Card wide name={t(`side_${side}`)} message={message}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways on a phone must be reached by keyboard */}
      <section className="insight-table" aria-label={t(`side_${side}`)} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('stage')}</th>
              <td className="insight-table__bar" />
              <th scope="col" className="insight-table__number">
                {t('taken')}
              </th>
              <th scope="col" className="insight-table__number">
                {t('typical')}
              </th>
              <th scope="col" className="insight-table__number">
                {t('cases')}
              </th>
              <th scope="col" className="insight-table__number">
                {t('skipped')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <StageLine key={row.stageId} row={row} longest={longest} />
            ))}
          </tbody>
        </table>
      </section>
      {others > 0 && <p className="quiet">{t('notReached', { count: others })}</p>}
    </Card>
  );
}

function StageLine({ row, longest }: { row: StageRow; longest: number }): ReactNode {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const { stageId: stage, label, medianDays, typicalDays } = row;
  const late = medianDays !== null && typicalDays !== null && medianDays > typicalDays;
  const narrowed = { stage };
  return (
    <tr>
      <th scope="row">
        {label}
        {row.archived && <span className="quiet"> ({t('archived')})</span>}
      </th>
      <td className="insight-table__bar" aria-hidden>
        <span className="bar__track" data-late={late || undefined}>
          <span className="bar__fill" style={share(lengthOf(medianDays, longest))} />
          {typicalDays !== null && (
            <span className="bar__mark" style={share(lengthOf(typicalDays, longest))} />
          )}
        </span>
      </td>
      <td className="insight-table__number">
        <NumberLink
          metric="stage_days"
          unit="days"
          value={medianDays}
          label={t('taken')}
          part={label}
          narrowed={narrowed}
        />
      </td>
      <td className="insight-table__number quiet">{words(typicalDays, 'days')}</td>
      <td className="insight-table__number">
        <NumberLink
          metric="stage_days"
          unit="leads"
          value={row.cases}
          label={t('cases')}
          part={label}
          narrowed={narrowed}
        />
      </td>
      <td className="insight-table__number">
        <NumberLink
          metric="stage_skipped"
          unit="leads"
          value={row.skipped}
          label={t('skipped')}
          part={label}
          narrowed={narrowed}
        />
      </td>
    </tr>
  );
}

function share(percent: number): CSSProperties {
  return { '--share': `${percent}%` } satisfies Record<`--${string}`, string>;
}
