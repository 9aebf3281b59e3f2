import { Button } from '@mantine/core';
import { IconDots, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { sourceQuery } from './queries.ts';
import type { Source } from './source.ts';

const ChangeSource = lazy(() =>
  import('./change-source.tsx').then((module) => ({ default: module.ChangeSource })),
);
const RemoveSource = lazy(() =>
  import('./remove-source.tsx').then((module) => ({ default: module.RemoveSource })),
);

/** Check now; pause, change or remove. */
export function SourceActions({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const client = useQueryClient();
  const [open, setOpen] = useState<'change' | 'remove'>();
  const [checking, setChecking] = useState(false);
  const paused = source.status === 'paused';

  async function setPaused(wanted: boolean): Promise<void> {
    const after = await api('PATCH /api/v1/sources/:id', {
      params: { id: source.id },
      body: { paused: wanted },
    });
    client.setQueryData(sourceQuery(source.id).queryKey, after);
    void client.invalidateQueries({ queryKey: ['sources', 'list'] });
  }
  async function pauseOrResume(): Promise<void> {
    try {
      await setPaused(!paused);
      showDone(t(paused ? 'resumed' : 'paused', { name: source.name }), () => setPaused(paused));
    } catch (error) {
      showProblem(error);
    }
  }
  async function check(): Promise<void> {
    setChecking(true);
    try {
      const { queued } = await api('POST /api/v1/sources/:id/check', { params: { id: source.id } });
      showDone(t(queued ? 'checkQueued' : 'checkNothing'));
    } catch (error) {
      showProblem(error);
    }
    setChecking(false);
  }
  const item = (label: string, onChoose: () => void) => ({ kind: 'item' as const, label, onChoose });
  return (
    <>
      {source.abilities.catchUp && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden />}
          disabled={checking}
          onClick={() => void check()}
        >
          {t(checking ? 'checking' : 'checkNow')}
        </Button>
      )}
      <MenuButton
        className="source-page__more"
        label={`${t('change')} ${t(paused ? 'resume' : 'pause')}, ${t('remove')}`}
        position="bottom-end"
        entries={[
          item(t(paused ? 'resume' : 'pause'), () => void pauseOrResume()),
          item(t('change'), () => setOpen('change')),
          item(t('remove'), () => setOpen('remove')),
        ]}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
      </MenuButton>
      <Suspense>
        {open === 'change' && <ChangeSource source={source} onClose={() => setOpen(undefined)} />}
        {open === 'remove' && <RemoveSource source={source} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}
