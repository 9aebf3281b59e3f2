import { Button } from '@mantine/core';
import { IconDots, IconLogin2 } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import type { Connection } from './connection.ts';
import { useCheck } from './last-check.tsx';
import { connectionQuery } from './queries.ts';
import { goToSignIn } from './sign-in.ts';

const ChangeConnection = lazy(() =>
  import('./change-connection.tsx').then((module) => ({ default: module.ChangeConnection })),
);
const Disconnect = lazy(() => import('./disconnect.tsx').then((module) => ({ default: module.Disconnect })));

/** Sign in or ask again where that helps; log there or not, pause, change, disconnect. */
export function ConnectionActions({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [open, setOpen] = useState<'change' | 'disconnect'>();
  const [leaving, setLeaving] = useState(false);
  const { id, name, label, status, grant, accountName, logsSince } = connection;
  const patch = usePatch(id);
  const check = useCheck(id);

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      showProblem(error);
    }
  }
  async function signIn(): Promise<void> {
    setLeaving(true);
    await attempt(() => goToSignIn(id));
    setLeaving(false);
  }
  const pause = (paused: boolean) =>
    attempt(async () => {
      await patch({ paused });
      showDone(t(paused ? 'pausedNow' : 'resumedNow', { name }), () => patch({ paused: !paused }));
    });
  const log = (logs: boolean) =>
    attempt(async () => {
      await patch({ logs });
      showDone(t(logs ? 'logStarted' : 'logStopped', { name }), () => patch({ logs: !logs }));
    });
  const remove = () =>
    attempt(async () => {
      await api('DELETE /api/v1/connections/:id', { params: { id } });
      await navigate({ to: paths.connections });
      void client.invalidateQueries({ queryKey: ['connections', 'list'] });
      showDone(t('removed', { name }));
    });

  const item = (words: string, onChoose: () => void) => ({
    kind: 'item' as const,
    label: words,
    onChoose,
  });
  const working = status === 'active' || status === 'paused';
  const urgent = status === 'waiting' || status === 'needs_attention' || status === 'disconnected';
  const again = accountName === null ? t('signIn', { label }) : t('signInAgain');
  const bySignIn = grant === 'authorization_code';
  return (
    <>
      {urgent && (
        <Button
          leftSection={<IconLogin2 size={16} stroke={1.75} aria-hidden />}
          disabled={leaving || check.isPending}
          onClick={() => (bySignIn ? void signIn() : check.mutate())}
        >
          {bySignIn ? again : t('check')}
        </Button>
      )}
      <MenuButton
        className="connection-page__more"
        label={t('more')}
        position="bottom-end"
        entries={[
          ...(working && bySignIn ? [item(t('signInAgain'), () => void signIn())] : []),
          ...(working
            ? [
                item(t(logsSince === null ? 'logStart' : 'logStop'), () => void log(logsSince === null)),
                item(t(status === 'paused' ? 'resume' : 'pause'), () => void pause(status !== 'paused')),
              ]
            : []),
          item(t('change'), () => setOpen('change')),
          ...(accountName === null
            ? [item(t('remove'), () => void remove())]
            : status === 'disconnected'
              ? []
              : [item(t('disconnect'), () => setOpen('disconnect'))]),
        ]}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
      </MenuButton>
      <Suspense>
        {open === 'change' && <ChangeConnection connection={connection} onClose={() => setOpen(undefined)} />}
        {open === 'disconnect' && <Disconnect connection={connection} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}

function usePatch(id: string): (body: { paused?: boolean; logs?: boolean }) => Promise<void> {
  const client = useQueryClient();
  return async (body) => {
    const after = await api('PATCH /api/v1/connections/:id', { params: { id }, body });
    client.setQueryData(connectionQuery(id).queryKey, after);
    void client.invalidateQueries({ queryKey: ['connections', 'list'] });
  };
}
