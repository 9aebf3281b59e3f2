import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import type { Connection } from './connection.ts';
import './connections.css';
import { connectionQuery } from './queries.ts';

/** What disconnecting means, before it is done: only the vendor's own page can bring the permission back. */
export function Disconnect({
  connection,
  onClose,
}: {
  connection: Connection;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['connections', 'ui']);
  const client = useQueryClient();
  const { id, name, label, queue } = connection;
  const disconnect = useMutation({
    mutationFn: () => api('POST /api/v1/connections/:id/disconnect', { params: { id } }),
    onSuccess: (after) => {
      client.setQueryData(connectionQuery(id).queryKey, after);
      void client.invalidateQueries({ queryKey: ['connections', 'list'] });
      showDone(t('disconnected', { name }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('disconnectTitle', { name })}
      size={480}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <div className="connection-form">
        <ul className="connection-consequences">
          <li>{t('disconnect_1', { label })}</li>
          <li>{t('disconnect_2')}</li>
          {queue.waiting > 0 && <li>{t('disconnect_3', { count: queue.waiting })}</li>}
          <li>{t('disconnect_4')}</li>
        </ul>
        {disconnect.isError && <ProblemAlert error={disconnect.error} dense />}
        <div className="connection-buttons">
          <Button
            variant="default"
            className="connection-danger"
            disabled={disconnect.isPending}
            onClick={() => disconnect.mutate()}
          >
            {t('disconnectDo')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
