import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './form-frame.css';

/** What is about to happen, in full, and the one act. `onConfirm` may take a while; the dialog is closed by its owner. */
export function ConfirmDialog(props: {
  title: string;
  confirm: string;
  cancel?: string;
  onConfirm: () => unknown;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('matters');
  const [busy, setBusy] = useState(false);
  async function confirm(): Promise<void> {
    setBusy(true);
    await props.onConfirm();
    setBusy(false);
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={460}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className="form-fields">{props.children}</div>
      <div className="form-actions">
        <Button data-autofocus loading={busy} onClick={() => void confirm()}>
          {props.confirm}
        </Button>
        <Button variant="subtle" onClick={props.onClose}>
          {props.cancel ?? t('cancel')}
        </Button>
      </div>
    </Modal>
  );
}
