import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import '../activity/activity.css';
import { ActivityRow } from '../activity/activity-row.tsx';
import type { Interaction } from '../activity/interaction.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { sourceQuery } from '../sources/queries.ts';
import { DayLine, type Kind, kinds, useDayName } from './day-line.tsx';
import { daysQuery } from './queries.ts';
import './daily-proof.css';

/** All days of one phone system; with `?day=&became=` the rows behind one figure. */
export function SourceDaysPage(): ReactNode {
  const { t } = useTranslation(['daily-proof', 'sources']);
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const [search] = useSearchState();
  const name = useDayName();
  const source = useQuery(sourceQuery(id));
  const became = kinds.find((kind) => kind === search.became);
  const days = { to: `/settings/sources/${id}/days`, label: t('title') };
  const rows = search.day !== undefined && became !== undefined ? { day: search.day, became } : null;
  return (
    <SettingsPage
      title={rows ? name(rows.day) : t('pageTitle', { name: source.data?.name ?? '' })}
      under={[
        { to: paths.sources, label: t('title', { ns: 'sources' }) },
        { to: `/settings/sources/${id}`, label: source.data?.name ?? '…' },
        ...(rows ? [days] : []),
      ]}
      roles={['owner', 'administrator']}
      fill={rows !== null}
    >
      {rows ? <Rows sourceId={id} {...rows} /> : source.data && <Days source={source.data} />}
    </SettingsPage>
  );
}

function Days({ source }: { source: { id: string; label: string } }): ReactNode {
  const { t } = useTranslation('daily-proof');
  const [limit, setLimit] = useState(14);
  const { data, error, refetch } = useQuery({
    ...daysQuery(source.id, limit),
    placeholderData: (before) => before,
  });
  if (!data)
    return error ? (
      <ProblemAlert error={error} onRetry={() => void refetch()} />
    ) : (
      <ProgressLine label={t('title')} />
    );
  return (
    <div className="proof">
      <p className="quiet">{t(data.provable ? 'about' : 'aboutNone')}</p>
      <ul className="proof__days">
        {data.items.map((day) => (
          <DayLine key={day.day} source={source} day={day} provable={data.provable} />
        ))}
      </ul>
      {data.next !== null && limit < 92 && (
        <div>
          <Button variant="default" onClick={() => setLimit(Math.min(92, limit + 28))}>
            {t('earlier')}
          </Button>
        </div>
      )}
    </div>
  );
}

const idOf = ({ id }: Interaction) => id;

function Rows({ sourceId, day, became }: { sourceId: string; day: string; became: Kind }): ReactNode {
  const { t } = useTranslation('daily-proof');
  const navigate = useNavigate();
  const name = useDayName();
  const [active, setActive] = useState<string>();
  const list = useKeysetList({
    queryKey: ['interactions', 'list', { sourceId, day, became }],
    fetchPage: (after, signal) =>
      api('GET /api/v1/interactions', {
        query: { sourceId, from: day, to: day, became, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  return (
    <VirtualList
      label={t('rowsOf', { what: t(became, { count: list.items.length }), day: name(day) })}
      list={list}
      idOf={idOf}
      row={(interaction) => <ActivityRow interaction={interaction} />}
      rowHeight={60}
      activeId={active}
      onActive={setActive}
      onOpen={(id) => void navigate({ to: `/activity/${id}` })}
      empty={
        <EmptyState icon={<IconPhone size={24} stroke={1.5} />} title={t('noRows')}>
          {t('noRowsBody')}
        </EmptyState>
      }
      main
    />
  );
}
