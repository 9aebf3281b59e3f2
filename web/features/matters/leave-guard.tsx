import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import { Button, Modal } from '@mantine/core';
import { useBlocker, useRouter } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import './form-frame.css';

/**
 * Asks before something typed is lost: when another page or record is opened, the window is closed, or (by `ask`) the form
 * itself. `typed` says whether there is anything to lose; it is asked at that moment.
 */
export function useLeaveGuard(typed: () => boolean): {
  ask: (leave: () => void) => void;
  question: ReactNode;
} {
  const router = useRouter();
  const latest = useRef(typed);
  useEffect(() => {
    latest.current = typed;
  }, [typed]);
  const leaving = useRef(false);
  const [leave, setLeave] = useState<{ go: () => void }>();
  const blocked = useBlocker({
    withResolver: true,
    enableBeforeUnload: useCallback(() => latest.current(), []),
    shouldBlockFn: useCallback(
      ({ current, next }: { current: { pathname: string }; next: { pathname: string } }) => {
        // Another filter of the list leaves the form where it is, unless it is named behind the `#`.
        const stays = current.pathname === next.pathname && router.state.location.hash === '';
        // Whoever is signed out cannot save any more.
        return !leaving.current && !stays && next.pathname !== paths.signIn && latest.current();
      },
      [router],
    ),
  });
  const stay = () => {
    blocked.reset?.();
    setLeave(undefined);
  };
  const go = () => {
    setLeave(undefined);
    blocked.proceed?.();
    if (!leave) return;
    // Closing may itself go to another address.
    leaving.current = true;
    leave.go();
  };
  return {
    ask: (how) => (typed() ? setLeave({ go: how }) : how()),
    question: (blocked.status === 'blocked' || leave !== undefined) && (
      <Question onStay={stay} onLeave={go} />
    ),
  };
}

function Question(props: { onStay: () => void; onLeave: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <Modal
      opened
      centered
      size={420}
      zIndex={300}
      onClose={props.onStay}
      title={t('leaveTitle')}
      closeButtonProps={{ 'aria-label': t('leaveStay') }}
    >
      <p>{t('leaveAbout')}</p>
      <div className="form-actions">
        <Button data-autofocus onClick={props.onStay}>
          {t('leaveStay')}
        </Button>
        <Button variant="subtle" onClick={props.onLeave}>
          {t('leaveGo')}
        </Button>
      </div>
    </Modal>
  );
}
