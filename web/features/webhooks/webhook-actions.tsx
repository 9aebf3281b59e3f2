import { Button } from '@mantine/core';
import { IconDots, IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import type { Endpoint } from './endpoint.ts';
import { everyWebhookKey } from './queries.ts';

const WebhookDialog = lazy(() =>
  import('./webhook-dialogs.tsx').then((module) => ({ default: module.WebhookDialog })),
);

/** Everything that is kept. */
const keptMs = 30 * 24 * 3_600_000;

/** Try it; pause or go on, change, new secret, send again, remove. */
export function WebhookActions({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [open, setOpen] = useState<'change' | 'rotate' | 'remove'>();
  const params = { id: endpoint.id };
  const works = endpoint.status === 'active';

  async function act(work: () => Promise<string>): Promise<void> {
    try {
      showDone(await work());
      await client.invalidateQueries({ queryKey: everyWebhookKey });
    } catch (error) {
      showProblem(error);
    }
  }
  const test = () =>
    act(async () => {
      await api('POST /api/v1/webhook-endpoints/:id/test', { params });
      return t('testSent');
    });
  const pauseOrResume = () =>
    act(async () => {
      await api('PATCH /api/v1/webhook-endpoints/:id', { params, body: { paused: works } });
      return t(works ? 'paused' : 'resumed');
    });
  const redeliver = () =>
    act(async () => {
      const body = { since: new Date(Date.now() - keptMs).toISOString() };
      const { count } = await api('POST /api/v1/webhook-endpoints/:id/redeliver', { params, body });
      return count === 0 ? t('redeliveredNone') : t('redelivered', { count });
    });
  const item = (label: string, onChoose: () => void) => ({ kind: 'item' as const, label, onChoose });
  return (
    <>
      {works ? (
        <Button
          variant="default"
          leftSection={<IconSend size={16} stroke={1.75} aria-hidden />}
          onClick={() => void test()}
        >
          {t('sendTest')}
        </Button>
      ) : (
        <Button onClick={() => void pauseOrResume()}>{t('resume')}</Button>
      )}
      <MenuButton
        className="webhook-more"
        label={t('more')}
        position="bottom-end"
        entries={[
          ...(works ? [item(t('pause'), () => void pauseOrResume())] : []),
          item(t('redeliverFailed'), () => void redeliver()),
          item(t('change'), () => setOpen('change')),
          item(t('rotate'), () => setOpen('rotate')),
          item(t('remove'), () => setOpen('remove')),
        ]}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
      </MenuButton>
      <Suspense>
        {open && <WebhookDialog which={open} endpoint={endpoint} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}
