import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { DueBlock } from './purge-due.tsx';
import { PurgeList } from './purge-list.tsx';
import { PurgeRules } from './purge-rules.tsx';
import './retention.css';
import './purges.css';

/** Matters whose time is over: proposed by one, confirmed by another, stopped until it runs, proved afterwards. */
export function PurgesPage(): ReactNode {
  const { t } = useTranslation('purges');
  const retention = useTranslation('retention');
  return (
    <SettingsPage
      title={t('title')}
      subtitle={t('subtitle')}
      under={[{ to: paths.retention, label: retention.t('title') }]}
      roles={['owner', 'administrator']}
    >
      <DueBlock />
      <PurgeList />
      <PurgeRules />
    </SettingsPage>
  );
}
