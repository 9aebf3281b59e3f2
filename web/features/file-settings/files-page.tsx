import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import { HeldUploads } from './held-uploads.tsx';
import { fileSettingsQuery } from './queries.ts';

/** What the firm does with files that nobody could look inside, and those that wait for an owner. */
export function FilesPage(): ReactNode {
  const { t } = useTranslation('file-settings');
  const { staff } = useMe();
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} roles={['owner', 'administrator']}>
      <Policy />
      {staff.role === 'owner' && (
        <SettingsBlock title={t('held')} about={t('heldAbout')}>
          <HeldUploads />
        </SettingsBlock>
      )}
    </SettingsPage>
  );
}

const choices = ['warn', 'owner', 'block'] as const;
type Choice = (typeof choices)[number];

function Policy(): ReactNode {
  const { t } = useTranslation('file-settings');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(fileSettingsQuery);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} dense />;
  if (!data) return null;
  const { whenUnscannable, whenUnscanned, scanner } = data;
  type Change = { whenUnscannable: Choice } | { whenUnscanned: Choice };
  async function choose(change: Change, before?: Change): Promise<void> {
    const version = client.getQueryData(fileSettingsQuery.queryKey)?.version;
    try {
      const after = await api('PATCH /api/v1/file-settings', {
        body: { ...change, ...(version !== undefined && { version }) },
      });
      client.setQueryData(fileSettingsQuery.queryKey, after);
      void client.invalidateQueries({ queryKey: ['held-uploads'] });
      if (before) showDone(t('saved'), () => choose(before));
    } catch (problem) {
      showProblem(problem);
      void refetch();
    }
  }
  const options = choices.map((value) => ({ value, label: t(`choice_${value}`) }));
  const chosen = (value: string): Choice => choices.find((one) => one === value) ?? 'warn';
  return (
    <>
      <SettingsBlock title={t('scanner')} about={t('scannerAbout')}>
        <p>{scanner === null ? t('scannerMissing') : t('scannerThere', { version: scanner })}</p>
      </SettingsBlock>
      <SettingsBlock title={t('policy')} about={t('policyAbout')}>
        <NativeSelect
          label={t('whenUnscannable')}
          value={whenUnscannable}
          data={options}
          onChange={({ currentTarget: { value } }) =>
            void choose({ whenUnscannable: chosen(value) }, { whenUnscannable })
          }
        />
        <NativeSelect
          label={t('whenUnscanned')}
          value={whenUnscanned}
          data={options}
          onChange={({ currentTarget: { value } }) =>
            void choose({ whenUnscanned: chosen(value) }, { whenUnscanned })
          }
        />
      </SettingsBlock>
    </>
  );
}
