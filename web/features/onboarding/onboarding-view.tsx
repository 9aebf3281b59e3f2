import '@mantine/core/styles/Button.layer.css';
import { Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import '../../ui/facts.css';
import './onboarding.css';
import { type CaseOnboarding, type CaseRef, caseQuery } from './queries.ts';
import { StartDialog } from './start-dialog.tsx';
import { WorkspaceView } from './workspace-view.tsx';

/** Everything that the onboarding service does for a case, or the way to begin. */
export function OnboardingView({ of }: { of: CaseRef }): ReactNode {
  const { t } = useTranslation('onboarding');
  const { data, error, refetch } = useQuery(caseQuery(of));
  const [starting, setStarting] = useState(false);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <ProgressLine label={t('loading')} />;
  const begin = () => setStarting(true);
  return (
    <div className="onboarding">
      {data.workspaces.length === 0 ? (
        <Nothing data={data} onStart={begin} />
      ) : (
        data.mayStart && (
          <div>
            <Button variant="default" onClick={begin}>
              {t('start')}
            </Button>
          </div>
        )
      )}
      {data.workspaces.map((workspace) => (
        <WorkspaceView key={workspace.id} workspace={workspace} />
      ))}
      {starting && <StartDialog of={of} data={data} onClose={() => setStarting(false)} />}
    </div>
  );
}

/** What belongs here, and the one thing to do about it. */
function Nothing({ data, onStart }: { data: CaseOnboarding; onStart: () => void }): ReactNode {
  const { t } = useTranslation('onboarding');
  const mayConnect = useMayDo('owner', 'administrator');
  const icon = <IconUserCheck size={24} stroke={1.5} />;
  if (data.provider === null)
    return (
      <EmptyState
        icon={icon}
        title={t('notConnected')}
        {...(mayConnect && { action: <Link to={paths.onboardingSettings}>{t('toSettings')}</Link> })}
      >
        {t(mayConnect ? 'notConnectedBody' : 'notConnectedAsk')}
      </EmptyState>
    );
  return (
    <EmptyState icon={icon} title={t('nothingYet')} action={<Button onClick={onStart}>{t('start')}</Button>}>
      {t('nothingYetBody', { label: data.provider.label })}
    </EmptyState>
  );
}
