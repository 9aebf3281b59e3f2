import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { type Resync, type ResyncChange, resyncQuery, useFreshSync } from './queries.ts';
import './sync.css';
import { Value } from './value.tsx';

/** What was found there, field by field; nothing is changed before somebody takes it. */
export function ResyncDialog(props: { asked: Resync; onAgain: () => void; onClose: () => void }): ReactNode {
  const { t } = useTranslation('sync');
  const { asked, onAgain, onClose } = props;
  const { system } = asked;
  const { data, error, refetch } = useQuery({ ...resyncQuery(asked.id), initialData: asked });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('resyncTitle', { system })}
      size={640}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} dense />
      ) : data.state === 'looking' ? (
        <ProgressLine label={t('looking', { system })} />
      ) : data.state === 'failed' ? (
        <>
          <div role="alert">
            <p>
              <strong>{t('couldNotLook')}</strong>
            </p>
            {data.detail !== null && <p>{data.detail}</p>}
          </div>
          <div className="resync__ways">
            <Button onClick={onAgain}>{t('lookAgain')}</Button>
            <Button variant="subtle" onClick={onClose}>
              {t('close')}
            </Button>
          </div>
        </>
      ) : data.changes.length === 0 ? (
        <>
          <p role="status">
            <strong>{t('same', { system })}</strong>
          </p>
          <p className="quiet">{t('sameBody')}</p>
          <div className="resync__ways">
            <Button variant="default" onClick={onClose}>
              {t('close')}
            </Button>
          </div>
        </>
      ) : (
        <Found found={data} onClose={onClose} />
      )}
    </Modal>
  );
}

function Found({ found, onClose }: { found: Resync; onClose: () => void }): ReactNode {
  const { t } = useTranslation('sync');
  const { system, changes } = found;
  const fresh = useFreshSync();
  const take = useMutation({
    mutationFn: () => api('POST /api/v1/resyncs/:id/apply', { params: { id: found.id } }),
    onSuccess: async () => {
      showDone(t('took', { system }));
      onClose();
      await fresh();
    },
  });
  return (
    <>
      <p role="status">{t('willChange', { system, count: changes.length })}</p>
      <Changes changes={changes} system={system} />
      {take.error && <ProblemAlert error={take.error} dense />}
      <div className="resync__ways">
        <Button disabled={take.isPending} onClick={() => take.mutate()}>
          {t('takeChanges')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </>
  );
}

function Changes({ changes, system }: { changes: readonly ResyncChange[]; system: string }): ReactNode {
  const { t } = useTranslation('sync');
  const [here, there] = [t('here'), t('there', { system })];
  return (
    <table className="sync-changes">
      <thead>
        <tr>
          <th scope="col">{t('field')}</th>
          <th scope="col">{here}</th>
          <th scope="col">{there}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, label, ours, theirs }) => (
          <tr key={field}>
            <th scope="row">{label}</th>
            <td data-label={here}>
              <Value text={ours} kind="date" />
            </td>
            <td data-label={there}>
              <Value text={theirs} kind="date" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
