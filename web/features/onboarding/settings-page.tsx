import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { PressTwice } from '../settings/press-twice.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import '../../ui/facts.css';
import './onboarding.css';
import { type Settings, type SettingsChange, settingsQuery, useOnboardingAct } from './queries.ts';
import { ServiceForm } from './service-form.tsx';

/** The firm's onboarding service: where it is, how it tells us, and how it fares. */
export function OnboardingSettingsPage(): ReactNode {
  const { t } = useTranslation('onboarding');
  const { data, error, refetch } = useQuery(settingsQuery);
  const [secret, setSecret] = useState<string>();
  return (
    <SettingsPage title={t('settings')} subtitle={t('settingsSubtitle')} roles={['owner', 'administrator']}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('settings')} />}
      {data && (
        <>
          {data.connected && <Health settings={data} />}
          <ServiceForm key={data.revision} settings={data} onSecret={setSecret} />
          {data.connected && <Webhook settings={data} secret={secret} onSecret={setSecret} />}
          {data.connected && <Costs settings={data} />}
          {data.connected && <Leave settings={data} />}
        </>
      )}
    </SettingsPage>
  );
}

function useChange(settings: Settings): (change: SettingsChange) => Promise<boolean> {
  const act = useOnboardingAct();
  return (change) =>
    act(() => api('PATCH /api/v1/onboarding-settings', { body: { ...change, revision: settings.revision } }));
}

function Health({ settings }: { settings: Settings }): ReactNode {
  const { t } = useTranslation('onboarding');
  const act = useOnboardingAct();
  const { status, trouble, restUntil, test, polledAt, lastHookAt, counts, unreadable, label } = settings;
  const ailing = trouble !== '';
  return (
    <SettingsBlock title={label} about={t('healthAbout')}>
      <div className="onboarding__note">
        <StateBadge state={status === 'paused' ? 'held' : ailing ? 'failed' : 'logged'}>
          {t(status === 'paused' ? 'paused' : ailing ? 'ailing' : 'active')}
        </StateBadge>
        {ailing && (
          <span role="alert">
            {trouble}{' '}
            {restUntil !== null && (
              <>
                {t('againAt')} <RelativeTime at={restUntil} />
              </>
            )}
          </span>
        )}
      </div>
      <p className="quiet">
        {t('counts', { ...counts, count: counts.workspaces })}
        {polledAt !== null && (
          <>
            {' · '}
            {t('polled')} <RelativeTime at={polledAt} />
          </>
        )}
        {lastHookAt !== null && (
          <>
            {' · '}
            {t('hooked')} <RelativeTime at={lastHookAt} />
          </>
        )}
      </p>
      {counts.unmatched > 0 && (
        <Link to={paths.onboarding}>{t('unmatchedCount', { count: counts.unmatched })}</Link>
      )}
      {unreadable.length > 0 && (
        <details className="onboarding__unreadable">
          <summary>{t('unreadable', { count: counts.unreadable })}</summary>
          <ul>
            {unreadable.map(({ at, detail }) => (
              <li key={`${at} ${detail}`}>
                <RelativeTime at={at} /> {detail}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="settings-actions">
        <Button
          variant="default"
          loading={test.state === 'waiting' && status === 'active'}
          disabled={status === 'paused'}
          onClick={() => void act(() => api('POST /api/v1/onboarding-settings/test'))}
        >
          {t('test')}
        </Button>
      </div>
      {(test.state === 'ok' || test.state === 'failed') && (
        <p role="status">
          <StateBadge state={test.state === 'ok' ? 'logged' : 'failed'}>
            {t(test.state === 'ok' ? 'testOk' : 'testFailed')}
          </StateBadge>{' '}
          {test.detail} {test.at !== null && <RelativeTime at={test.at} />}
        </p>
      )}
    </SettingsBlock>
  );
}

function Webhook(props: {
  settings: Settings;
  secret: string | undefined;
  onSecret: (secret: string) => void;
}): ReactNode {
  const { t } = useTranslation('onboarding');
  const act = useOnboardingAct();
  const { settings, secret, onSecret } = props;
  async function renew(): Promise<void> {
    await act(async () => onSecret((await api('POST /api/v1/onboarding-settings/secret')).secret));
  }
  return (
    <SettingsBlock title={t('webhook')} about={t('webhookAbout')}>
      <CopyField label={t('hookUrl')} value={settings.hookUrl ?? ''} />
      {secret !== undefined && (
        <>
          <CopyField label={t('secret')} value={secret} />
          <p role="status">{t('secretOnce')}</p>
        </>
      )}
      <div className="settings-actions">
        <PressTwice
          label={t('newSecret')}
          again={t('newSecretAgain')}
          about={t('webhook')}
          onPress={() => void renew()}
        />
      </div>
    </SettingsBlock>
  );
}

function Costs({ settings }: { settings: Settings }): ReactNode {
  const { t } = useTranslation('onboarding');
  const change = useChange(settings);
  async function set(on: boolean): Promise<void> {
    if (await change({ ordersMakeCosts: on })) showDone(t(on ? 'costsOn' : 'costsOff'));
  }
  return (
    <SettingsBlock title={t('orders')}>
      <Switch
        label={t('ordersMakeCosts')}
        description={t('ordersMakeCostsAbout')}
        checked={settings.ordersMakeCosts}
        onChange={({ currentTarget }) => void set(currentTarget.checked)}
      />
    </SettingsBlock>
  );
}

function Leave({ settings }: { settings: Settings }): ReactNode {
  const { t } = useTranslation('onboarding');
  const change = useChange(settings);
  const act = useOnboardingAct();
  const paused = settings.status === 'paused';
  return (
    <SettingsBlock title={t('leave')} about={t('leaveAbout')}>
      <div className="settings-actions onboarding__buttons">
        <Button
          variant="default"
          size="xs"
          onClick={() => void change({ status: paused ? 'active' : 'paused' })}
        >
          {t(paused ? 'goOn' : 'pause')}
        </Button>
        <PressTwice
          label={t('disconnect')}
          again={t('disconnectAgain')}
          about={settings.label}
          onPress={() => void act(() => api('DELETE /api/v1/onboarding-settings'))}
        />
      </div>
    </SettingsBlock>
  );
}
