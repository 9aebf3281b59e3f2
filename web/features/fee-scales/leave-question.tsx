import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';

type Place = { pathname: string };

/** Asks before a draft that was changed is left: save it first, leave it, or stay. The same page may open another line. */
export function LeaveQuestion(props: { dirty: boolean; save: () => Promise<boolean> }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const dirty = useRef(props.dirty);
  useEffect(() => {
    dirty.current = props.dirty;
  }, [props.dirty]);
  const blocked = useBlocker({
    withResolver: true,
    enableBeforeUnload: useCallback(() => dirty.current, []),
    shouldBlockFn: useCallback(
      ({ current, next }: { current: Place; next: Place }) =>
        dirty.current && current.pathname !== next.pathname && next.pathname !== paths.signIn,
      [],
    ),
  });
  if (blocked.status !== 'blocked') return null;
  const stay = () => blocked.reset();
  const saveFirst = async () => {
    if (await props.save()) blocked.proceed();
    else blocked.reset();
  };
  return (
    <Modal
      opened
      size={460}
      onClose={stay}
      title={t('leaveTitle')}
      closeButtonProps={{ 'aria-label': t('stay') }}
    >
      <p>{t('leaveAbout')}</p>
      <div className="fee-dialog__buttons">
        <Button data-autofocus onClick={() => void saveFirst()}>
          {t('saveAndLeave')}
        </Button>
        <Button variant="default" onClick={() => blocked.proceed()}>
          {t('leave')}
        </Button>
        <Button variant="subtle" onClick={stay}>
          {t('stay')}
        </Button>
      </div>
    </Modal>
  );
}
