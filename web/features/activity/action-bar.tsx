import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconCheck, IconMinus, IconRefresh } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../ui/keyboard.ts';
import { actionsFor, type EntryAction, type InteractionDetail, leadEntry } from './interaction.ts';
import { useInteractionActions } from './use-actions.tsx';

const MoveDialog = lazy(() => import('./move-dialog.tsx').then((module) => ({ default: module.MoveDialog })));

const icons = {
  approve: IconCheck,
  move: IconArrowForwardUp,
  undo: IconArrowBackUp,
  redo: IconRefresh,
  redrive: IconRefresh,
  skip: IconMinus,
} as const;
const keys = { move: 'm', undo: 'u', skip: 'e', approve: 'a', redo: 'r', redrive: 'r' } as const;

/** Move, undo, decide again, don't log: what fits the state of the entry. Works at once and offers the way back. */
export function ActionBar({ interaction }: { interaction: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  const entry = leadEntry(interaction);
  const actions = actionsFor(interaction, entry);
  const words = useActionWords(entry?.state);
  const { refile, ...simple } = useInteractionActions();
  const [busy, setBusy] = useState<EntryAction>();
  const [moving, setMoving] = useState(false);

  async function run(action: EntryAction): Promise<void> {
    if (action === 'move') return setMoving(true);
    setBusy(action);
    await simple[action](interaction.id);
    setBusy(undefined);
  }
  useShortcuts(
    actions.map((action) => ({ keys: keys[action], label: words(action), run: () => void run(action) })),
  );

  if (entry?.billed) return <p className="quiet">{t('onInvoice')}</p>;
  if (actions.length === 0) return null;
  return (
    <div className="action-bar">
      {actions.map((action, index) => {
        const Icon = icons[action];
        return (
          <Button
            key={action}
            variant={index === 0 && entry?.review ? 'filled' : index === 0 ? 'light' : 'default'}
            leftSection={<Icon size={16} stroke={1.75} aria-hidden />}
            disabled={busy !== undefined}
            onClick={() => void run(action)}
          >
            {words(action)}
          </Button>
        );
      })}
      <Suspense>
        {moving && (
          <MoveDialog
            interaction={interaction}
            onClose={() => setMoving(false)}
            onChoose={(choice) => {
              setMoving(false);
              void refile(interaction.id, choice);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

function useActionWords(state: string | undefined): (action: EntryAction) => string {
  const { t } = useTranslation('activity');
  return (action) => {
    switch (action) {
      case 'move':
        return t(state === 'logged' ? 'move' : 'chooseMatter');
      case 'redo':
        return t(state === 'undone' ? 'logAgain' : 'redo');
      case 'redrive':
        return t('tryAgain');
      case 'approve':
        return t(state === 'held' ? 'approveHeld' : 'approve');
      case 'skip':
        return t('dontLog');
      case 'undo':
        return t('undo');
    }
  };
}
