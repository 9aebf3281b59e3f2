import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Notification.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/notifications/styles.css';
import { Button } from '@mantine/core';
import {
  hideNotification,
  Notifications,
  showNotification,
  updateNotification,
} from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.tsx';
import './undo-toast.css';

const shownMs = 9_000;
let count = 0;

/**
 * Says what has been done ("Logged as a fee on Okafor – Purchase of 12 Mill Lane") and offers to undo it.
 * `undo` may fail; the toast then says so and stays.
 */
export function showDone(message: ReactNode, undo?: () => Promise<unknown>): void {
  count += 1;
  const id = `done-${count}`;
  showNotification({
    id,
    message: <Done id={id} message={message} {...(undo && { undo })} />,
    autoClose: undo ? shownMs : 4_000,
    withBorder: false,
    withCloseButton: true,
    className: 'undo-toast',
  });
}

/** Says that something failed, in the words of the problem. Stays until it is put away. */
export function showProblem(error: unknown, kept?: string): void {
  showNotification({
    message: <ProblemAlert error={error} dense {...(kept !== undefined && { kept })} />,
    autoClose: false,
    withCloseButton: true,
    className: 'undo-toast undo-toast--problem',
  });
}

/** Where the toasts appear; once, in the app frame. */
export function Toasts(): ReactNode {
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
