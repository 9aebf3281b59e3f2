import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock } from './settings-page.tsx';

const offered: readonly number[] = [0, 4, 12, 24, 48, 72, 168];
const queryKey = ['account-care'];

/** How long a change of a client's bank account waits, although a second person approved it. */
export function AccountWait(): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api('GET /api/v1/account-care', { signal }),
  });
  if (!data) return null;
  const { coolingOffHours: own } = data;
  const all = offered.includes(own) ? offered : [...offered, own].toSorted((a, b) => a - b);
  async function choose(coolingOffHours: number, back = false): Promise<void> {
    try {
      client.setQueryData(queryKey, await api('PATCH /api/v1/account-care', { body: { coolingOffHours } }));
      if (!back) showDone(t('accountWaitSaved'), () => choose(own, true));
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <SettingsBlock title={t('accountWait')} about={t('accountWaitAbout')}>
      <NativeSelect
        label={t('accountWaitHours')}
        value={String(own)}
        data={all.map((count) => ({
          value: String(count),
          label: count === 0 ? t('accountNoWait') : t('hours', { count }),
        }))}
        onChange={({ currentTarget }) => void choose(Number(currentTarget.value))}
      />
    </SettingsBlock>
  );
}
