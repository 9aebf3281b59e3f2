import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Notification.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Button } from '@mantine/core';
import { hideNotification, Notifications, showNotification } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import i18next from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.tsx';
import './undo-toast.css';

/* The toasts themselves; screens use `toasts.tsx`, which fetches this file with the first one. */
const shownMs = 9_000;
let count = 0;
let shown: string | undefined;

/** One at a time: a new word takes the place of the last, so that a quick worker's toasts never pile up over the work. */
export function showDoneToast(message: ReactNode, undo: (() => Promise<unknown>) | undefined): void {
  count += 1;
  const id = `done-${count}`;
  if (shown !== undefined) hideNotification(shown);
  shown = id;
  showNotification({
    id,
    message: <Done id={id} message={message} {...(undo && { undo })} />,
    autoClose: undo ? shownMs : 4_000,
    withBorder: false,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': i18next.t('ui:dismiss') },
    className: 'undo-toast',
  });
}

export function showProblemToast(error: unknown, kept: string | undefined): void {
  showNotification({
    message: <ProblemAlert error={error} dense {...(kept !== undefined && { kept })} />,
    autoClose: false,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': i18next.t('ui:dismiss') },
    className: 'undo-toast undo-toast--problem',
  });
}

export function ToastArea(): ReactNode {
  return <Notifications position="bottom-center" limit={3} transitionDuration={120} containerWidth={480} />;
}

function Done(props: { id: string; message: ReactNode; undo?: () => Promise<unknown> }): ReactNode {
  const { t } = useTranslation('ui');
  const [undoing, setUndoing] = useState(false);

  async function undoIt(undo: () => Promise<unknown>): Promise<void> {
    setUndoing(true);
    try {
      await undo();
      hideNotification(props.id);
    } catch (error) {
      hideNotification(props.id);
      showProblemToast(error, undefined);
    }
  }

  const { undo } = props;
  return (
    <div className="undo-toast__line">
      <IconCheck size={16} stroke={2.25} className="undo-toast__icon" aria-hidden />
      <span className="undo-toast__words">{props.message}</span>
      {undo && (
        <Button size="compact-sm" variant="subtle" disabled={undoing} onClick={() => void undoIt(undo)}>
          {undoing ? t('undoing') : t('undo')}
        </Button>
      )}
    </div>
  );
}
