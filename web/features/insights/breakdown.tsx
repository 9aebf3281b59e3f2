import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { type Asked, type Group, groups, queryText, sources, types } from './asked.ts';
import { Card } from './card.tsx';
import { Switch } from './choice.tsx';
import { NumberLink } from './number-link.tsx';
import { lengthOf } from './number-words.ts';
import { type BreakdownRow, breakdownQuery } from './queries.ts';
import { useNumberWords } from './use-numbers.ts';

/** The same numbers side by side for each source, referrer, person or type. */
export function Breakdown({ asked }: { asked: Asked }): ReactNode {
  const { t } = useTranslation('insights');
  const [search, setSearch] = useSearchState();
  const group = groups.find((one) => one === search.group) ?? 'source';
  const { data, error, refetch, isPlaceholderData } = useQuery(breakdownQuery(asked, group));
  const rows = data?.items ?? [];
  return (
    <Card
      wide
      name={t('breakdown')}
      message={useMessage(rows, group)}
      busy={isPlaceholderData}
      controls={
        <>
          <Switch
            label={t('group')}
            value={group}
            options={groups.map((value) => ({ value, label: t(`group_${value}`) }))}
            onChange={(value) => setSearch({ group: value === 'source' ? undefined : value })}
          />
          <Button
            component="a"
            size="xs"
            variant="default"
            href={`/api/v1/insights/breakdown.csv?${queryText({ ...asked, group })}`}
            download
            leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
          >
            {t('csv')}
          </Button>
        </>
      }
    >
      {error && !data && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {rows.length > 0 && !isPlaceholderData && <Table rows={rows} group={group} />}
    </Card>
  );
}

/** What a row is about, in the words of the screens. */
function useName(group: Group): (row: BreakdownRow) => string {
  const { t } = useTranslation(['insights', 'leads']);
  return ({ key, name }) => {
    const source = sources.find((one) => one === key);
    const type = types.find((one) => one === key);
    if (group === 'source' && source) return t(`source_${source}`, { ns: 'leads' });
    if (group === 'type' && type) return t(`transaction_${type}`, { ns: 'leads' });
    return name ?? t(group === 'referrer' ? 'noReferrer' : 'nobody');
  };
}

function useMessage(rows: readonly BreakdownRow[], group: Group): string {
  const { t } = useTranslation('insights');
  const name = useName(group);
  const words = useNumberWords();
  // The most valuable of those that are something: "nobody" brings no clients.
  const named = rows.filter(({ key }) => key !== null);
  const dearest = named.toSorted((a, b) => b.value.amount - a.value.amount)[0];
  if (dearest && dearest.value.amount > 0)
    return t('breakdownTitle', { name: name(dearest), value: words(dearest.value.amount, 'money') });
  const [first] = named.toSorted((a, b) => b.leads - a.leads);
  return first && first.leads > 0
    ? t('breakdownLeads', { name: name(first), count: first.leads })
    : t('breakdownNone');
}

const columns = [
  ['leads', 'leads'],
  ['quoted', 'leads'],
  ['converted', 'leads'],
  ['conversion', 'ratio'],
  ['value', 'money'],
] as const;

function Table({ rows, group }: { rows: readonly BreakdownRow[]; group: Group }): ReactNode {
  const { t } = useTranslation('insights');
  const name = useName(group);
  const longest = Math.max(...rows.map(({ leads, converted }) => Math.max(leads, converted)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways on a phone must be reached by keyboard
    <section className="insight-table" aria-label={t(`group_${group}`)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t(`group_${group}`)}</th>
            <td className="insight-table__bar">{t('share')}</td>
            {columns.map(([metric]) => (
              <th key={metric} scope="col" className="insight-table__number">
                {t(`metric_${metric}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key ?? 'none'}>
              <th scope="row">{name(row)}</th>
              <td className="insight-table__bar" aria-hidden>
                <span className="twin" style={twin(row, longest)} />
              </td>
              {columns.map(([metric, unit]) => (
                <td key={metric} className="insight-table__number">
                  <NumberLink
                    metric={metric}
                    unit={unit}
                    value={metric === 'value' ? row.value.amount : row[metric]}
                    label={t(`metric_${metric}`)}
                    part={name(row)}
                    narrowed={{ [group]: row.key ?? 'none' }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function twin({ leads, converted }: BreakdownRow, longest: number): CSSProperties {
  return {
    '--leads': `${lengthOf(leads, longest)}%`,
    '--converted': `${lengthOf(converted, longest)}%`,
  } satisfies Record<`--${string}`, string>;
}
