import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';

type Rules = Answer<'GET /api/v1/notice-settings'>;
type Change = Pick<Rules, 'mode' | 'eachMessage'> | Pick<Rules, 'delayMinutes'>;

const noticeRulesQuery = queryOptions({
  queryKey: ['notice-settings'],
  queryFn: ({ signal }) => api('GET /api/v1/notice-settings', { signal }),
});

/** What can be chosen: a mail for each message never backs off. */
const ways = {
  back_off: { mode: 'back_off', eachMessage: false },
  strict: { mode: 'strict', eachMessage: false },
  each: { mode: 'strict', eachMessage: true },
} as const;
type Way = keyof typeof ways;
const wayNames: readonly Way[] = ['back_off', 'strict', 'each'];
const wayOf = ({ mode, eachMessage }: Rules): Way => (eachMessage ? 'each' : mode);

const usualMinutes: readonly number[] = [1, 5, 10, 15, 30, 60, 120, 240, 480, 1440];

/** When people outside the firm are mailed that something waits for them. */
export function NoticeRules(): ReactNode {
  const { t } = useTranslation('conversations');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(noticeRulesQuery);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} dense />;
  if (!data) return null;
  const { delayMinutes } = data;
  async function choose(change: Change, before?: Change): Promise<void> {
    const version = client.getQueryData(noticeRulesQuery.queryKey)?.version;
    try {
      const after = await api('PATCH /api/v1/notice-settings', {
        body: { ...change, ...(version !== undefined && { version }) },
      });
      client.setQueryData(noticeRulesQuery.queryKey, after);
      if (before) showDone(t('settingsSaved'), () => choose(before));
    } catch (problem) {
      showProblem(problem);
      void refetch();
    }
  }
  const minutes = usualMinutes.includes(delayMinutes)
    ? usualMinutes
    : [...usualMinutes, delayMinutes].toSorted((a, b) => a - b);
  const way = wayOf(data);
  return (
    <SettingsBlock title={t('noticeRules')} about={t('noticeRulesAbout')}>
      <NativeSelect
        label={t('noticeWay')}
        description={t(`noticeWay_${way}About`)}
        value={way}
        data={wayNames.map((value) => ({ value, label: t(`noticeWay_${value}`) }))}
        onChange={({ currentTarget: { value } }) => {
          const chosen = wayNames.find((one) => one === value);
          if (chosen) void choose(ways[chosen], ways[way]);
        }}
      />
      <NativeSelect
        label={t('noticeDelay')}
        value={String(delayMinutes)}
        data={minutes.map((count) => ({ value: String(count), label: t('noticeMinutes', { count }) }))}
        onChange={({ currentTarget }) =>
          void choose({ delayMinutes: Number(currentTarget.value) }, { delayMinutes })
        }
      />
    </SettingsBlock>
  );
}
