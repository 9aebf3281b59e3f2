import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Notification.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Button } from '@mantine/core';
import {
  hideNotification,
  Notifications,
  showNotification,
  updateNotification,
} from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import i18next from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.tsx';
import './undo-toast.css';

/* The toasts themselves; screens use `toasts.tsx`, which fetches this file with the first one. */
const shownMs = 9_000;
let count = 0;
const shownAbout = new Map<string, string>();

/** A new word about the same thing takes the place of the old one, whose undo would undo something else by now. */
export function showDoneToast(
  message: ReactNode,
  undo: (() => Promise<unknown>) | undefined,
  about: string | undefined,
): void {
  count += 1;
  const id = `done-${count}`;
  if (about !== undefined) {
    const before = shownAbout.get(about);
    if (before !== undefined) hideNotification(before);
    shownAbout.set(about, id);
  }
  showNotification({
    id,
    message: <Done id={id} message={message} {...(undo && { undo })} />,
    autoClose: undo ? shownMs : 4_000,
    withBorder: false,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': i18next.t('ui:dismiss') },
    className: 'undo-toast',
    onClose: () => {
      if (about !== undefined && shownAbout.get(about) === id) shownAbout.delete(about);
    },
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
      updateNotification({
        id: props.id,
        message: <ProblemAlert error={error} dense />,
        autoClose: false,
        className: 'undo-toast undo-toast--problem',
      });
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
