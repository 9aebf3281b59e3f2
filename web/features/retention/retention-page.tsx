import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { HoldsBlocks } from '../hand-over/holds-blocks.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { MatterPolicies } from './matter-policies.tsx';
import './retention.css';
import {
  asQuery,
  type DueLead,
  isSame,
  kinds,
  type Retention,
  retentionQuery,
  type Times,
} from './queries.ts';

/** How long closed leads keep their people and words, and which lose them tonight. */
export function RetentionPage(): ReactNode {
  const { t } = useTranslation('retention');
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} roles={['owner', 'administrator']}>
      <Loaded />
      <MatterPolicies />
      <HoldsBlocks />
    </SettingsPage>
  );
}

function Loaded(): ReactNode {
  const { data, error, refetch } = useQuery(retentionQuery);
  if (data) return <TimesForm key={data.version} kept={data} />;
  return error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null;
}

function TimesForm({ kept }: { kept: Retention }): ReactNode {
  const { t } = useTranslation('retention');
  const client = useQueryClient();
  const { lost, expired, duplicate } = kept;
  const before = { lost, expired, duplicate };
  const [times, setTimes] = useState<Times>(before);
  const [busy, setBusy] = useState(false);
  const changed = !isSame(times, before);
  async function write(body: Times & { version?: number }): Promise<void> {
    const after = await api('PATCH /api/v1/retention', { body });
    client.setQueryData(retentionQuery.queryKey, after);
  }
  async function save(): Promise<void> {
    setBusy(true);
    try {
      await write({ ...times, version: kept.version });
      showDone(t('saved'), () => write(before));
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <SettingsBlock title={t('howLong')} about={t('howLongAbout')}>
        {kinds.map((kind) => (
          <MonthsField
            key={kind}
            label={t(kind)}
            value={times[kind]}
            onChoose={(months) => setTimes({ ...times, [kind]: months })}
          />
        ))}
        <div className="settings-actions">
          <Button loading={busy} disabled={!changed} onClick={() => void save()}>
            {t('save')}
          </Button>
          {changed && (
            <Button variant="subtle" onClick={() => setTimes(before)}>
              {t('putBack')}
            </Button>
          )}
        </div>
      </SettingsBlock>
      <Tonight kept={kept} times={times} typed={changed} />
    </>
  );
}

const offered: readonly number[] = [3, 6, 12, 18, 24, 36, 60, 72, 84];

function MonthsField(props: {
  label: string;
  value: number | null;
  onChoose: (months: number | null) => void;
}): ReactNode {
  const { t } = useTranslation('retention');
  const { value } = props;
  const all =
    value === null || offered.includes(value) ? offered : [...offered, value].toSorted((a, b) => a - b);
  return (
    <NativeSelect
      label={props.label}
      value={String(value)}
      data={[
        ...all.map((count) => ({ value: String(count), label: t('months', { count }) })),
        { value: 'null', label: t('forEver') },
      ]}
      onChange={({ currentTarget }) =>
        props.onChoose(currentTarget.value === 'null' ? null : Number(currentTarget.value))
      }
    />
  );
}

/** Whoever is about to save other times sees at once what they would do. */
function Tonight(props: { kept: Retention; times: Times; typed: boolean }): ReactNode {
  const { t } = useTranslation('retention');
  const { kept, times, typed } = props;
  const { locale, timeZone } = useFirmFormat();
  const moment = (at: string) => plannedMoment(new Date(at), { locale, timeZone });
  const query = asQuery(times);
  const total = useQuery({
    queryKey: ['retention', 'due', 'total', query],
    queryFn: ({ signal }) => api('GET /api/v1/retention/due', { query: { ...query, limit: 1 }, signal }),
  });
  const list = useKeysetList({
    queryKey: ['retention', 'due', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/retention/due', { query: { ...query, limit: 50, ...(after && { after }) }, signal }),
  });
  const count = total.data?.total;
  const { lastRun } = kept;
  return (
    <SettingsBlock title={t('tonight')} about={t('tonightAbout', { at: moment(kept.nextRunAt) })}>
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} dense />}
      <div role="status">
        {count !== undefined && <p className="retention__count">{t('due', { count })}</p>}
        {typed && <p className="quiet">{t('byTyped')}</p>}
      </div>
      {list.items.length > 0 && (
        <ul className="settings-rows" aria-label={t('dueList')}>
          {list.items.map((lead) => (
            <DueRow key={lead.id} lead={lead} />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button variant="default" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
      <p className="quiet">
        {lastRun === null ? t('neverRan') : t('lastRun', { count: lastRun.count, at: moment(lastRun.at) })}
      </p>
    </SettingsBlock>
  );
}

function DueRow({ lead }: { lead: DueLead }): ReactNode {
  const { t } = useTranslation('retention');
  const { locale, timeZone } = useFirmFormat();
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  return (
    <li>
      <span className="settings-rows__words">
        <Link to={`/leads/${lead.id}`} className="settings-rows__name">
          {lead.title}
        </Link>
        <span className="retention__about settings-rows__about">
          {[t(`as_${lead.as}`), t('closedOn', { day: day.format(new Date(lead.closedAt)) })].join(' · ')}
        </span>
      </span>
    </li>
  );
}
