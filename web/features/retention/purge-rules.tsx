import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { purgeSettingsQuery } from './purge-queries.ts';

const waits: readonly number[] = [1, 3, 7, 14, 21, 30, 60, 90];
const backups: readonly number[] = [0, 7, 14, 30, 35, 60, 90, 180, 365, 730];

const among = (offered: readonly number[], own: number) =>
  offered.includes(own) ? offered : [...offered, own].toSorted((a, b) => a - b);

/** How long a purge can be stopped, and how long backups are kept. */
export function PurgeRules(): ReactNode {
  const { t } = useTranslation('purges');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(purgeSettingsQuery);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} dense />;
  if (!data) return null;
  const { coolingOffDays, backupDays } = data;
  type Change = { coolingOffDays: number } | { backupDays: number | null };
  async function choose(body: Change, before?: Change): Promise<void> {
    try {
      client.setQueryData(purgeSettingsQuery.queryKey, await api('PATCH /api/v1/purges/settings', { body }));
      if (before) showDone(t('saved'), () => choose(before));
    } catch (problem) {
      showProblem(problem);
    }
  }
  const daysOf = (count: number) => ({ value: String(count), label: t('days', { count }) });
  return (
    <SettingsBlock title={t('rules')} about={t('rulesAbout')}>
      <NativeSelect
        label={t('coolingOff')}
        value={String(coolingOffDays)}
        data={among(waits, coolingOffDays).map(daysOf)}
        onChange={({ currentTarget }) =>
          void choose({ coolingOffDays: Number(currentTarget.value) }, { coolingOffDays })
        }
      />
      <NativeSelect
        label={t('backups')}
        description={t('backupsAbout')}
        value={String(backupDays)}
        data={[{ value: 'null', label: t('unknown') }, ...among(backups, backupDays ?? 30).map(daysOf)]}
        onChange={({ currentTarget: { value } }) =>
          void choose({ backupDays: value === 'null' ? null : Number(value) }, { backupDays })
        }
      />
    </SettingsBlock>
  );
}
