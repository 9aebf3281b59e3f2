import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { keptSearch, type Metric } from './asked.ts';
import type { Unit } from './queries.ts';
import { useNumberWords } from './use-numbers.ts';

/** Which of the leads behind a number: of one source, one bucket, one stage … */
export type Narrowed = Readonly<
  Partial<Record<'source' | 'referrer' | 'staff' | 'type' | 'reason' | 'stage' | 'at', string>>
>;

/** A number that opens the leads behind it. Where there is nothing it is only told. */
export function NumberLink(props: {
  metric: Metric;
  unit: Unit;
  value: number | null;
  /** What number it is. */
  label: string;
  /** Of what, where several stand together. */
  part?: string;
  narrowed?: Narrowed;
  className?: string;
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const [search] = useSearchState();
  const { metric, unit, label, part, narrowed = {}, className = 'number' } = props;
  const value = words(props.value, unit);
  if (
    props.value === null ||
    (props.value === 0 && unit !== 'ratio' && unit !== 'days' && unit !== 'seconds')
  )
    return <span className={`${className} number--none`}>{props.children ?? value}</span>;
  const said = part === undefined ? t('rowsOf', { label, value }) : t('rowsOfPart', { part, label, value });
  return (
    <Link
      to={paths.insightsRows}
      search={{ ...keptSearch(search), metric, ...narrowed }}
      className={className}
      // Words of their own say it themselves.
      aria-label={typeof props.children === 'string' ? undefined : said}
    >
      {props.children ?? value}
    </Link>
  );
}
