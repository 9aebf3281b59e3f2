import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { NewestUnlessWriting } from '../matters/newest-unless-writing.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { keyStageQuery } from './queries.ts';
import { StageForm } from './stage-form.tsx';
import './stages-page.css';

/** One key stage: what it is called, when it applies, whom it tells what, and which stages of matters it is. */
export function KeyStagePage(): ReactNode {
  const { t } = useTranslation('key-stages');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const { data: stage, error, refetch } = useQuery(keyStageQuery(id));
  const mayChange = useMayDo('owner', 'administrator');
  const under = [{ to: paths.keyStages, label: t('title') }];
  if (!stage)
    return (
      <SettingsPage title={t('stage')} under={under}>
        {error ? (
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        ) : (
          <ProgressLine label={t('stage')} />
        )}
      </SettingsPage>
    );
  return (
    <SettingsPage
      title={stage.label}
      under={under}
      subtitle={
        <>
          {t(`side_${stage.side}`)} · <code>{stage.code}</code>{' '}
          {stage.archived && <StateBadge state="skipped">{t('archived')}</StateBadge>}
        </>
      }
    >
      <NewestUnlessWriting
        key={stage.id}
        latest={stage}
        form={(shown, tellWriting) => (
          <StageForm stage={shown} mayChange={mayChange} tellWriting={tellWriting} />
        )}
      />
    </SettingsPage>
  );
}
