import { Button } from '@mantine/core';
import { IconExternalLink, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { OrderList } from './order-list.tsx';
import { useOnboardingAct, type Workspace } from './queries.ts';
import { clientLooks } from './states.ts';
import { TaskList } from './task-list.tsx';

/** One workspace: who was invited, what they have to do, what was ordered, and when that was last told. */
export function WorkspaceView({ workspace }: { workspace: Workspace }): ReactNode {
  const { t } = useTranslation('onboarding');
  return (
    <section className="onboarding__workspace" aria-label={workspace.label}>
      <Head workspace={workspace} />
      <Trouble workspace={workspace} />
      <h3 className="onboarding__title">{t('clients')}</h3>
      <ul className="onboarding__clients">
        {workspace.clients.map(({ id, name, email, stage, at }) => (
          <li key={id} className="onboarding__client">
            <span className="onboarding__name">{name}</span>
            {email !== null && <span className="quiet onboarding__email">{email}</span>}
            <span className="onboarding__stage">
              <StateBadge state={clientLooks[stage]}>{t(`client_${stage}`)}</StateBadge>
              {at !== null && (
                <span className="quiet">
                  <RelativeTime at={at} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <TaskList workspace={workspace} />
      <OrderList workspace={workspace} />
    </section>
  );
}

function Head({ workspace }: { workspace: Workspace }): ReactNode {
  const { t } = useTranslation('onboarding');
  const act = useOnboardingAct();
  const [busy, setBusy] = useState(false);
  const { id, label, toldAt, startedAt, startedBy, url, connected, state } = workspace;
  async function resync(): Promise<void> {
    setBusy(true);
    const params = { id };
    if (await act(() => api('POST /api/v1/onboarding/workspaces/:id/resync', { params })))
      showDone(t('resyncAsked', { label }));
    setBusy(false);
  }
  return (
    <header className="onboarding__head">
      <div>
        <h2 className="onboarding__heading">{label}</h2>
        <p className="quiet">
          {startedBy === null ? t('found') : t('startedBy', { name: startedBy })}{' '}
          <RelativeTime at={startedAt} />
          {toldAt !== null && (
            <>
              {' · '}
              {t('told')} <RelativeTime at={toldAt} />
            </>
          )}
        </p>
      </div>
      <div className="onboarding__actions">
        {url !== null && (
          <a href={url} target="_blank" rel="noreferrer" className="onboarding__out">
            {t('openThere', { label })} <IconExternalLink size={14} stroke={1.75} aria-hidden />
          </a>
        )}
        {state === 'live' && (
          <Button
            variant="default"
            size="xs"
            loading={busy}
            disabled={!connected}
            leftSection={<IconRefresh size={14} stroke={1.75} aria-hidden />}
            onClick={() => void resync()}
          >
            {t('resync')}
          </Button>
        )}
      </div>
    </header>
  );
}

/** What did not come about, in the service's own words, and the way to try again. */
function Trouble({ workspace }: { workspace: Workspace }): ReactNode {
  const { t } = useTranslation('onboarding');
  const act = useOnboardingAct();
  const { id, label, state, detail } = workspace;
  const papers = [...workspace.tasks, ...workspace.orders].flatMap(({ documents }) => documents);
  const failed = papers.filter((paper) => paper.state === 'failed');
  if (state === 'waiting')
    return (
      <p role="status" className="onboarding__note">
        <StateBadge state="waiting">{t('state_waiting')}</StateBadge> {t('waitingBody', { label })} {detail}
      </p>
    );
  if (state !== 'failed' && failed.length === 0) return null;
  return (
    <div role="alert" className="onboarding__note">
      <StateBadge state="failed">{t('state_failed')}</StateBadge>
      <span>
        {state === 'failed'
          ? t('failedBody', { label, detail })
          : t('papersFailed', {
              names: failed.map(({ name }) => name).join(', '),
              detail: failed[0]?.detail ?? '',
            })}
      </span>
      <Button
        size="xs"
        variant="default"
        onClick={() =>
          void act(() => api('POST /api/v1/onboarding/workspaces/:id/retry', { params: { id } }))
        }
      >
        {t('retry')}
      </Button>
    </div>
  );
}
