import '@mantine/core/styles/Button.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { PressTwice } from '../settings/press-twice.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import './texts.css';
import { AccountForm } from './account-form.tsx';
import { Lines } from './lines.tsx';
import { settingsQuery, type TextSettings, useTextAct } from './queries.ts';
import { RulesForm } from './rules-form.tsx';

/** How the firm texts: its account, its numbers, its rules, and how it fares. */
export function TextSettingsPage(): ReactNode {
  const { t } = useTranslation('texts');
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <SettingsPage title={t('settings')} subtitle={t('settingsSubtitle')} roles={['owner', 'administrator']}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('settings')} />}
      {data && (
        <>
          {data.connected && <Health settings={data} />}
          <AccountForm key={`account ${data.connected}`} settings={data} />
          {data.connected && (
            <>
              <SettingsBlock title={t('webhook')} about={t('webhookAbout', { label: data.label })}>
                <CopyField label={t('hookUrl')} value={data.hookUrl ?? ''} />
              </SettingsBlock>
              <Lines settings={data} />
              <RulesForm key={`rules ${data.version}`} settings={data} />
              <Leave settings={data} />
            </>
          )}
        </>
      )}
    </SettingsPage>
  );
}

function Health({ settings }: { settings: TextSettings }): ReactNode {
  const { t } = useTranslation('texts');
  const act = useTextAct();
  const { status, trouble, restUntil, test, lastHookAt, partsToday, dailyParts, label } = settings;
  const ailing = trouble !== '';
  return (
    <SettingsBlock title={label} about={t('healthAbout')}>
      <div className="texts__note">
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
      <p className="quiet figures">
        {t('partsToday', { parts: partsToday, limit: dailyParts })}
        {lastHookAt !== null && (
          <>
            {' · '}
            {t('hooked')} <RelativeTime at={lastHookAt} />
          </>
        )}
      </p>
      <div className="settings-actions">
        <Button variant="default" onClick={() => void act(() => api('POST /api/v1/text-settings/test'))}>
          {t('test')}
        </Button>
      </div>
      {test.state !== 'none' && (
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

function Leave({ settings }: { settings: TextSettings }): ReactNode {
  const { t } = useTranslation('texts');
  const act = useTextAct();
  const { version, label } = settings;
  const paused = settings.status === 'paused';
  return (
    <SettingsBlock title={t('leave')} about={t('leaveAbout')}>
      <div className="settings-actions texts__buttons">
        <Button
          variant="default"
          size="xs"
          onClick={() =>
            void act(() =>
              api('PATCH /api/v1/text-settings', { body: { status: paused ? 'active' : 'paused', version } }),
            )
          }
        >
          {t(paused ? 'goOn' : 'pause')}
        </Button>
        <PressTwice
          label={t('disconnect')}
          again={t('disconnectAgain')}
          about={label}
          onPress={() => void act(() => api('DELETE /api/v1/text-settings'))}
        />
      </div>
    </SettingsBlock>
  );
}
